import { parseDidParts } from "@/lib/catalogue/did";
import { withViewerSql, type Sql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { Embargoed, NotFound } from "@/lib/errors/requests";

/** A file that the viewer may read now, and where its bytes are. */
export interface ReadableFile {
  readonly sizeBytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly mediaType: string;
  /** The last part of its path. */
  readonly fileName: string;
  readonly source: { readonly backend: string; readonly location: string } | { readonly content: Buffer };
}

/** The scope of files made for a manifest: indexes and notebooks. Their names are `<manifest id>/<path>`. */
export const MANIFEST_SCOPE = "manifest";

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Asks the embargo for one file, by DID. Nothing is held open afterwards: the bytes flow outside the transaction.
 *
 * @param onlyManifest the manifest that a staging token opens; no other file exists for it.
 * @throws NotFound for what is absent, hidden, or outside the manifest: one answer. Embargoed for what is visible and closed.
 */
export function findFile(viewer: Viewer, scope: string, name: string, onlyManifest: string | null = null): Promise<ReadableFile> {
  return withViewerSql(viewer, (sql) => (scope === MANIFEST_SCOPE ? madeFile(sql, name, onlyManifest) : releasedFile(sql, scope, name, onlyManifest)));
}

const RELEASE = `SELECT r.backend, r.location, r.size_bytes::float8 AS "sizeBytes", r.sha256, p.media_type AS "mediaType"
  FROM collection c JOIN product p ON p.collection_id = c.id JOIN product_release r ON r.product_id = p.id
  WHERE c.name = $1 AND p.name = $2 AND r.release = $3
    AND ($4::uuid IS NULL OR EXISTS (SELECT 1 FROM manifest_file f WHERE f.manifest_id = $4::uuid AND f.release_id = r.id))`;

/** A visible product whose release is not readable: closed until its own date, or for a shared file its observations' first one. */
const CLOSED = `SELECT coalesce(p.data_release_at, (SELECT min(o.data_release_at) FROM observation_product l JOIN visible_observation o ON o.id = l.observation_id WHERE l.product_id = p.id)) AS "opensAt"
  FROM collection c JOIN product p ON p.collection_id = c.id
  WHERE c.name = $1 AND p.name = $2 AND $3 BETWEEN 1 AND p.current_release
    AND NOT EXISTS (SELECT 1 FROM product_release r WHERE r.product_id = p.id)`;

async function releasedFile(sql: Sql, scope: string, name: string, onlyManifest: string | null): Promise<ReadableFile> {
  const did = parseDidParts(scope, name);
  if (!did) throw new NotFound();
  const values = [did.collection, did.path, did.release];
  const [file] = await sql.rows<{ backend: string; location: string; sizeBytes: number; sha256: string; mediaType: string }>(RELEASE, [...values, onlyManifest]);
  if (file) return { sizeBytes: file.sizeBytes, sha256: file.sha256, mediaType: file.mediaType, fileName: lastPart(did.path), source: { backend: file.backend, location: file.location } };
  const [closed] = onlyManifest === null ? await sql.rows<{ opensAt: Date | null }>(CLOSED, values) : [];
  throw closed ? new Embargoed(`${scope}:${name}`, closed.opensAt?.toISOString() ?? null) : new NotFound();
}

async function madeFile(sql: Sql, name: string, onlyManifest: string | null): Promise<ReadableFile> {
  const slash = name.indexOf("/");
  const [manifestId, path] = [name.slice(0, slash), name.slice(slash + 1)];
  if (!uuidForm.test(manifestId) || path === "" || (onlyManifest !== null && manifestId !== onlyManifest)) throw new NotFound();
  const [file] = await sql.rows<{ content: Buffer; sizeBytes: number; sha256: string; mediaType: string }>(
    `SELECT content, size_bytes::float8 AS "sizeBytes", sha256, media_type AS "mediaType" FROM manifest_file WHERE manifest_id = $1 AND path = $2 AND content IS NOT NULL`,
    [manifestId, path],
  );
  if (!file) throw new NotFound();
  return { sizeBytes: file.sizeBytes, sha256: file.sha256, mediaType: file.mediaType, fileName: lastPart(path), source: { content: file.content } };
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
