import path from "node:path";
import { irfKinds } from "@/lib/catalogue/schemas";
import { readHduIndex } from "@/lib/gadf/hdu-index";
import { type ObsIndex, readObsIndex } from "@/lib/gadf/obs-index";
import { filesBeside } from "./beside";
import type { LoadedObservation, StoreContent } from "./content";
import { describeObservation } from "./describe";
import { BadProjectsFile } from "./errors";
import { findIndexes } from "./find-index";
import { type ProjectEntry, readProjectsFile, type StoreEntries } from "./projects-file";
import { type FileFindings, readStoreFiles, type TakeIn } from "./store-files";

export interface ReadStoreOptions {
  readonly store: string;
  readonly collection: string;
  readonly projectsFile: string | null;
  /** IAM groups that manage the collection's embargo; without them, those of the projects file. */
  readonly managers?: readonly string[];
  readonly takeIn: TakeIn;
  readonly progress: (done: number, total: number) => void;
}

export interface ReadStore {
  readonly content: StoreContent & { readonly observations: readonly LoadedObservation[] };
  /** What is missing or odd, with file and row. */
  readonly findings: readonly string[];
}

/**
 * Reads a GADF store whole: its indexes, the headers where they are better, and every file, which goes into the lake.
 * Nothing is written to the catalogue.
 *
 * @throws LoadError, GadfError, FitsError: each names the file, the HDU or row, and the cause.
 */
export async function readStore(options: ReadStoreOptions): Promise<ReadStore> {
  const indexes = findIndexes(options.store);
  const shown = (file: string) => path.relative(indexes.root, file);
  const entries: StoreEntries = options.projectsFile ? readProjectsFile(options.projectsFile, options.collection) : { projects: [], collection: null, products: [] };
  const obsIndex = await readObsIndex(indexes.obsIndex, shown(indexes.obsIndex));
  const hduIndex = await readHduIndex(indexes.hduIndex, shown(indexes.hduIndex));
  const projectOf = assignProjects(options, entries.projects, obsIndex);
  const files = await readStoreFiles(indexes, hduIndex.rows, options.takeIn, options.progress);

  const present = new Set(files.products.filter(({ hdus }) => hdus.some(({ hduType }) => hduType === "events")).flatMap(({ hdus }) => hdus.filter(({ hduType }) => hduType === "events").map(({ obsId }) => obsId)));
  const rows = obsIndex.rows.filter((row) => present.has(String(row.obsId)));
  const known = new Set(rows.map((row) => String(row.obsId)));
  const products = files.products.map((product) => ({ ...product, obsIds: product.obsIds.filter((id) => known.has(id)), hdus: product.hdus.filter(({ obsId }) => known.has(obsId)) })).filter(({ obsIds }) => obsIds.length > 0);
  const kinds = kindsOf(products);
  const observations = rows.map((index) =>
    describeObservation({
      place: `${shown(indexes.obsIndex)}, row ${index.rowNumber}`,
      index,
      indexLongitudeDeg: obsIndex.longitudeDeg,
      header: files.headers.get(String(index.obsId)) ?? null,
      goodTimes: files.goodTimes.get(String(index.obsId)) ?? null,
      aeff: files.effectiveAreas.get(String(index.obsId)) ?? null,
      irfKinds: kinds.get(String(index.obsId)) ?? [],
      project: projectOf.get(String(index.obsId)) ?? null,
      simulated: entries.collection?.simulated ?? false,
      notes: [...(files.notes.get(String(index.obsId)) ?? []), ...missingIrfs(files, String(index.obsId))],
    }),
  );
  const beside = await filesBeside(indexes.root, entries.products, [...known], options.takeIn);
  return {
    content: {
      collection: { name: options.collection, title: entries.collection?.title ?? options.collection, simulated: entries.collection?.simulated ?? false, sharedIrfsPublic: entries.collection?.sharedIrfsPublic ?? false, group: entries.collection?.group ?? null, managers: options.managers ? [...options.managers] : entries.collection?.managers },
      obsIndex: obsIndex.definition,
      hduIndex: hduIndex.definition,
      projects: entries.projects,
      observations,
      products: [...products, ...beside],
    },
    findings: findingsOf(shown(indexes.obsIndex), obsIndex, known, files, countOrphans(obsIndex, hduIndex.rows), observations),
  };
}

/** @throws BadProjectsFile when a project names an observation that the obs-index does not have. */
function assignProjects({ projectsFile, collection }: ReadStoreOptions, projects: readonly ProjectEntry[], obsIndex: ObsIndex): Map<string, ProjectEntry> {
  const listed = new Set(obsIndex.rows.map((row) => String(row.obsId)));
  const projectOf = new Map<string, ProjectEntry>();
  for (const project of projects) {
    const named = [...project.obsIds, ...Object.keys(project.overrides)];
    const unknown = named.find((obsId) => !listed.has(obsId));
    if (unknown !== undefined) throw new BadProjectsFile(`${projectsFile}: project ${project.code} names observation ${unknown}, which the obs-index of ${collection} does not have`);
    for (const obsId of project.obsIds) projectOf.set(obsId, project);
  }
  return projectOf;
}

function kindsOf(products: FileFindings["products"]): Map<string, string[]> {
  const kinds = new Map<string, Set<string>>();
  for (const { obsId, hduType } of products.flatMap(({ hdus }) => hdus)) {
    if ((irfKinds as readonly string[]).includes(hduType)) kinds.set(obsId, (kinds.get(obsId) ?? new Set()).add(hduType));
  }
  return new Map([...kinds].map(([obsId, found]) => [obsId, irfKinds.filter((kind) => found.has(kind))]));
}

/** An observation whose events are there and one of whose IRF files is not. */
function missingIrfs(files: FileFindings, obsId: string): string[] {
  return files.missing.flatMap(({ path: file, rows }) => rows.filter((row) => String(row.obsId) === obsId).map((row) => `${row.hduType} is missing: there is no file ${file} (hdu-index, row ${row.rowNumber})`));
}

function countOrphans(obsIndex: ObsIndex, hduRows: readonly { readonly obsId: bigint }[]): number {
  const listed = new Set(obsIndex.rows.map(({ obsId }) => obsId));
  return hduRows.filter(({ obsId }) => !listed.has(obsId)).length;
}

function findingsOf(obsIndexName: string, obsIndex: ObsIndex, known: ReadonlySet<string>, files: FileFindings, orphanRows: number, observations: readonly LoadedObservation[]): string[] {
  const absent = obsIndex.rows.filter((row) => !known.has(String(row.obsId)));
  return [
    ...obsIndex.notes.map((note) => `${obsIndexName}: ${note}`),
    ...(absent.length > 0 ? [`${absent.length} of ${obsIndex.rows.length} observations of ${obsIndexName} are left out, since their event files are not here: ${shortened(absent.map((row) => `${row.obsId} (row ${row.rowNumber})`))}`] : []),
    ...(files.missing.length > 0 ? [`${files.missing.length} files that the hdu-index names are not here: ${shortened(files.missing.map((each) => each.path))}`] : []),
    ...(orphanRows > 0 ? [`${orphanRows} rows of the hdu-index belong to observations that the obs-index does not have`] : []),
    ...observations.flatMap(({ obsId, warnings }) => warnings.map((warning) => `observation ${obsId}: ${warning}`)),
  ];
}

function shortened(names: readonly string[]): string {
  return names.length <= 5 ? names.join(", ") : `${names.slice(0, 5).join(", ")} and ${names.length - 5} more`;
}
