import type { Manifest } from "@/lib/basket/schemas";

/** One line per file, with a header. Source: RFC 4180. */
export function manifestCsv({ files }: Manifest): string {
  const header = ["path", "did", "url", "sizeBytes", "sha256", "adler32", "md5", "mediaType", "role"];
  const rows = files.map(({ path, did, url, sizeBytes, checksum, mediaType, role }) => [path, did, url, String(sizeBytes), checksum.sha256 ?? "", checksum.adler32 ?? "", checksum.md5 ?? "", mediaType, role]);
  return [header, ...rows].map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

/** Spreadsheets take what begins with these for a formula and run it; a blank before it makes it text. */
const formula = /^[=+\-@\t\r]/;

function field(text: string): string {
  const harmless = formula.test(text) ? ` ${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
