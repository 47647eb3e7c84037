/** What is known of a file's bytes, lower-case hexadecimal; one of the three is always there. */
export interface FileChecksums {
  readonly sha256: string | null;
  readonly md5: string | null;
  readonly adler32: string | null;
}

interface Described {
  readonly checksums: FileChecksums;
  readonly sizeBytes: number;
}

/**
 * A strong entity tag. A release never changes its bytes, so that also the weakest of checksums, with the size, names
 * them: it only has to differ between the releases that one address could give.
 */
export function etagOf({ checksums: { sha256, md5, adler32 }, sizeBytes }: Described): string {
  return `"${sha256 ?? md5 ?? `${adler32}-${sizeBytes}`}"`;
}

/** What `Repr-Digest` says of it, where there is a checksum that is fit for it; null else. Source: RFC 9530, sections 3 and 5. */
export function reprDigestOf({ checksums: { sha256, md5 } }: Described): { readonly algorithm: "sha-256" | "md5"; readonly base64: string } | null {
  const digest = (algorithm: "sha-256" | "md5", hex: string) => ({ algorithm, base64: Buffer.from(hex, "hex").toString("base64") });
  if (sha256 !== null) return digest("sha-256", sha256);
  return md5 === null ? null : digest("md5", md5);
}
