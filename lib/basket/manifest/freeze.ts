import { createHash, randomUUID } from "node:crypto";
import { recordManifestExport } from "@/lib/audit/record";
import { ManifestOutdated } from "@/lib/basket/errors";
import type { Manifest, ManifestFile } from "@/lib/basket/schemas";
import { keyList, type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { generatedDid } from "./address";
import { statedChecksums } from "./checksum";
import type { DraftItem, ManifestDraft } from "./draft";
import { type GeneratedFile, sha256Of } from "./generated";

/** A manifest as it is kept: without addresses, which follow from the DIDs and from where the files are served. */
export type KeptManifest = Omit<Manifest, "files"> & { readonly files: readonly Omit<ManifestFile, "url">[] };

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

/** Where it was kept before, what it says is read only by who needs it: of thousands of files it is many megabytes. */
interface Found extends Omit<KeptAs, "kept"> {
  readonly kept: KeptManifest | null;
}

const noExtras: Extras = { variant: "", files: () => [] };

/**
 * Keeps a draft as a manifest, under the viewer's rights at this moment, and records that it was given out; a launch, which
 * has extras, is recorded as a launch. The same content of the same owner with the
 * same problems is the same manifest: it is kept once.
 *
 * @throws ManifestOutdated when the viewer may no longer read one of the files.
 */
export async function keepManifest(viewer: SignedInViewer, draft: ManifestDraft, extras?: Extras): Promise<KeptAs> {
  return withViewerSql(viewer, async (sql) => {
    const { id, digest, kept } = await keepAndRecord(sql, viewer, draft, extras);
    return { id, digest, kept: kept ?? (await readBody(sql, id)) };
  });
}

/** The same for who needs nothing but its id. @throws ManifestOutdated */
export async function keepManifestId(viewer: SignedInViewer, draft: ManifestDraft): Promise<string> {
  return (await withViewerSql(viewer, (sql) => keepAndRecord(sql, viewer, draft))).id;
}

async function keepAndRecord(sql: Sql, viewer: SignedInViewer, draft: ManifestDraft, extras?: Extras): Promise<Found> {
  const manifest = await keep(sql, viewer, draft, extras ?? noExtras);
  if (!extras) await recordManifestExport(sql, manifest.id);
  return manifest;
}

async function readBody(sql: Sql, id: string): Promise<KeptManifest> {
  const [row] = await sql.rows<{ body: KeptManifest }>("SELECT body FROM manifest WHERE id = $1", [id]);
  return row!.body;
}

async function keep(sql: Sql, viewer: SignedInViewer, draft: ManifestDraft, extras: Extras): Promise<Found> {
  const digest = digestOf(draft, extras.variant);
  await sql.run("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`manifest ${viewer.sub} ${digest}`]);
  const [existing] = await sql.rows<{ id: string; files: number }>(EXISTING, [viewer.sub, digest, JSON.stringify(draft.problems)]);
  if (existing && (await isWhole(sql, existing.id, existing.files))) {
    await keepItems(sql, existing.id, draft.items);
    return { id: existing.id, digest, kept: null };
  }
  const id = randomUUID();
  const generated = [...draft.generated, ...extras.files(id)];
  const kept = describe(draft, generated, id);
  await sql.run("INSERT INTO manifest (id, owner_sub, digest, basket_revision, total_bytes, observation_ids, body) VALUES ($1, $2, $3, $4, $5, $6, $7)", [
    id, viewer.sub, digest, draft.basketRevision, kept.totalBytes, keyList(draft.members.map(({ key }) => key)), kept,
  ]);
  const rows = draft.files.map(({ path, release: { releaseId, mediaType } }) => ({ path, releaseId, mediaType }));
  const inserted = await sql.run(INSERT_RELEASES, [id, JSON.stringify(rows)]);
  if (inserted !== draft.files.length) throw new ManifestOutdated();
  await keepItems(sql, id, draft.items);
  for (const file of generated) {
    await sql.run("INSERT INTO manifest_file (manifest_id, path, content, size_bytes, sha256, media_type) VALUES ($1, $2, $3, $4, $5, $6)", [id, file.path, file.content, file.content.length, sha256Of(file.content), file.mediaType]);
  }
  // Of the releases each that was inserted may be read; the rule of generated files asks for all observations.
  const [open] = await sql.rows<{ files: number }>(OPEN_GENERATED, [id]);
  if (open?.files !== generated.length) throw new ManifestOutdated();
  return { id, digest, kept };
}

const EXISTING = `SELECT id, jsonb_array_length(body->'files') AS files FROM manifest WHERE owner_sub = $1 AND digest = $2 AND body->'problems' = $3::jsonb ORDER BY created_at DESC LIMIT 1`;

/** Under row-level security: releases that the viewer may not read give no row. */
const INSERT_RELEASES = `
INSERT INTO manifest_file (manifest_id, path, release_id, size_bytes, sha256, media_type)
SELECT $1::uuid, n.path, r.id, r.size_bytes, r.sha256, n."mediaType"
FROM json_to_recordset($2::json) AS n(path text, "releaseId" bigint, "mediaType" text)
CROSS JOIN LATERAL (SELECT * FROM product_release x WHERE x.id = n."releaseId" OFFSET 0) r`;

const OPEN_GENERATED = "SELECT count(*)::int AS files FROM manifest_file WHERE manifest_id = $1 AND release_id IS NULL";

/** A manifest of the same content that was kept before may have been chosen otherwise, or before this was kept: what is there stays. */
async function keepItems(sql: Sql, id: string, items: readonly DraftItem[]): Promise<void> {
  const [known] = await sql.rows("SELECT 1 FROM manifest_item WHERE manifest_id = $1 LIMIT 1", [id]);
  if (known) return;
  // As one text: of arrays the driver would quote each of thousands of elements.
  const rows = items.map(({ pins, ...item }, place) => ({ ...item, place, products: keyList(pins.map(({ productId }) => productId)), releases: keyList(pins.map(({ release }) => release)) }));
  await sql.run(INSERT_ITEMS, [id, JSON.stringify(rows)]);
}

const INSERT_ITEMS = `
INSERT INTO manifest_item (manifest_id, place, public_id, kind, observation_id, product_id, with_irfs, pin_product, pin_release)
SELECT $1::uuid, n.place, n.id, n.kind, n."observationKey", n."productKey", n."withIrfs", pin.product, pin.release
FROM json_to_recordset($2::json) AS n(place int, id text, kind text, "observationKey" bigint, "productKey" bigint, "withIrfs" boolean, products text, releases text)
CROSS JOIN LATERAL unnest(n.products::bigint[], n.releases::int[]) AS pin(product, release)
ON CONFLICT DO NOTHING`;

/** Every file of it can be read by its owner now. */
async function isWhole(sql: Sql, id: string, files: number): Promise<boolean> {
  const [count] = await sql.rows<{ files: number }>("SELECT count(*)::int AS files FROM manifest_file WHERE manifest_id = $1", [id]);
  return count?.files === files;
}

/** Over paths, DIDs and checksums; a generated file has no DID of its own here, since that would name the manifest. */
function digestOf(draft: ManifestDraft, variant: string): string {
  const lines = [
    ...draft.files.map(({ path, did, release }) => [path, did, release.sha256 ?? release.md5 ?? release.adler32]),
    ...draft.generated.map(({ path, content }) => [path, "", sha256Of(content)]),
  ];
  return createHash("sha256").update(JSON.stringify([variant, lines])).digest("hex");
}

function describe(draft: ManifestDraft, generated: readonly GeneratedFile[], id: string): KeptManifest {
  const files = [
    ...draft.files.map(({ path, did, role, release }) => ({
      path, did, sizeBytes: release.sizeBytes,
      checksum: statedChecksums(release),
      mediaType: release.mediaType, role,
    })),
    ...generated.map(({ path, content, mediaType, role }) => ({ path, did: generatedDid(id, path), sizeBytes: content.length, checksum: { sha256: sha256Of(content) }, mediaType, role })),
  ];
  return {
    version: 1,
    basketRevision: draft.basketRevision,
    createdAt: new Date().toISOString(),
    totalBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    observations: draft.members.map((observation) => observation.id),
    files,
    terms: [...draft.terms],
    problems: [...draft.problems],
  };
}
