import type { RucioClient } from "./client";
import type { ReplicatedFile } from "./replicas";
import { didText, type RucioDid } from "./schemas";

/** For so long a list of copies holds: readers of FITS files ask for many small ranges one after the other. */
const KEEP_MS = 60_000;
const MOST_KEPT = 10_000;

/** Where copies are, asked of Rucio once for the many ranges of one file. */
export class ReplicaLists {
  readonly #kept = new Map<string, { readonly untilMs: number; readonly file: Promise<ReplicatedFile | undefined> }>();

  constructor(private readonly client: RucioClient) {}

  /** The file with its copies; undefined when Rucio knows none. @throws RucioFault */
  of(did: RucioDid): Promise<ReplicatedFile | undefined> {
    const key = didText(did);
    const kept = this.#kept.get(key);
    if (kept && kept.untilMs > Date.now()) return kept.file;
    const file = this.client.replicas([did]).then((found) => found.get(key));
    this.#kept.delete(key);
    this.#kept.set(key, { untilMs: Date.now() + KEEP_MS, file });
    if (this.#kept.size > MOST_KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    // What failed is asked again by the next reader.
    file.catch(() => this.forget(did));
    return file;
  }

  /** Copies come and go: a list of which no copy could be read is old. */
  forget(did: RucioDid): void {
    this.#kept.delete(didText(did));
  }
}
