import type { Manifest } from "@/lib/basket/schemas";

/**
 * A shell script that brings the store into a folder: it goes on where an earlier run broke off, verifies every file, and
 * takes its token from AIRSHOWER_TOKEN or asks for it. Any POSIX shell with curl. The list is data, never code: paths are
 * those of `layOut` (no blanks, no quotes), and the shell reads them line by line.
 */
export function manifestShell(manifest: Manifest, portalUrl: string): string {
  const list = manifest.files.map(({ path, url, sizeBytes, checksum }) => `${checksum.sha256 ?? checksum.md5 ?? "-"} ${sizeBytes} ${url} ${path}`);
  return [head(manifest, portalUrl), ...list, END, tail(list.length)].join("\n");
}

/** A path has no blank, so that no line of the list can be this. */
const END = "END OF THE LIST";

function head({ files, totalBytes, createdAt, observations }: Manifest, portalUrl: string): string {
  return `#!/bin/sh
# ${observations.length} observations in ${files.length} files, ${totalBytes} bytes, of the basket of ${createdAt}.
# Fetches them into the folder that is given (default: data). Run it again to go on where it broke off.
#   AIRSHOWER_TOKEN=... sh fetch.sh [folder]
# Made by ${portalUrl}; needs curl, and sha256sum or shasum; where the data lake keeps other checksums, md5sum or md5.
set -u
folder=\${1:-data}
failed=0

if command -v sha256sum >/dev/null 2>&1; then
  sha256() { sha256sum "$1" | cut -c1-64; }
else
  sha256() { shasum -a 256 "$1" | cut -c1-64; }
fi
if command -v md5sum >/dev/null 2>&1; then
  md5() { md5sum "$1" | cut -c1-32; }
else
  md5() { command md5 -q "$1"; }
fi

# Whether a file is the one of that checksum and size. Where no shell knows the checksum, the size has to do.
is_whole() {
  case \${#2} in
    64) [ "$(sha256 "$1")" = "$2" ] ;;
    32) [ "$(md5 "$1")" = "$2" ] ;;
    *) [ "$(wc -c <"$1")" -eq "$3" ] ;;
  esac
}

if [ -z "\${AIRSHOWER_TOKEN:-}" ] && [ -t 0 ]; then
  printf 'Access token (empty for public data): ' >&2
  stty -echo; IFS= read -r AIRSHOWER_TOKEN; stty echo
  echo >&2
fi
token=\${AIRSHOWER_TOKEN:-}
unset AIRSHOWER_TOKEN

# The token goes to curl by a pipe: other users of this machine can read a command line.
get() {
  if [ -n "$token" ]; then printf 'header = "Authorization: Bearer %s"\\n' "$token"; fi |
    curl --config - --silent --show-error --fail --retry 3 --continue-at - --create-dirs --output "$2" "$1"
}

fetch() {
  target=$folder/$4
  if [ -f "$target" ] && is_whole "$target" "$1" "$2"; then return 0; fi
  part=$target.part
  for attempt in 1 2; do
    if [ -f "$part" ] && [ "$(wc -c <"$part")" -gt "$2" ]; then rm -f "$part"; fi
    if [ ! -f "$part" ] || [ "$(wc -c <"$part")" -lt "$2" ]; then
      get "$3" "$part" || { echo "FAILED   $4" >&2; return 1; }
    fi
    if is_whole "$part" "$1" "$2"; then
      mv "$part" "$target" && echo "fetched  $4"
      return
    fi
    rm -f "$part"
  done
  echo "DAMAGED  $4" >&2
  return 1
}

mkdir -p "$folder" || exit 1
while IFS=' ' read -r sum size url path; do
  fetch "$sum" "$size" "$url" "$path" </dev/null || failed=$((failed + 1))
done <<'${END}'`;
}

function tail(files: number): string {
  return `
if [ "$failed" -gt 0 ]; then
  echo "$failed of ${files} files could not be fetched; run this again to go on." >&2
  exit 1
fi
echo "All ${files} files are in $folder."
`;
}
