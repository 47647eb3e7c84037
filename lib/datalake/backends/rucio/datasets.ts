import { didPath } from "./client";
import { isPassing, RucioSaysNo } from "./faults";
import type { RucioHttp } from "./http";
import { retrying } from "./retrying";
import { chunks } from "./parallel";
import { contentFileSchema, didText, type RucioDid } from "./schemas";

/** Rucio writes an attachment in one transaction: more at once would outlast its proxies' patience. */
const ATTACHED_AT_ONCE = 1000;

/**
 * Datasets that the portal makes in a scope of its own account, so that many files can have one rule. Rucio gives no
 * right to delete one: a lifetime in its metadata lets it go.
 */
export class RucioDatasets {
  constructor(private readonly http: RucioHttp) {}

  /**
   * Makes sure that a dataset is there and holds these files. What is there is looked at before each try, so that a lost
   * answer, or somebody who makes the same one meanwhile, does no harm. Files that it holds besides stay.
   *
   * @throws RucioSaysNo (AccessDenied where the scope is not the account's, DataIdentifierNotFound for an unknown file)
   */
  ensure(dataset: RucioDid, files: readonly RucioDid[], signal?: AbortSignal): Promise<void> {
    return retrying(this.http.limits, signal, async () => {
      const held = await this.#held(dataset, signal);
      if (held === null) await this.#make(dataset, signal);
      const missing = files.filter((file) => !held?.has(didText(file)));
      for (const some of chunks(missing, ATTACHED_AT_ONCE)) await this.#attach(dataset, some, signal);
    });
  }

  /** Lets Rucio remove the dataset, and not its files, some time after a date. */
  async expireAfter(dataset: RucioDid, until: Date, signal?: AbortSignal): Promise<void> {
    const lifetime = Math.max(1, Math.ceil((until.getTime() - Date.now()) / 1000));
    await this.http.done({ method: "POST", path: `${didPath(dataset)}/meta`, body: { meta: { lifetime } }, name: "a dataset's lifetime", repeatable: true }, signal);
  }

  /** `scope:name` of the files; null where there is no such dataset. */
  async #held(dataset: RucioDid, signal: AbortSignal | undefined): Promise<Set<string> | null> {
    const listing = this.http.allLines({ method: "GET", path: `${didPath(dataset)}/files`, name: "the content of a DID", repeatable: true }, contentFileSchema, signal);
    return listing.then((files) => new Set(files.map(didText)), (error: unknown) => {
      if (error instanceof RucioSaysNo && error.exception === "DataIdentifierNotFound") return null;
      throw error;
    });
  }

  async #make({ scope, name }: RucioDid, signal: AbortSignal | undefined): Promise<void> {
    await this.http.done({ method: "POST", path: "/dids", body: [{ scope, name, type: "DATASET" }], name: "a dataset", repeatable: false }, signal).catch(async (error: unknown) => {
      // Somebody else may have made it since: then it is there, whatever Rucio calls that.
      if (isPassing(error) || (await this.#held({ scope, name }, signal)) === null) throw error;
    });
  }

  async #attach(dataset: RucioDid, files: readonly RucioDid[], signal: AbortSignal | undefined): Promise<void> {
    const body = { dids: files.map(({ scope, name }) => ({ scope, name })) };
    await this.http.done({ method: "POST", path: `${didPath(dataset)}/dids`, body, name: "files for a dataset", repeatable: false }, signal).catch(async (error: unknown) => {
      const held = isPassing(error) ? null : await this.#held(dataset, signal);
      if (!held || files.some((file) => !held.has(didText(file)))) throw error;
    });
  }
}
