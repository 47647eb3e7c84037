import type { Manifest } from "@/lib/basket/schemas";

/** Elements of a namespace that a download program does not know are passed over by it. Source: RFC 5854, section 5. */
const PROBLEMS = "urn:airshower:manifest-problem";

/**
 * A metalink for download programs (aria2c and others), which fetch in parallel and verify. What is left out, and why,
 * stands after the files as elements of a namespace of our own. Source: RFC 5854.
 */
export function manifestMetalink({ files, createdAt, problems }: Manifest): string {
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
  for (const { slug, detail, path, observationId } of problems) entries.push(`  <problem xmlns="${PROBLEMS}" slug="${escaped(slug)}" about="${escaped(path ?? observationId ?? "")}">${escaped(detail)}</problem>`);
  const time = createdAt.replace(/\.\d+Z$/, "Z");
  return `<?xml version="1.0" encoding="UTF-8"?>\n<metalink xmlns="urn:ietf:params:xml:ns:metalink">\n  <generator>Airshower</generator>\n  <published>${time}</published>\n${entries.join("\n")}\n</metalink>\n`;
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

function escaped(text: string): string {
  // XML 1.0 has no way to write these characters at all.
  return text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "\uFFFD").replace(/[&<>"']/g, (character) => entities[character]!);
}
