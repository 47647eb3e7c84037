import type { Sharing } from "@/lib/catalogue/load/content";
import { irfKinds } from "@/lib/catalogue/schemas";
import { didText, type Metadata } from "../backends/rucio/schemas";
import { isStorePath } from "./file-path";
import type { FileRule, HarvestMapping } from "./mapping";
import type { ListedFile, ScopeListing } from "./scope-listing";
import type { Skipped } from "./skipped";

/** A file that the mapping has a place for. */
export interface MappedFile {
  /** `scope:name` */
  readonly key: string;
  readonly file: ListedFile;
  readonly rule: FileRule;
  /** Of the observations whose data or IRFs are in it. */
  readonly obsIds: readonly string[];
}

/** Which files of a scope become products, and of which observations; what is left out is told. */
export function filesOfScope(listing: ScopeListing, mapping: HarvestMapping, skipped: Skipped): MappedFile[] {
  const datasetsOf = mapping.observations.of === "dataset" ? reversed(listing) : new Map<string, string[]>();
  const files: MappedFile[] = [];
  for (const did of listing.files) {
    const key = didText(did);
    const rule = mapping.files.find(({ name }) => name.test(did.name));
    const file = listing.listed.get(key);
    if (!rule) skipped.add("files fit no rule of the mapping", did.name);
    else if (!isStorePath(did.name)) skipped.add("files have names that can not be paths of a store", JSON.stringify(did.name));
    else if (!file) skipped.add("files have no copy at any storage site", did.name);
    else if (file.md5 === null && file.adler32 === null) skipped.add("files have no checksum in Rucio", did.name);
    else files.push({ key, file, rule, obsIds: obsIdsOf(key, rule, listing, mapping, datasetsOf) });
  }
  return files;
}

/** How rights follow from observations: as for files of a store. Null where a file would be nobody's. */
export function sharingOf({ rule: { role, hdus }, obsIds }: MappedFile): Sharing | null {
  if (obsIds.length === 0) return role === "terms" ? "store" : null;
  if (obsIds.length === 1) return "single";
  const irfsOnly = role === "irf" && hdus.length > 0 && hdus.every(({ type }) => (irfKinds as readonly string[]).includes(type));
  return irfsOnly ? "shared-irf" : "combined";
}

function obsIdsOf(key: string, rule: FileRule, listing: ScopeListing, mapping: HarvestMapping, datasetsOf: ReadonlyMap<string, readonly string[]>): string[] {
  const idKey = mapping.observations.columns.OBS_ID!;
  const own = mapping.observations.of === "file" || rule.observations !== undefined ? idsIn(listing.metadata.get(key)?.[rule.observations ?? idKey]) : [];
  const ofDatasets = (datasetsOf.get(key) ?? []).flatMap((dataset) => idsIn(listing.metadata.get(dataset)?.[idKey]));
  return [...new Set([...own, ...ofDatasets])];
}

/** Observation ids as metadata have them: a whole number, as number or text, or a list of such. What is none of these stays as it is, and is nobody's. */
function idsIn(value: Metadata[string] | undefined): string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.flatMap((each) => (typeof each === "number" || typeof each === "string" ? [normalised(String(each).trim())] : []));
}

function normalised(text: string): string {
  return /^\d+$/.test(text) ? BigInt(text).toString() : text;
}

/** In which datasets a file is; the containers above them say nothing of observations. */
function reversed({ datasets, contents }: ScopeListing): Map<string, string[]> {
  const containing = new Map<string, string[]>();
  for (const dataset of datasets.map(didText)) for (const file of contents.get(dataset) ?? []) containing.set(file, [...(containing.get(file) ?? []), dataset]);
  return containing;
}
