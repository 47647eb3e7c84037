import type { Demand } from "@/lib/catalogue/irf-match/needs";
import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer, Viewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { didUrl } from "./manifest/address";
import { draftOf, type ManifestDraft, placeFiles } from "./manifest/draft";
import { type Extras, keepManifest, keepManifestRead, type KeptManifest, type KeptRow, unpacked } from "./manifest/freeze";
import { isGeneratedDid } from "./manifest/address";
import { readSelection, type StoreChoice } from "./manifest/selection";
import { STAGED } from "./manifest/staged-sql";
import type { Manifest } from "./schemas";

/** A manifest that is kept in the database: its id names its generated files, its digest its content. */
export interface FrozenManifest {
  readonly id: string;
  readonly digest: string;
  readonly manifest: Manifest;
}

/**
 * The viewer's basket, or what else is chosen, as a store: what is readable now, at the releases that were pinned. Nothing is kept.
 *
 * @throws NotFound for a basket or manifest of which there is nothing for this viewer.
 */
export async function draftManifest(viewer: Viewer, analysis: Demand = "spectrum", choice: StoreChoice = {}): Promise<ManifestDraft> {
  const { selection, placed, matches } = await withViewerSql(viewer, (sql) => selectAndPlace(sql, viewer, analysis, choice));
  return draftOf(selection, placed, matches, analysis);
}

/** The files are given their places while the database reads the rest. */
async function selectAndPlace(sql: Sql, viewer: Viewer, analysis: Demand, choice: StoreChoice) {
  const { files, rest } = await readSelection(sql, viewer, analysis, choice);
  const placed = placeFiles(files);
  return { placed, ...(await rest) };
}

/**
 * Drafts and keeps in one transaction, for who needs the manifest's id alone and looks at nothing in between: an archive.
 *
 * @throws NotFound for a basket or manifest of which there is nothing for this viewer.
 */
export function keepStore(viewer: SignedInViewer, analysis: Demand = "spectrum", choice: StoreChoice = {}): Promise<string> {
  return withViewerSql(viewer, async (sql) => {
    const { selection, placed, matches } = await selectAndPlace(sql, viewer, analysis, choice);
    return keepManifestRead(sql, viewer, draftOf(selection, placed, matches, analysis));
  });
}

/**
 * Keeps a draft, decided again under the viewer's rights at this moment. Generated files can be fetched from then on.
 *
 * @param extras more generated files, such as a notebook
 * @throws ManifestOutdated when the viewer's rights changed since the draft was made.
 */
export async function freezeManifest(viewer: SignedInViewer, draft: ManifestDraft, extras?: Extras): Promise<FrozenManifest> {
  const { id, digest, kept } = await keepManifest(viewer, draft, extras);
  return { id, digest, manifest: withAddresses(kept) };
}

/** The manifest of the viewer's basket, or of what else is chosen, kept: fetching every `url` to its `path` gives a store that gammapy opens. */
export async function buildManifest(viewer: SignedInViewer, analysis: Demand = "spectrum", choice: StoreChoice = {}): Promise<Manifest> {
  return (await freezeManifest(viewer, await draftManifest(viewer, analysis, choice))).manifest;
}

/** A kept manifest as its owner may see it now. */
export interface ManifestNow<Body = Manifest> {
  readonly id: string;
  readonly digest: string;
  readonly manifest: Body;
  /** How many of its files are closed to the owner by now; they are not named. */
  readonly closedCount: number;
}

/** The same without addresses, which an archive of thousands of files does not need; with the CRC-32 of the files of which it is known, by path. */
export interface KeptNow extends ManifestNow<KeptManifest> {
  readonly crc32s: ReadonlyMap<string, string>;
}

/**
 * What may be read now, by the releases' own policy, which is asked once for each: that of manifest_file asks it again. Files
 * made for a manifest are open all or none, so that one of them is asked about.
 */
