import type { ManifestFile } from "@/lib/basket/schemas";
import type { FileChecksums } from "@/lib/datalake/representation";

/** What a manifest says of a file's bytes: the checksums that are known. */
export function statedChecksums({ sha256, adler32, md5 }: FileChecksums): ManifestFile["checksum"] {
  return { ...(sha256 && { sha256 }), ...(adler32 && { adler32 }), ...(md5 && { md5 }) };
}
