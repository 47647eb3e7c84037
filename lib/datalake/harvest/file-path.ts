const LONGEST_BYTES = 1024;

/**
 * Whether a DID's name can be a path below a store's root, where a notebook will find the file. Names that climb, begin
 * at the root or hold what a file system would take amiss can not.
 */
export function isStorePath(name: string): boolean {
  if (Buffer.byteLength(name) > LONGEST_BYTES || /[\p{Cc}\p{Cs}\\]/u.test(name)) return false;
  return name.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

const mediaTypes: Record<string, string> = { gz: "application/gzip", fits: "application/fits", fit: "application/fits", json: "application/json", txt: "text/plain", log: "text/plain", md: "text/markdown", pdf: "application/pdf", xml: "application/xml", yaml: "application/yaml", yml: "application/yaml" };

export function mediaTypeOf(name: string): string {
  return mediaTypes[/\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? ""] ?? "application/octet-stream";
}
