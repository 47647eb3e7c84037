import { addReadiness, containmentOf } from "@/lib/basket/readiness";
import { formatDid } from "@/lib/catalogue/did";
import type { Demand } from "@/lib/catalogue/irf-match/needs";
import type { IrfMatch, ProductRole } from "@/lib/catalogue/schemas";
import { setting } from "@/lib/config/environment";
import { confirmedProposals } from "./confirmed";
import type { GeneratedFile } from "./generated";
import { grouped } from "./grouped";
import { indexFiles } from "./indexes";
import { layOut } from "./layout";
import { itemProblems, type ManifestProblem, ProblemList } from "./problems";
import type { MatchConditions, SelectedFiles, SelectedItem, SelectedObservation, SelectedRelease, Selection } from "./selection";
import { storeContent, type StoreFiles, storeFiles, type StoreHdu } from "./store-content";

/** A file of the store whose bytes are a release. */
export interface DraftFile {
  readonly path: string;
  readonly did: string;
  readonly role: ProductRole;
  readonly release: SelectedRelease;
}

/** An observation of the store, with where its data and IRFs come from: what a notebook tells of it. */
export interface DraftObservation extends Omit<SelectedObservation, "indexRow" | "collectionId" | "projectId" | keyof MatchConditions> {
  readonly containment: "full-enclosure" | "point-like";
  readonly files: readonly { readonly path: string; readonly did: string; readonly role: ProductRole; readonly release: number; readonly sha256: string | null }[];
  readonly irfs: readonly { readonly kind: string; readonly path: string; readonly hduName: string; readonly hduClass: string | null; readonly rule: StoreHdu["rule"] }[];
}

/** One thing that the store was chosen by, with the releases that it pins and that may be read. */
export interface DraftItem extends Pick<SelectedItem, "id" | "kind" | "observationKey" | "productKey" | "withIrfs"> {
  readonly pins: readonly { readonly productId: string; readonly release: number }[];
}

/** A basket made into a store, not yet kept: what its files are, where each lies, and what is wrong with it. */
export interface ManifestDraft {
  readonly basketRevision: number;
  readonly analysis: Demand;
  readonly items: readonly DraftItem[];
  /** The observations of the store: key in the database, public id. */
  readonly members: readonly Pick<DraftObservation, "key" | "id">[];
  /** The same with all that a notebook tells of them, put together when it is first asked for: an archive of thousands does without. */
  readonly observations: readonly DraftObservation[];
  readonly files: readonly DraftFile[];
  /** The two rewritten indexes. */
  readonly generated: readonly GeneratedFile[];
  /** Paths of the stores' terms of use. */
  readonly terms: readonly string[];
  readonly totalBytes: number;
  readonly problems: readonly ManifestProblem[];
}

/** A store's files and where each lies in it. */
export interface PlacedFiles {
  readonly stored: StoreFiles;
  /** By what a release is found. */
  readonly paths: ReadonlyMap<string, string>;
  /** By path. */
  readonly files: readonly DraftFile[];
}

/** Gives the files of a selection their places; no database is asked. */
export function placeFiles(selection: SelectedFiles): PlacedFiles {
  const stored = storeFiles(selection);
  const collectionOf = (id: number) => selection.collections.get(id)!.name;
  const paths = layOut(stored.releases.map(({ key, collectionId, name, release }) => ({ key, collection: collectionOf(collectionId), name, release })));
  const files = stored.releases
    .map((release) => ({ path: paths.get(release.key)!, did: formatDid({ collection: collectionOf(release.collectionId), release: release.release, path: release.name }), role: release.role, release }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return { stored, paths, files };
}

/** Makes the store of a selection. `matches` is what IRF matching says, by public id; no database is asked. */
export function draftOf(selection: Selection, { stored, paths, files }: PlacedFiles, matches: ReadonlyMap<string, IrfMatch>, analysis: Demand): ManifestDraft {
  const content = storeContent(selection, stored, confirmedProposals(selection, matches));
  const indexes = indexFiles(content, selection.collections, paths);
  const totalBytes = files.reduce((sum, { release }) => sum + release.sizeBytes, 0) + indexes.files.reduce((sum, file) => sum + file.content.length, 0);
  const problems = new ProblemList();
  for (const found of [itemProblems(selection.items), content.problems]) problems.addAll(found);
  addReadiness(problems, content, matches, analysis);
  for (const found of [tooLarge(totalBytes), indexes.problems]) problems.addAll(found);
  let described: DraftObservation[] | undefined;
  return {
    basketRevision: selection.basketRevision,
    analysis,
    items: draftItems(selection, new Set(content.observations.map(({ key }) => key))),
    members: content.observations,
    get observations() {
      return (described ??= describe(content.observations, content.hdus, files));
    },
    files,
    generated: indexes.files,
    terms: files.filter(({ role }) => role === "terms").map(({ path }) => path),
    totalBytes,
    problems: problems.all(),
  };
}

function draftItems(selection: Selection, kept: ReadonlySet<string>): DraftItem[] {
  return selection.items
    .filter(({ state, observationKey }) => state === "readable" && (observationKey === null || kept.has(observationKey)))
    .map(({ id, kind, observationKey, productKey, withIrfs, pins }) => ({ id, kind, observationKey, productKey, withIrfs, pins: pins.flatMap((pin) => selection.releases.get(pin) ?? []) }));
}

function describe(observations: readonly SelectedObservation[], hdus: readonly StoreHdu[], files: readonly DraftFile[]): DraftObservation[] {
  const byObservation = grouped(hdus, ({ observationKey }) => observationKey);
  const byOwner = grouped(files, ({ release }) => release.observationId);
  const byRelease = new Map(files.map((file) => [file.release.releaseId, file]));
  return observations.map(({ indexRow: _row, collectionId: _id, projectId: _project, ...observation }) => {
    const own = byObservation.get(observation.key) ?? [];
    const used = new Set([...(byOwner.get(observation.key) ?? []), ...own.map(({ release }) => byRelease.get(release.releaseId)!)]);
    return {
      ...observation,
      containment: containmentOf(own),
      files: [...used].map(({ path, did, role, release }) => ({ path, did, role, release: release.release, sha256: release.sha256 })),
      irfs: own
        .filter(({ hduType }) => hduType !== "events" && hduType !== "gti")
        .map(({ hduType, hduName, hduClass, rule, release }) => ({ kind: hduType, path: byRelease.get(release.releaseId)!.path, hduName, hduClass, rule })),
    };
  });
}

function tooLarge(totalBytes: number): ManifestProblem[] {
  const limitBytes = setting("BASKET_LIMIT_BYTES");
  if (totalBytes <= limitBytes) return [];
  return [{ slug: "basket-too-large", detail: `The basket's files are ${(totalBytes / 1e9).toFixed(1)} GB, above the ${(limitBytes / 1e9).toFixed(1)} GB that may be staged at once. Take some observations out.`, blocks: true }];
}
