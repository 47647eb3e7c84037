import { localSoftware } from "./folder";
import { keptSources, type SourceState } from "./kept";
import type { SoftwareRecord } from "./record";

export interface Catalogue {
  /** The folder's first; of two with one id the first. */
  readonly records: readonly SoftwareRecord[];
  readonly sources: readonly SourceState[];
}

/** The catalogue of software: what the local folder holds, and the last good copy of what each address listed. */
export async function findSoftware(): Promise<Catalogue> {
  const sources = await keptSources();
  const all = [...localSoftware().environments, ...sources.flatMap(({ records }) => records)];
  return { records: [...new Map(all.toReversed().map((record) => [record.id, record])).values()].toReversed(), sources };
}
