import { Readable } from "node:stream";
import { recordAttempt } from "@/lib/audit/attempts";
import { type FileAccess, recordFileAccess } from "@/lib/audit/record";
import { type Did, formatDid, MANIFEST_SCOPE, parseDidParts } from "@/lib/catalogue/did";
import { withViewerSql, type Sql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { Embargoed, NotFound } from "@/lib/errors/requests";
import type { ByteRange } from "./backend";
import { LakeFileMissing } from "./errors";
import { lakeBackend } from "./registry";
import type { FileChecksums } from "./representation";
import type { FileKey } from "./still-readable";

/** A file that the viewer may read now. */
export interface ReadableFile {
  /** By which the embargo is asked again while its bytes flow. */
  readonly key: FileKey;
  readonly sizeBytes: number;
  readonly checksums: FileChecksums;
  readonly mediaType: string;
  /** The last part of its path. */
  readonly fileName: string;
  /**
   * Its bytes, or a range of them, which must lie within the file.
   *
   * @throws LakeFileMissing also when the stored file has another size than its release; LakeUnavailable
   */
  open(range?: ByteRange): Promise<Readable>;
  /**
   * Where below the lake's root it lies, for who sends it in our place; null where there is no such folder.
   *
   * @throws LakeLocationInvalid
   */
  pathBelowRoot(): string | null;
}

const generatedForm = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\/([^\0]+)$/s;

/**
 * Asks the embargo for one file, by DID, and writes into the audit that it was given, or that it was not. Nothing is held
 * open afterwards: the bytes flow outside the transaction.
 * Scope and name are only ever compared with what the database holds and never become a path.
 *
 * @param onlyManifest the manifest that a staging token opens; no other file exists for it.
 * @param access how its bytes are asked for; null when only its description is (HEAD), which is no access.
 * @throws NotFound for what is absent, hidden, or outside the manifest: one answer. Embargoed for what is visible and closed.
 */
export async function findFile(viewer: Viewer, scope: string, name: string, onlyManifest: string | null = null, access: FileAccess | null = {}): Promise<ReadableFile> {
  const generated = scope === MANIFEST_SCOPE ? generatedForm.exec(name) : null;
  try {
    return await withViewerSql(viewer, async (sql) => {
      await sql.client.query(KEEP_PLANS);
      const file = generated ? await generatedFile(sql, generated[1]!, generated[2]!, onlyManifest) : await releasedFile(sql, scope, name, onlyManifest);
      if (access) await recordFileAccess(sql, file.key, access);
      return file;
    });
  } catch (error) {
    if (error instanceof NotFound || error instanceof Embargoed) recordAttempt(viewer, { action: "file.read", about: { file: { scope, name } }, subject: { status: error.status } });
    throw error;
  }
}

/**
 * Under nested policies planning takes longer than finding one row (30 ms against 2), so that each connection keeps its
 * plans, from the first use on: rows are looked up by key, whatever the key.
 */
const KEEP_PLANS = { name: "file-keep-plans", text: "SELECT set_config('plan_cache_mode', 'force_generic_plan', true)" };

/** A release that may be read, and where its bytes are. */
export interface ReleaseRow extends FileChecksums {
  readonly id: string;
  readonly backend: string;
  readonly location: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
}

/** The collection first: its policy is asked once. */
const PRODUCT = "(SELECT id FROM collection WHERE name = $1 OFFSET 0) c JOIN product p ON p.collection_id = c.id AND p.name = $2";
const RELEASE = `SELECT r.id, r.backend, r.location, r.size_bytes::float8 AS "sizeBytes", r.sha256, r.md5, r.adler32, p.media_type AS "mediaType"
  FROM ${PRODUCT} JOIN product_release r ON r.product_id = p.id AND r.release = $3`;
/** As a row where a launch stages it, else in its list. */
const IN_MANIFEST = `SELECT 1 FROM manifest_file WHERE manifest_id = $1 AND release_id = $2
  UNION ALL SELECT 1 FROM manifest WHERE id = $1 AND $2 = ANY (release_ids) LIMIT 1`;

const GENERATED = `SELECT content, sha256, media_type AS "mediaType" FROM manifest_file WHERE manifest_id = $1 AND path = $2 AND content IS NOT NULL`;

/** A visible product whose release is not readable: closed until its own date, shared IRFs until their observations' first one. */
const CLOSED = `SELECT CASE WHEN p.sharing = 'shared-irf' THEN (SELECT min(o.data_release_at) FROM observation_product l JOIN visible_observation o ON o.id = l.observation_id WHERE l.product_id = p.id)
    ELSE p.data_release_at END AS "opensAt"
  FROM ${PRODUCT} WHERE $3::int BETWEEN 1 AND p.current_release AND NOT EXISTS (SELECT 1 FROM product_release r WHERE r.product_id = p.id)`;

/**
 * The release of a DID, if this transaction's viewer may read its bytes.
 *
 * @throws NotFound, Embargoed as `findFile` does
 */
export async function findRelease(sql: Sql, did: Did): Promise<ReleaseRow> {
  const values = [did.collection, did.path, did.release];
  const row = await oneRow<ReleaseRow>(sql, "file-release", RELEASE, values);
  if (row) return row;
  const closed = await oneRow<{ opensAt: Date | null }>(sql, "file-closed", CLOSED, values);
  throw closed ? new Embargoed(formatDid(did), closed.opensAt?.toISOString() ?? null) : new NotFound();
}

async function releasedFile(sql: Sql, scope: string, name: string, onlyManifest: string | null): Promise<ReadableFile> {
  const did = parseDidParts(scope, name);
  if (!did) throw new NotFound();
  const row = await findRelease(sql, did);
  if (onlyManifest !== null && !(await oneRow(sql, "file-in-manifest", IN_MANIFEST, [onlyManifest, row.id]))) throw new NotFound();
  return { key: { releaseId: row.id }, sizeBytes: row.sizeBytes, checksums: row, mediaType: row.mediaType, fileName: lastPart(did.path), open: (range) => openRelease(row, range), pathBelowRoot: () => lakeBackend(row.backend).pathBelowRoot?.(row.location) ?? null };
}

async function openRelease({ backend, location, sizeBytes }: ReleaseRow, range?: ByteRange): Promise<Readable> {
  const opened = await lakeBackend(backend).open(location, range);
  if (opened.sizeBytes === sizeBytes) return opened.stream;
  opened.stream.destroy();
  throw new LakeFileMissing({ cause: new Error(`stored with ${opened.sizeBytes} bytes, released with ${sizeBytes}`) });
}

async function generatedFile(sql: Sql, manifestId: string, path: string, onlyManifest: string | null): Promise<ReadableFile> {
  if (onlyManifest !== null && manifestId !== onlyManifest) throw new NotFound();
  const file = await oneRow<{ content: Buffer; sha256: string; mediaType: string }>(sql, "file-generated", GENERATED, [manifestId, path]);
  if (!file) throw new NotFound();
  const open = (range?: ByteRange) => Promise.resolve(Readable.from([range ? file.content.subarray(range.start, range.end + 1) : file.content]));
  return { key: { manifestId, path }, sizeBytes: file.content.length, checksums: { sha256: file.sha256, md5: null, adler32: null }, mediaType: file.mediaType, fileName: lastPart(path), open, pathBelowRoot: () => null };
}

/** By a statement that its connection keeps under this name. */
async function oneRow<Row extends object>(sql: Sql, name: string, text: string, values: readonly unknown[]): Promise<Row | undefined> {
  const { rows } = await sql.client.query<Row>({ name, text, values: [...values] });
  return rows[0];
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1) || "file";
}
