import type { Manifest } from "@/lib/basket/schemas";

/** A metalink for download programs (aria2c and others), which fetch in parallel and verify. Source: RFC 5854. */
export function manifestMetalink({ files, createdAt }: Manifest): string {
  const entries = files.map(({ path, url, sizeBytes, checksum }) =>
    [
      `  <file name="${escaped(path)}">`,
      `    <size>${sizeBytes}</size>`,
      ...(checksum.sha256 ? [`    <hash type="sha-256">${checksum.sha256}</hash>`] : []),
      ...(checksum.md5 ? [`    <hash type="md5">${checksum.md5}</hash>`] : []),
      `    <url>${escaped(url)}</url>`,
      "  </file>",
    ].join("\n"),
  );
  const time = createdAt.replace(/\.\d+Z$/, "Z");
  return `<?xml version="1.0" encoding="UTF-8"?>\n<metalink xmlns="urn:ietf:params:xml:ns:metalink">\n  <generator>Airshower</generator>\n  <published>${time}</published>\n${entries.join("\n")}\n</metalink>\n`;
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}
