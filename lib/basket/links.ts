import type { z } from "zod";
import { setting } from "@/lib/config/environment";
import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { readCursor, writeCursor } from "@/lib/http/cursor";
import { NothingToShare } from "./errors";
import { idOrNotFound } from "./id";
import { draftManifest, freezeManifest } from "./manifest";
import { writeItems } from "./manifest/write-items";
import { STAGED } from "./manifest/staged-sql";
import type { manifestBodySchema, manifestPageSchema, ManifestSummary } from "./schemas";

interface ManifestList {
  readonly items: ManifestSummary[];
  readonly nextCursor: string | null;
  readonly totalCount: null;
}

type SummaryRow = Omit<ManifestSummary, "url" | "createdAt" | "sharedAt"> & { readonly createdAt: Date; readonly sharedAt: Date | null };

/**
 * $1 owner, $2 one manifest or null, $3 and $4 the place after which a page begins, $5 its length. Files and observations
 * are counted as far as they may be read now: row-level security shows no others.
 */
const SUMMARIES = `
SELECT m.id, m.created_at AS "createdAt", files.number AS "fileCount", files.bytes AS "totalBytes",
  (SELECT count(*)::int FROM visible_observation o WHERE o.id = ANY (m.observation_ids) AND o.readable) AS "observationCount",
  EXISTS (SELECT 1 FROM launch l WHERE l.manifest_id = m.id) AS launched,
  (SELECT l.shared_at FROM manifest_link l WHERE l.manifest_id = m.id AND l.ended_at IS NULL) AS "sharedAt"
FROM (SELECT * FROM manifest k WHERE k.owner_sub = $1 AND ($2::uuid IS NULL OR k.id = $2) AND ($3::timestamptz IS NULL OR (k.created_at, k.id) < ($3, $4::uuid))
  ORDER BY k.created_at DESC, k.id DESC LIMIT $5::int) m
CROSS JOIN LATERAL (SELECT count(*)::int AS number, coalesce(sum(f.size_bytes), 0)::float8 AS bytes FROM (
  SELECT r.size_bytes FROM ${STAGED} s JOIN product_release r ON r.id = s.release_id
  UNION ALL SELECT f.size_bytes FROM manifest_file f WHERE f.manifest_id = m.id AND f.release_id IS NULL) f) files
ORDER BY m.created_at DESC, m.id DESC`;

export function manifestUrl(id: string): string {
  return `${setting("PORTAL_URL")}/manifests/${id}`;
}

/** The viewer's own kept manifests, newest first. @throws BadCursor */
export async function listManifests(viewer: SignedInViewer, page: z.output<typeof manifestPageSchema>): Promise<ManifestList> {
  const list = { list: "manifests", owner: viewer.sub };
  const [at = null, id = null] = page.cursor === undefined ? [] : readCursor(list, page.cursor);
  const rows = await withViewerSql(viewer, (sql) => sql.rows<SummaryRow>(SUMMARIES, [viewer.sub, null, at, id, page.limit + 1]));
  const items = rows.slice(0, page.limit).map(summaryOf);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > page.limit && last ? writeCursor(list, [last.createdAt, last.id]) : null, totalCount: null };
}

function summaryOf({ createdAt, sharedAt, ...row }: SummaryRow): ManifestSummary {
  return { ...row, url: manifestUrl(row.id), createdAt: createdAt.toISOString(), sharedAt: sharedAt?.toISOString() ?? null };
}

async function summary(sql: Sql, viewer: SignedInViewer, id: string): Promise<ManifestSummary> {
  const [row] = await sql.rows<SummaryRow>(SUMMARIES, [viewer.sub, id, null, null, 1]);
  if (!row) throw new NotFound();
  return summaryOf(row);
}

/**
 * Keeps a basket as a manifest, under the viewer's rights at this moment, and makes its link if that is wanted.
 *
 * @throws NothingToShare when nothing of the basket can be read; ManifestOutdated; NotFound for a basket or an earlier manifest that is none of the viewer's.
 */
export async function createManifest(viewer: SignedInViewer, { basketId, since, analysis, share }: z.output<typeof manifestBodySchema>): Promise<ManifestSummary> {
  const draft = await draftManifest(viewer, analysis, { basketId, since });
  if (draft.files.length === 0) throw new NothingToShare();
  const { id } = await freezeManifest(viewer, draft);
  return share ? shareManifest(viewer, id) : withViewerSql(viewer, (sql) => summary(sql, viewer, id));
}

const SHARE = `
INSERT INTO manifest_link (manifest_id, owner_sub, frozen_at) SELECT m.id, m.owner_sub, m.created_at FROM manifest m WHERE m.id = $1
ON CONFLICT (manifest_id) DO UPDATE SET shared_at = now(), ended_at = NULL WHERE manifest_link.ended_at IS NOT NULL`;

/**
 * Makes the link to a manifest of the viewer's own; the same one again after it was ended. It gives no right: everybody
 * is shown what they may read.
 *
 * @throws NotFound for another's and for none; NothingToShare
 */
export function shareManifest(viewer: SignedInViewer, id: string): Promise<ManifestSummary> {
  return withViewerSql(viewer, async (sql) => {
    await requireOwn(sql, id);
    await writeItems(sql, id);
    const items = await sql.rows("SELECT 1 FROM manifest_item WHERE manifest_id = $1 LIMIT 1", [id]);
    if (items.length === 0) throw new NothingToShare();
    await sql.run(SHARE, [id]);
    return summary(sql, viewer, id);
  });
}

/** Ends the link: from now on nobody else is shown anything by it. @throws NotFound for another's and for none. */
export function endLink(viewer: SignedInViewer, id: string): Promise<ManifestSummary> {
  return withViewerSql(viewer, async (sql) => {
    await requireOwn(sql, id);
    await sql.run("UPDATE manifest_link SET ended_at = now() WHERE manifest_id = $1 AND ended_at IS NULL", [id]);
    return summary(sql, viewer, id);
  });
}

async function requireOwn(sql: Sql, id: string): Promise<void> {
  const own = await sql.rows("SELECT 1 FROM manifest WHERE id = $1", [idOrNotFound(id)]);
  if (own.length === 0) throw new NotFound();
}
