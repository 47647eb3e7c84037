import type { LoadedObservation } from "@/lib/catalogue/load/content";
import { describeObservation } from "@/lib/catalogue/load/describe";
import { irfKinds } from "@/lib/catalogue/schemas";
import { AppError } from "@/lib/errors/app-error";
import type { IndexDefinition, IndexRow } from "@/lib/gadf/index-table";
import { type ObsIndex, parseObsIndex } from "@/lib/gadf/obs-index";
import { didText, type FoundDid, type Metadata } from "../backends/rucio/schemas";
import type { MappedFile } from "./files-of-scope";
import type { GadfColumn } from "./gadf-columns";
import type { HarvestMapping } from "./mapping";
import { projectOf } from "./project-of";
import type { ScopeListing } from "./scope-listing";
import type { Skipped } from "./skipped";
import { storableText, unstorable } from "./storable";

export interface ScopeObservations {
  readonly observations: readonly LoadedObservation[];
  /** `scope:name` of the DIDs whose metadata describe nothing here: of several for one observation, all but the first by name. */
  readonly refused: ReadonlySet<string>;
}

/** Describes the observations of a scope from metadata, as a store's obs-index would; what can not be described is told and left out. */
export function observationsOfScope(listing: ScopeListing, mapping: HarvestMapping, definition: IndexDefinition, files: readonly MappedFile[], skipped: Skipped): ScopeObservations {
  const filesOf = byObservation(files);
  const found = new Map<string, LoadedObservation>();
  const refused = new Set<string>();
  for (const { scope, name } of describing(listing, mapping, files)) {
    const key = didText({ scope, name });
    const metadata = listing.metadata.get(key);
    const index = metadata && readRow(key, metadata, mapping, definition, skipped);
    const obsId = index?.rows[0]?.obsId.toString();
    const own = (obsId !== undefined && filesOf.get(obsId)) || [];
    let observation: LoadedObservation | undefined;
    if (metadata === undefined) skipped.add("observations have no metadata", name);
    else if (obsId !== undefined && found.has(obsId)) skipped.add("observation ids are claimed by two DIDs; the first by name counts", `${obsId} (${name})`);
    else if (obsId !== undefined && !own.some(({ rule }) => rule.role === "event-list")) skipped.add("observations have no event list", `${obsId} (${name})`);
    else if (index) observation = describe(key, index, metadata, own, listing, mapping, skipped);
    if (observation) found.set(observation.obsId, observation);
    else refused.add(key);
  }
  return { observations: [...found.values()], refused };
}

/** The DIDs whose metadata describe an observation, by name, so that a harvest always comes to the same. */
function describing(listing: ScopeListing, mapping: HarvestMapping, files: readonly MappedFile[]): Pick<FoundDid, "scope" | "name">[] {
  const idKey = mapping.observations.columns.OBS_ID!;
  const dids = mapping.observations.of === "file" ? files.filter(({ rule }) => rule.role === "event-list").map(({ file }) => file) : listing.datasets.filter((dataset) => listing.metadata.get(didText(dataset))?.[idKey] !== undefined);
  return [...dids].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readRow(key: string, metadata: Metadata, mapping: HarvestMapping, definition: IndexDefinition, skipped: Skipped): ObsIndex | undefined {
  const row: IndexRow = {};
  for (const [column, from] of Object.entries(mapping.observations.columns) as [GadfColumn, string][]) {
    const value = metadata[from];
    row[column] = typeof value === "string" ? storableText(value) : typeof value === "number" || typeof value === "boolean" ? value : null;
  }
  try {
    return parseObsIndex({ file: key, hdu: "metadata", definition, rows: [row] });
  } catch (error) {
    leaveOut(error, skipped);
    return undefined;
  }
}

function describe(key: string, index: ObsIndex, metadata: Metadata, files: readonly MappedFile[], listing: ScopeListing, mapping: HarvestMapping, skipped: Skipped): LoadedObservation | undefined {
  const kinds = new Set<string>(files.flatMap(({ rule }) => rule.hdus.map(({ type }) => type)));
  const { project, claimedBy } = projectOf(mapping, listing, metadata, files.map((file) => file.key));
  if (claimedBy.length > 1) skipped.add(`observations are claimed by several projects (${claimedBy.join(", ")}) and given to none`, key);
  try {
    const observation = describeObservation({
      place: key,
      index: index.rows[0]!,
      indexLongitudeDeg: index.longitudeDeg,
      header: null,
      goodTimes: null,
      aeff: null,
      irfKinds: irfKinds.filter((kind) => kinds.has(kind)),
      project,
      simulated: mapping.collection.simulated,
      notes: [],
    });
    const fault = unstorable(observation);
    if (fault === null) return observation;
    skipped.add("observations can not be described", `${key}: ${fault}`);
    return undefined;
  } catch (error) {
    leaveOut(error, skipped);
    return undefined;
  }
}

function leaveOut(error: unknown, skipped: Skipped): void {
  if (!(error instanceof AppError)) throw error;
  skipped.add("observations can not be described", error.message);
}

function byObservation(files: readonly MappedFile[]): Map<string, MappedFile[]> {
  const found = new Map<string, MappedFile[]>();
  for (const file of files) {
    for (const obsId of file.obsIds) {
      const own = found.get(obsId);
      if (own) own.push(file);
      else found.set(obsId, [file]);
    }
  }
  return found;
}
