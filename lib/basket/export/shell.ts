import type { Manifest } from "@/lib/basket/schemas";

/**
 * A shell script that brings the store into a folder: it goes on where an earlier run broke off, verifies every file, and
 * takes its token from AIRSHOWER_TOKEN or asks for it, again when it ends on the way. Any POSIX shell with curl. The list
 * is data, never code: paths are those of `layOut` (no blanks, no quotes), and the shell reads them line by line.
 */
export function manifestShell(manifest: Manifest, portalUrl: string): string {
  const list = manifest.files.map(({ path, url, sizeBytes, checksum }) => `${checksum.sha256 ?? checksum.md5 ?? "-"} ${sizeBytes} ${url} ${path}`);
  return [head(manifest, portalUrl), ...list, END, tail(list.length, manifest)].join("\n");
}

/** A path has no blank, so that no line of the list can be this. */
const END = "END OF THE LIST";
/** Each line of what is left out begins with a dash, so that none can be this. */
const END_OF_PROBLEMS = "END OF WHAT IS LEFT OUT";

function head({ files, totalBytes, createdAt, observations }: Manifest, portalUrl: string): string {
  return `#!/bin/sh
# ${observations.length} observations in ${files.length} files, ${totalBytes} bytes, of the basket of ${createdAt}.
# Fetches them into the folder that is given (default: data). Run it again to go on where it broke off.
#   AIRSHOWER_TOKEN=... sh fetch.sh [folder]
# Made by ${portalUrl}; needs curl, and sha256sum or shasum; where the data lake keeps other checksums, md5sum or md5.
set -u
total=${files.length}
folder=\${1:-data}
failed=0
done=0

command -v curl >/dev/null 2>&1 || { echo "This script needs curl: install it, then run this again." >&2; exit 1; }
if command -v sha256sum >/dev/null 2>&1; then
  digest() { "$1sum" <"$2" | cut -d' ' -f1; }
else
  digest() { case $1 in md5) md5 -q "$2" ;; *) shasum -a 256 <"$2" | cut -d' ' -f1 ;; esac; }
fi
# Whether a file has the checksum that is given, whose length tells its kind; without one, its size decides.
is_right() {
  case \${#1} in
    64) [ "$(digest sha256 "$3")" = "$1" ] ;;
    32) [ "$(digest md5 "$3")" = "$1" ] ;;
    *) [ "$(size_of "$3")" -eq "$2" ] ;;
  esac
}
size_of() { wc -c <"$1" | tr -d ' '; }

# By the terminal itself: standard input is the list, or this very script.
can_ask() { [ -t 2 ] && (: </dev/tty) 2>/dev/null; }
ask_token() {
  printf '%s' "$1" >&2
  trap 'stty echo </dev/tty; echo >&2; exit 130' INT TERM
  stty -echo </dev/tty; IFS= read -r token </dev/tty; stty echo </dev/tty
  trap - INT TERM
  echo >&2
}
token=\${AIRSHOWER_TOKEN:-}
unset AIRSHOWER_TOKEN
if [ -z "$token" ] && can_ask; then ask_token 'Access token (empty for public data): '; fi

# The token goes to curl by a pipe: other users of this machine can read a command line.
get() {
  status=$(
    if [ -n "$token" ]; then printf 'header = "Authorization: Bearer %s"\\n' "$token"; fi |
      curl --config - --silent --show-error --fail --connect-timeout 30 --speed-time 120 --speed-limit 1 --retry 5 \\
        --continue-at - --create-dirs --output "$2" --write-out '%{http_code}' "$1"
  )
}

# Asks for another token where one is refused, which is for all files alike.
get_allowed() {
  while ! get "$1" "$2"; do
    if [ "$status" != 401 ]; then return 1; fi
    if ! can_ask; then
      echo "The access token is not accepted, or not any more. Set AIRSHOWER_TOKEN to a new one and run this again: it goes on where it was." >&2
      exit 2
    fi
    ask_token 'The access token is not accepted, or not any more. Another one: '
  done
}

fetch() {
  target=$folder/$4
  if [ -f "$target" ] && is_right "$1" "$2" "$target"; then return 0; fi
  part=$target.part
  for attempt in 1 2; do
    if [ -f "$part" ] && [ "$(size_of "$part")" -gt "$2" ]; then rm -f "$part"; fi
    if [ "$2" -eq 0 ]; then mkdir -p "$(dirname "$part")" && : >"$part"; fi
    if [ ! -f "$part" ] || [ "$(size_of "$part")" -lt "$2" ]; then
      get_allowed "$3" "$part" || { echo "FAILED   $4 (HTTP $status)" >&2; return 1; }
    fi
    if is_right "$1" "$2" "$part"; then
      mv "$part" "$target" && echo "fetched  $4 ($done of $total)"
      return
    fi
    rm -f "$part"
  done
  echo "DAMAGED  $4" >&2
  return 1
}

mkdir -p "$folder" || exit 1
while IFS=' ' read -r sum size url path; do
  done=$((done + 1))
  fetch "$sum" "$size" "$url" "$path" </dev/null || failed=$((failed + 1))
done <<'${END}'`;
}

function tail(files: number, { problems }: Manifest): string {
  return `
${leftOut(problems.map(({ detail }) => detail))}if [ "$failed" -gt 0 ]; then
  echo "$failed of ${files} files could not be fetched; run this again to go on. HTTP 403 and 404 are files that are not, or no longer, open to you." >&2
  exit 1
fi
echo "All ${files} files are in $folder."
`;
}

/** What was not to be had when this was made, and why: told each time, since a script lives long. Data, never code. */
function leftOut(details: readonly string[]): string {
  if (details.length === 0) return "";
  const lines = details.map((detail) => `- ${detail.replace(/[\p{Cc}\u2028\u2029]+/gu, " ")}`);
  return `echo "To be known of this basket (${details.length}):" >&2\ncat >&2 <<'${END_OF_PROBLEMS}'\n${lines.join("\n")}\n${END_OF_PROBLEMS}\n`;
}
