import type { Sql } from "@/lib/embargo/transaction";
import type { About } from "./about";
import type { Json } from "./canonical";

/** How a file was asked for. */
export interface FileAccess {
  /** The launch whose session asks. */
  readonly launchId?: string | null;
  /** The request's Range header. */
  readonly range?: string | null;
}

/** The bytes of a release, or of a file that was made for a manifest. */
export type AccessedFile = { readonly releaseId: string } | { readonly manifestId: string; readonly path: string };

const FILE = { name: "audit-file", text: "SELECT embargo.audit_file($1, $2, $3)" };
const GENERATED = { name: "audit-generated", text: "SELECT embargo.audit_generated($1, $2, $3, $4)" };

/** Records that this transaction's viewer was given leave to a file's bytes, in that transaction: no entry, no bytes. */
export async function recordFileAccess({ client }: Sql, file: AccessedFile, { launchId = null, range = null }: FileAccess): Promise<void> {
  if ("releaseId" in file) await client.query({ ...FILE, values: [file.releaseId, launchId, range] });
  else await client.query({ ...GENERATED, values: [file.manifestId, file.path, launchId, range] });
}

/** Records that this transaction's viewer was given a manifest of their own. */
export async function recordManifestExport(sql: Sql, manifestId: string): Promise<void> {
  await sql.rows("SELECT embargo.audit_manifest($1)", [manifestId]);
}

/**
 * Records an act of this transaction's viewer that no trigger records: `audit.exported`, `export.…`, `preview.…`,
 * `explain.…`, `approval.…`, `emergency.…`, `change.…`, `undo.…`. Changes of rights, launches and stagings record themselves.
 */
export async function recordAct(sql: Sql, action: string, about: About, subject: { readonly [name: string]: Json } = {}): Promise<void> {
  await sql.rows("SELECT embargo.audit($1, $2, $3)", [action, JSON.stringify(about), JSON.stringify(subject)]);
}
