import type { z } from "zod";
import { didText, type RucioDid, type replicasSchema } from "./schemas";

/** One copy of a file. */
export interface Replica {
  /** Where its bytes are: an https address. */
  readonly url: string;
  readonly site: string;
  readonly medium: "disk" | "tape";
  /** AVAILABLE, COPYING, UNAVAILABLE, TEMPORARY_UNAVAILABLE, BAD, BEING_DELETED, …: as Rucio says. */
  readonly state: string;
  /** 1 is best, as Rucio orders them. */
  readonly priority: number;
}

/** A file with its copies. Checksums lower-case hexadecimal; null where Rucio keeps none. */
export interface ReplicatedFile extends RucioDid {
  readonly sizeBytes: number;
  readonly md5: string | null;
  readonly adler32: string | null;
  readonly replicas: readonly Replica[];
}

/** @param schemes of PFNs that can be read from here; others are no copies for us, whatever Rucio was asked for */
export function replicatedFile({ scope, name, bytes, md5, adler32, pfns, states }: z.output<typeof replicasSchema>, schemes: readonly string[]): ReplicatedFile {
  const usable = Object.entries(pfns).filter(([pfn]) => schemes.includes(/^([a-z]+):\/\//i.exec(pfn)?.[1]?.toLowerCase() ?? ""));
  const replicas = usable.map(([pfn, { rse, type, priority }]) => ({
    // Rucio's name of https to a WebDAV door.
    url: pfn.replace(/^davs:/i, "https:"),
    site: rse,
    medium: type?.toUpperCase() === "TAPE" ? ("tape" as const) : ("disk" as const),
    state: states?.[rse] ?? "AVAILABLE",
    priority: priority ?? Number.MAX_SAFE_INTEGER,
  }));
  return { scope, name, sizeBytes: bytes, md5, adler32, replicas };
}

/**
 * The copies that can be read now, best first: on disk, not doubted, at a preferred site, then in Rucio's order.
 *
 * @param preferredSites storage sites near this portal, nearest first
 * @param isDoubted whether a copy failed lately: it comes last, since it may be the only one
 */
export function readable(file: ReplicatedFile, preferredSites: readonly string[], isDoubted: (url: string) => boolean): Replica[] {
  const rank = ({ site }: Replica) => (preferredSites.includes(site) ? preferredSites.indexOf(site) : preferredSites.length);
  return file.replicas
    .filter(({ state, medium }) => state === "AVAILABLE" && medium === "disk")
    .sort((a, b) => Number(isDoubted(a.url)) - Number(isDoubted(b.url)) || rank(a) - rank(b) || a.priority - b.priority);
}

/** Why no copy can be read, in words. */
export function whyUnreadable(file: ReplicatedFile | undefined): { readonly onTape: boolean; readonly reason: string } {
  if (!file || file.replicas.length === 0) return { onTape: false, reason: "Rucio lists no copy of it" };
  const onTape = file.replicas.some(({ medium, state }) => medium === "tape" && state === "AVAILABLE");
  const states = [...new Set(file.replicas.map(({ site, state, medium }) => `${site} ${state}${medium === "tape" ? " on tape" : ""}`))];
  return { onTape, reason: `${didText(file)}: ${states.join(", ")}` };
}
