import { createHash, randomUUID } from "node:crypto";
import { recordManifestExport } from "@/lib/audit/record";
import { ManifestOutdated } from "@/lib/basket/errors";
import type { Manifest } from "@/lib/basket/schemas";
import { keyList, type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { generatedDid } from "./address";
import type { DraftFile, ManifestDraft } from "./draft";
import { type GeneratedFile, sha256Of } from "./generated";
import { packItems } from "./items";
import { type KeptFile, packReleases, type PackedReleases, unpackReleases } from "./packed";
import { FILE_COUNT, STAGED } from "./staged-sql";
import { writeGivenItems } from "./write-items";

/** A manifest as it is kept: without addresses, which follow from the DIDs and from where the files are served. */
export type KeptManifest = Omit<Manifest, "files"> & { readonly files: readonly KeptFile[] };

/** What of it is in the database: its releases column by column; null where it was kept before they were, and then its body has them. */
export interface KeptRow {
  readonly body: KeptManifest;
  readonly releases: PackedReleases | null;
}

export interface Extras {
  /** What else decides about the content: launches for different analyses get work folders of their own. */
  readonly variant: string;
  /** More files, made when the manifest's id is known. */
  readonly files: (manifestId: string) => readonly GeneratedFile[];
}

interface KeptAs {
  readonly id: string;
  readonly digest: string;
  readonly kept: KeptManifest;
}

/** What it says is put together only for who needs it: of thousands of files it is many megabytes. null where it was kept before. */
interface Found extends Omit<KeptAs, "kept"> {
  readonly kept: (() => KeptManifest) | null;
}

/**
 * Keeps a draft as a manifest, under the viewer's rights at this moment, and records that it was given out; a launch, which
 * has extras, is recorded as a launch. The same content of the same owner with the
 * same problems is the same manifest: it is kept once.
 *
 * @throws ManifestOutdated when the viewer may no longer read one of the files.
 */
export async function keepManifest(viewer: SignedInViewer, draft: ManifestDraft, extras?: Extras): Promise<KeptAs> {
  return withViewerSql(viewer, async (sql) => {
    const { id, digest, kept } = await keep(sql, viewer, draft, { extras: extras ?? null, isReadHere: false });
    if (!extras) await recordManifestExport(sql, id);
    return { id, digest, kept: kept?.() ?? (await readBody(sql, id)) };
  });
}

/**
 * The same for a draft of what this very transaction read, for who needs nothing but its id. Nothing is asked twice: the
 * viewer's rights are those of the transaction's beginning, and what is kept of each release is what row-level security just let
 * through. It opens nothing afterwards either: each row of it, and each byte, is read under the policies of its moment.
 */
export async function keepManifestRead(sql: Sql, viewer: SignedInViewer, draft: ManifestDraft): Promise<string> {
  const { id } = await keep(sql, viewer, draft, { extras: null, isReadHere: true });
  await recordManifestExport(sql, id);
  return id;
}

/** With its files as one list, as it was frozen. */
export function unpacked({ body, releases }: KeptRow): KeptManifest {
  return releases === null ? body : { ...body, files: [...unpackReleases(releases), ...body.files] };
}

async function readBody(sql: Sql, id: string): Promise<KeptManifest> {
  const [row] = await sql.rows<KeptRow>("SELECT body, releases FROM manifest WHERE id = $1", [id]);
  return unpacked(row!);
}

interface Keeping {
  /** null for what no launch stages. */
  readonly extras: Extras | null;
  /** The draft was read in this transaction. */
  readonly isReadHere: boolean;
}

async function keep(sql: Sql, viewer: SignedInViewer, draft: ManifestDraft, { extras, isReadHere }: Keeping): Promise<Found> {
  const releases = packReleases(draft.files);
  const digest = digestOf(releases, draft.generated, extras?.variant ?? "");
  await sql.run("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`manifest ${viewer.sub} ${digest}`]);
  const [existing] = await sql.rows<{ id: string; files: number; hasItems: boolean }>(EXISTING, [viewer.sub, digest, JSON.stringify(draft.problems)]);
  if (existing && (await openCount(sql, existing.id)) === existing.files) {
    // Of the same content, but it may have been chosen otherwise: what it was chosen by first stays.
    if (!existing.hasItems) await writeGivenItems(sql, existing.id, packItems(draft.items));
    return { id: existing.id, digest, kept: null };
  }
  const id = randomUUID();
  const generated = [...draft.generated, ...(extras?.files(id) ?? [])];
  const body = describe(draft, generated, id);
  const releaseIds = draft.files.map(({ release }) => release.releaseId);
  await sql.run(INSERT, [
    id, viewer.sub, digest, draft.basketRevision, body.totalBytes, keyList(draft.members.map(({ key }) => key)), body,
    JSON.stringify(releases), releaseIds.length, extras ? null : keyList(releaseIds), packItems(draft.items),
  ]);
  if (extras) await insertReleases(sql, id, draft.files);
  for (const file of generated) {
    await sql.run("INSERT INTO manifest_file (manifest_id, path, content, size_bytes, sha256, media_type) VALUES ($1, $2, $3, $4, $5, $6)", [id, file.path, file.content, file.content.length, sha256Of(file.content), file.mediaType]);
  }
  if (!isReadHere && (await openCount(sql, id)) !== releaseIds.length + generated.length) throw new ManifestOutdated();
  return { id, digest, kept: () => unpacked({ body, releases }) };
}

const INSERT = `INSERT INTO manifest (id, owner_sub, digest, basket_revision, total_bytes, observation_ids, body, releases, release_count, release_ids, items)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`;

const EXISTING = `SELECT m.id, ${FILE_COUNT} AS files, m.items IS NOT NULL AS "hasItems" FROM manifest m WHERE m.owner_sub = $1 AND m.digest = $2 AND m.body->'problems' = $3::jsonb ORDER BY m.created_at DESC LIMIT 1`;

/** Rows, by which a staging token opens its files one by one. Under row-level security: releases that the viewer may not read give none. */
async function insertReleases(sql: Sql, id: string, files: readonly DraftFile[]): Promise<void> {
  const rows = files.map(({ path, release: { releaseId, mediaType } }) => ({ path, releaseId, mediaType }));
  const inserted = await sql.run(INSERT_RELEASES, [id, JSON.stringify(rows)]);
  if (inserted !== files.length) throw new ManifestOutdated();
}

const INSERT_RELEASES = `
INSERT INTO manifest_file (manifest_id, path, release_id, size_bytes, sha256, media_type)
SELECT $1::uuid, n.path, r.id, r.size_bytes, r.sha256, n."mediaType"
FROM json_to_recordset($2::json) AS n(path text, "releaseId" bigint, "mediaType" text)
CROSS JOIN LATERAL (SELECT * FROM product_release x WHERE x.id = n."releaseId" OFFSET 0) r`;

/** How many files of a manifest of the viewer's own may be read now. */
async function openCount(sql: Sql, id: string): Promise<number> {
  const [open] = await sql.rows<{ files: number }>(OPEN_COUNT, [id]);
  return open?.files ?? 0;
}

const OPEN_COUNT = `SELECT (SELECT count(*) FROM ${STAGED} s JOIN product_release r ON r.id = s.release_id)::int
  + (SELECT count(*) FROM manifest_file f WHERE f.manifest_id = m.id AND f.release_id IS NULL)::int AS files
FROM manifest m WHERE m.id = $1`;

/** Over paths, DIDs and checksums; a generated file has no DID of its own here, since that would name the manifest. */
function digestOf({ paths, dids, sha256s, md5s, adler32s }: PackedReleases, generated: readonly GeneratedFile[], variant: string): string {
  const lines = [
    ...paths.map((path, i) => [path, dids[i], sha256s[i] ?? md5s[i] ?? adler32s[i]]),
    ...generated.map(({ path, content }) => [path, "", sha256Of(content)]),
  ];
  return createHash("sha256").update(JSON.stringify([variant, lines])).digest("hex");
}

/** What is kept of it but its releases. */
function describe(draft: ManifestDraft, generated: readonly GeneratedFile[], id: string): KeptManifest {
  const files = generated.map(({ path, content, mediaType, role }): KeptFile => ({ path, did: generatedDid(id, path), sizeBytes: content.length, checksum: { sha256: sha256Of(content) }, mediaType, role }));
  const totalBytes = [...draft.files.map(({ release }) => release), ...files].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return {
    version: 1,
    basketRevision: draft.basketRevision,
    createdAt: new Date().toISOString(),
    totalBytes,
    observations: draft.members.map((observation) => observation.id),
    files,
    terms: [...draft.terms],
    problems: [...draft.problems],
  };
}
