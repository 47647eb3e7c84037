import type { LoadedHdu, LoadedProduct, StoreContent } from "@/lib/catalogue/load/content";
import { formatLocation } from "../backends/rucio/location";
import { mediaTypeOf } from "./file-path";
import { datasetsOfScope } from "./datasets-of-scope";
import { filesOfScope, type MappedFile, sharingOf } from "./files-of-scope";
import { type GadfColumn, hduIndexDefinition, obsIndexDefinition } from "./gadf-columns";
import type { HarvestMapping } from "./mapping";
import { observationsOfScope } from "./observations-of-scope";
import type { ScopeListing } from "./scope-listing";
import { Skipped } from "./skipped";

export interface ScopeContent {
  readonly content: StoreContent;
  readonly observationCount: number;
  /** Closed to all but the collection's group. */
  readonly withoutProject: number;
  readonly skipped: Skipped;
}

/** What a scope is for the catalogue: the same as a store that was read, with its bytes where Rucio has them. */
export function contentOfScope(scope: string, listing: ScopeListing, mapping: HarvestMapping): ScopeContent {
  const skipped = new Skipped();
  const definition = obsIndexDefinition(Object.keys(mapping.observations.columns) as GadfColumn[], mapping.observations.header);
  const files = filesOfScope(listing, mapping, skipped);
  const { observations, refused } = observationsOfScope(listing, mapping, definition, files, skipped);
  const known = new Set(observations.map(({ obsId }) => obsId));
  const products = files.filter(({ key }) => !refused.has(key)).flatMap((file) => productOf(file, known, skipped));
  const { name, title, simulated, sharedIrfsPublic, group, managers } = mapping.collection;
  return {
    content: {
      collection: { name, title: title ?? name, simulated, sharedIrfsPublic, group, managers },
      obsIndex: definition,
      hduIndex: hduIndexDefinition(),
      projects: mapping.projects.map(({ entry }) => entry),
      observations,
      products,
      datasets: { scope, datasets: datasetsOfScope(listing, mapping, files, { observations, refused }, skipped) },
    },
    observationCount: observations.length,
    withoutProject: observations.filter(({ projectCode }) => projectCode === null).length,
    skipped,
  };
}

/** A file some of whose observations are not known is left out whole: nobody could say who may read it. */
function productOf(mapped: MappedFile, known: ReadonlySet<string>, skipped: Skipped): LoadedProduct[] {
  const { file, rule, obsIds } = mapped;
  const sharing = sharingOf(mapped);
  if (sharing === null) return leaveOut("files belong to no observation");
  if (!obsIds.every((obsId) => known.has(obsId))) return leaveOut("files belong to observations that are not there");
  const hdus = obsIds.flatMap((obsId) => rule.hdus.map((hdu) => hduOf(obsId, hdu)));
  return [{ name: file.name, role: rule.role, sharing, obsIds, mediaType: mediaTypeOf(file.name), file: { backend: "rucio", location: formatLocation(file), sizeBytes: file.sizeBytes, sha256: null, md5: file.md5, adler32: file.adler32 }, hdus }];

  function leaveOut(reason: string): [] {
    skipped.add(reason, file.name);
    return [];
  }
}

/** Headers are not read: what they say of an IRF stays unknown, and the links of the mapping count. */
function hduOf(obsId: string, { type, class: hduClass, name }: MappedFile["rule"]["hdus"][number]): LoadedHdu {
  return { obsId, hduType: type, hduClass, hduName: name, row: { OBS_ID: obsId, HDU_TYPE: type, HDU_CLASS: hduClass, HDU_NAME: name }, irf: null };
}
