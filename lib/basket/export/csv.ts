import type { Manifest } from "@/lib/basket/schemas";

type Row = readonly [path: string, did: string, url: string, sizeBytes: string, sha256: string, adler32: string, md5: string, mediaType: string, role: string, problem: string];

/**
 * One line per file, with a header, then one per problem: what is left out, and why, stands in the last column, with no
 * address, as in DataLink each row has either an address or an error. Source: RFC 4180; DataLink 1.1, section 3.
 */
export function manifestCsv({ files, problems }: Manifest): string {
  const header: Row = ["path", "did", "url", "sizeBytes", "sha256", "adler32", "md5", "mediaType", "role", "problem"];
  const rows = files.map(({ path, did, url, sizeBytes, checksum, mediaType, role }): Row => [path, did, url, String(sizeBytes), checksum.sha256 ?? "", checksum.adler32 ?? "", checksum.md5 ?? "", mediaType, role, ""]);
  const faults = problems.map(({ path, observationId, detail }): Row => [path ?? observationId ?? "", "", "", "", "", "", "", "", "", detail]);
  return [header, ...rows, ...faults].map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

/** Spreadsheets take what begins with these for a formula and run it; a blank before it makes it text. */
const formula = /^[=+\-@\t\r]/;

function field(text: string): string {
  const harmless = formula.test(text) ? ` ${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
