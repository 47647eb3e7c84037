import { type LoadReport, writeStore } from "@/lib/catalogue/load/load-store";
import type { RucioClient } from "../backends/rucio/client";
import { didText } from "../backends/rucio/schemas";
import { contentOfScope } from "./content-of-scope";
import { HarvestRefused } from "./errors";
import { knownFiles } from "./known";
import type { HarvestMapping } from "./mapping";
import { listScope, type Progress } from "./scope-listing";

export interface HarvestReport extends Omit<LoadReport, "findings"> {
  /** DIDs that Rucio lists in the scope. */
  readonly listed: { readonly files: number; readonly datasets: number; readonly containers: number };
  /** Observations that belong to no project: closed to all but the collection's group. */
  readonly withoutProject: number;
  /** Files that the catalogue keeps and Rucio lists no more. */
  readonly gone: readonly string[];
  /** What was left out, and why; one line per reason. */
  readonly skipped: readonly string[];
}

/**
 * Brings a collection up to what Rucio has in a scope now; run again, it writes what changed. Everything is asked first
 * and written then, in one transaction, all of it or nothing. What Rucio lists reaches people through the embargo only:
 * it is written as a store's observations are, with the projects and clocks of the mapping.
 *
 * @throws RucioFault, HarvestRefused, BadMapping: nothing was changed
 */
export async function harvest(client: RucioClient, scope: string, mapping: HarvestMapping, progress: Progress): Promise<HarvestReport> {
  const known = await knownFiles(mapping.collection.name, scope);
  const listing = await listScope(client, scope, mapping, known, progress);
  const { content, observationCount, withoutProject, skipped } = contentOfScope(scope, listing, mapping);
  if (observationCount === 0) throw new HarvestRefused(`None of the ${listing.files.length} files in the scope ${scope} became an observation; nothing was changed. ${skipped.lines().join(". ")}. Correct the mapping file.`);
  const written = await writeStore(content);
  const now = new Set(listing.files.map(didText));
  return {
    ...written,
    listed: { files: listing.files.length, datasets: listing.datasets.length, containers: listing.containers.length },
    withoutProject,
    gone: [...known.keys()].filter((key) => !now.has(key)),
    skipped: skipped.lines(),
  };
}
