import type { Analysis } from "@/lib/catalogue/irf-match/needs";
import { withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { didUrl } from "./manifest/address";
import { draftOf, type ManifestDraft } from "./manifest/draft";
import { type Extras, keepManifest, type KeptManifest } from "./manifest/freeze";
import { readSelection } from "./manifest/selection";
import type { Manifest } from "./schemas";

/** A manifest that is kept in the database: its id names its generated files, its digest its content. */
export interface FrozenManifest {
  readonly id: string;
  readonly digest: string;
  readonly manifest: Manifest;
}

/** The viewer's basket as a store: what is readable now, at the releases that were pinned. Nothing is kept. */
export async function draftManifest(viewer: SignedInViewer, analysis: Analysis = "spectrum"): Promise<ManifestDraft> {
  const { selection, matches } = await readSelection(viewer, analysis);
  return draftOf(selection, matches, analysis);
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

/** The manifest of the viewer's basket, kept: fetching every `url` to its `path` gives a store that gammapy opens. */
export async function buildManifest(viewer: SignedInViewer, analysis: Analysis = "spectrum"): Promise<Manifest> {
  return (await freezeManifest(viewer, await draftManifest(viewer, analysis))).manifest;
}

/** A manifest of the viewer's own, kept earlier. @throws NotFound for another's and for none. */
export async function readManifest(viewer: SignedInViewer, id: string): Promise<FrozenManifest> {
  const rows = await withViewerSql(viewer, (sql) => sql.rows<{ id: string; digest: string; body: KeptManifest }>("SELECT id, digest, body FROM manifest WHERE id = $1", [id]));
  const row = rows[0];
  if (!row) throw new NotFound();
  return { id: row.id, digest: row.digest, manifest: withAddresses(row.body) };
}

function withAddresses(kept: KeptManifest): Manifest {
  return { ...kept, files: kept.files.map((file) => ({ ...file, url: didUrl(file.did) })) };
}
