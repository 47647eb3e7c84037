import type { LoadedDataset } from "@/lib/catalogue/load/content";
import { didText, type FoundDid } from "../backends/rucio/schemas";
import type { MappedFile } from "./files-of-scope";
import type { HarvestMapping } from "./mapping";
import type { ScopeObservations } from "./observations-of-scope";
import type { ScopeListing } from "./scope-listing";
import type { Skipped } from "./skipped";
import { storableText } from "./storable";

/**
 * Which observations each dataset and container of a scope holds: those whose event lists are in it. A dataset that
 * describes an observation is that observation, and none beside it; one of which the catalogue has no observation (of logs
 * alone, of another scope's files) is left out and told, since by its observations alone is decided who may know of it.
 */
export function datasetsOfScope(listing: ScopeListing, mapping: HarvestMapping, files: readonly MappedFile[], { observations, refused }: ScopeObservations, skipped: Skipped): LoadedDataset[] {
  const known = new Set(observations.map(({ obsId }) => obsId));
  const obsIdsOf = new Map(files.filter(({ key, rule }) => rule.role === "event-list" && !refused.has(key)).map(({ key, obsIds }) => [key, obsIds.filter((obsId) => known.has(obsId))]));
  const members = (did: FoundDid) => [...new Set((listing.contents.get(didText(did)) ?? []).flatMap((file) => obsIdsOf.get(file) ?? []))];
  const kept: LoadedDataset[] = [];
  for (const did of [...listing.datasets, ...listing.containers]) {
    const obsIds = members(did);
    if (isObservation(did, listing, mapping)) continue;
    if (obsIds.length === 0) skipped.add(`${did.type}s hold the event list of no observation here`, did.name);
    else if (did.name !== storableText(did.name)) skipped.add(`${did.type}s have names that can not be kept`, JSON.stringify(did.name));
    else kept.push({ name: did.name, kind: did.type === "container" ? "container" : "dataset", obsIds });
  }
  return kept;
}

function isObservation(did: FoundDid, { metadata }: ScopeListing, { observations }: HarvestMapping): boolean {
  return observations.of === "dataset" && did.type === "dataset" && metadata.get(didText(did))?.[observations.columns.OBS_ID!] !== undefined;
}
