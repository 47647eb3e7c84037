import type { FileChecksums } from "@/lib/datalake/representation";

/** What names the bytes that a look was made from: the strongest checksum that is known, with the size. */
export function checksumOf({ sha256, md5, adler32, sizeBytes }: FileChecksums & { readonly sizeBytes: number }): string {
  return `${sizeBytes}:${sha256 ?? md5 ?? adler32}`;
}
