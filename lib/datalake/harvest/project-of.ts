import type { ProjectEntry } from "@/lib/catalogue/load/projects-file";
import { didText, type Metadata } from "../backends/rucio/schemas";
import type { HarvestMapping, ProjectSource } from "./mapping";
import type { ScopeListing } from "./scope-listing";

/**
 * Which project an observation belongs to. When several claim it, it belongs to none, which keeps it closed: who may see
 * it must not hang on the order of a file.
 *
 * @param files `scope:name` of its files
 */
export function projectOf(mapping: HarvestMapping, listing: ScopeListing, metadata: Metadata, files: readonly string[]): { readonly project: ProjectEntry | null; readonly claimedBy: readonly string[] } {
  const claims = ({ did, metadata: wanted = {} }: ProjectSource) => (did ? files.some((file) => listing.projectContents.get(didText(did))?.has(file)) : Object.entries(wanted).every(([key, value]) => isValue(metadata[key], value)));
  const claiming = mapping.projects.filter(({ from }) => from.some(claims));
  return { project: claiming.length === 1 ? claiming[0]!.entry : null, claimedBy: claiming.map(({ entry }) => entry.code) };
}

/** Metadata that were written by hand have numbers as text. */
function isValue(actual: Metadata[string] | undefined, wanted: string | number | boolean): boolean {
  return (typeof actual === "string" || typeof actual === "number" || typeof actual === "boolean") && String(actual) === String(wanted);
}