const READ = `SELECT m.digest, m.body, m.releases, r.number AS "openReleases", r.sums,
  EXISTS (SELECT 1 FROM manifest_file f WHERE f.manifest_id = m.id AND f.release_id IS NULL) AS "isGeneratedOpen"
FROM manifest m
CROSS JOIN LATERAL (
  SELECT count(*)::int AS number, string_agg(x.crc32 || coalesce('#' || s.place, ' ' || s.path), E'\n') AS sums
  FROM ${STAGED} s JOIN product_release x ON x.id = s.release_id) r
WHERE m.id = $1`;

interface ReadRow extends KeptRow {
  readonly digest: string;
  readonly openReleases: number;
  /** Of each release of which it is known a line: CRC-32 and path, `01234567 path`, or place in `releases`, `01234567#12`. */
  readonly sums: string | null;
  readonly isGeneratedOpen: boolean;
}

/** Which of it, asked where it is not all. */
const READ_OPEN = `SELECT ARRAY(SELECT f.path FROM manifest_file f WHERE f.manifest_id = m.id) AS paths,
  ARRAY(SELECT s.place FROM ${STAGED} s JOIN product_release x ON x.id = s.release_id WHERE s.place IS NOT NULL) AS places,
  ARRAY(SELECT c.name || ':' || o.obs_id FROM visible_observation o JOIN collection c ON c.id = o.collection_id WHERE o.id = ANY (m.observation_ids) AND o.readable) AS observations
FROM manifest m WHERE m.id = $1`;

/**
 * A manifest of the viewer's own, kept earlier, with what of it the viewer may read now.
 *
 * @throws NotFound for another's and for none.
 */
export async function readManifest(viewer: SignedInViewer, id: string): Promise<ManifestNow> {
  const { manifest, digest, closedCount } = await readKept(viewer, id);
  return { id, digest, manifest: withAddresses(manifest), closedCount };
}

/** @throws NotFound for another's and for none. */
export async function readKept(viewer: SignedInViewer, id: string): Promise<KeptNow> {
  return withViewerSql(viewer, async (sql) => {
    const [row] = await sql.kept<ReadRow>("read-manifest", READ, [id]);
    if (!row) throw new NotFound();
    const all = unpacked(row);
    const generated = (row.releases === null ? all : row.body).files.filter(({ did }) => isGeneratedDid(did)).length;
    const isWhole = row.openReleases === all.files.length - generated && (generated === 0 || row.isGeneratedOpen);
    const manifest = isWhole ? all : await openPart(sql, id, all);
    return { id, digest: row.digest, manifest, closedCount: all.files.length - manifest.files.length, crc32s: sumsOf(row) };
  });
}

/** By path. */
function sumsOf({ sums, releases }: ReadRow): Map<string, string> {
  const lines = sums?.split("\n") ?? [];
  const pathOf = (line: string) => (line[8] === "#" ? releases!.paths[Number(line.slice(9)) - 1]! : line.slice(9));
  return new Map(lines.map((line) => [pathOf(line), line.slice(0, 8)]));
}

async function openPart(sql: Sql, id: string, body: KeptManifest): Promise<KeptManifest> {
  const [row] = await sql.rows<{ paths: string[]; places: number[]; observations: string[] }>(READ_OPEN, [id]);
  const observations = new Set(row?.observations);
  const paths = new Set([...(row?.paths ?? []), ...(row?.places ?? []).map((place) => body.files[place - 1]!.path)]);
  const files = body.files.filter(({ path }) => paths.has(path));
  return {
    ...body,
    files,
    totalBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    observations: body.observations.filter((observation) => observations.has(observation)),
    terms: body.terms.filter((path) => paths.has(path)),
    // Their words may name anything of the basket.
    problems: [],
  };
}

function withAddresses(kept: KeptManifest): Manifest {
  return { ...kept, files: kept.files.map((file) => ({ ...file, url: didUrl(file.did) })) };
}
