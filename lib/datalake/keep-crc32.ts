import { withViewerSql } from "@/lib/embargo/transaction";
import { anonymous } from "@/lib/embargo/viewer";

/** Keeps the CRC-32 of a release's bytes, eight hexadecimal digits, where it was not known. Whose bytes they are, their SHA-256 proves. */
export async function keepCrc32(releaseId: string, sha256: string, crc32: string): Promise<void> {
  await withViewerSql(anonymous, (sql) => sql.rows("SELECT embargo.keep_crc32($1, $2, $3)", [releaseId, sha256, crc32]));
}
