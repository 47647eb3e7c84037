import { z } from "zod";
import { type FilterGroup, filterLiteral } from "./filter";
import type { Call, RucioHttp } from "./http";
import { type ReplicatedFile, replicatedFile } from "./replicas";
import { bulkMetadataSchema, type ContentFile, contentFileSchema, didText, type FoundDid, foundDidSchema, type Metadata, metadataSchema, type RucioDid, replicasSchema } from "./schemas";

export interface SearchOptions {
  /** Any of these groups; all conditions of a group. */
  readonly filters: readonly FilterGroup[];
  /** A search by JSON keys ignores it: look at what is found. */
  readonly type?: "all" | "collection" | "dataset" | "container" | "file";
  readonly limit?: number;
}

/**
 * Rucio's catalogue, by its REST server: read only (rules are in `rules.ts`). Rucio checks no permission when it lists:
 * what it says must reach nobody but through the portal's own embargo.
 * Source: PROTOCOLS, Rucio REST; checked in the sources of Rucio (lib/rucio/web/rest, lib/rucio/client).
 */
export class RucioClient {
  constructor(
    readonly http: RucioHttp,
    /** Of PFNs that can be read from here. */
    private readonly schemes: readonly string[],
  ) {}

  /**
   * Finds DIDs of a scope, as Rucio finds them: in no order, without a total, to be begun anew when it breaks off.
   * Nothing found is an empty list, an unknown scope too.
   */
  search(scope: string, options: SearchOptions, signal?: AbortSignal): AsyncGenerator<FoundDid> {
    return this.http.lines(searchCall(scope, options), foundDidSchema, signal);
  }

  /** The same whole, each DID once, asked for again when it breaks off. */
  async searchAll(scope: string, options: SearchOptions, signal?: AbortSignal): Promise<FoundDid[]> {
    const found = await this.http.allLines(searchCall(scope, options), foundDidSchema, signal);
    return [...new Map(found.map((did) => [didText(did), did])).values()];
  }

  /** All metadata of one DID, columns included. @throws RucioSaysNo (DataIdentifierNotFound) */
  metadata(did: RucioDid, signal?: AbortSignal): Promise<Metadata> {
    return this.http.document({ method: "GET", path: `${didPath(did)}/meta?plugin=ALL`, name: "the metadata of a DID", repeatable: true }, metadataSchema, signal);
  }

  /** The JSON metadata of many DIDs, by `scope:name`; those that have none, or are unknown, are absent. */
  async bulkMetadata(dids: readonly RucioDid[], signal?: AbortSignal): Promise<Map<string, Metadata>> {
    const body = { dids: dids.map(({ scope, name }) => ({ scope, name })), plugin: "JSON" };
    const lines = await this.http.allLines({ method: "POST", path: "/dids/bulkmeta", body, name: "the metadata of many DIDs", repeatable: true }, bulkMetadataSchema, signal);
    return new Map(lines.map(({ scope, name, ...metadata }) => [didText({ scope, name }), metadata as Metadata]));
  }

  /** The files of a dataset, or of all datasets of a container. @throws RucioSaysNo (DataIdentifierNotFound) */
  files(did: RucioDid, signal?: AbortSignal): Promise<ContentFile[]> {
    return this.http.allLines({ method: "GET", path: `${didPath(did)}/files`, name: "the content of a DID", repeatable: true }, contentFileSchema, signal);
  }

  /**
   * The copies of many files, by `scope:name`. A file that Rucio does not know is absent: it answers nothing for it.
   *
   * @param site only copies there: an RSE expression
   */
  async replicas(dids: readonly RucioDid[], site?: string, signal?: AbortSignal): Promise<Map<string, ReplicatedFile>> {
    const body = { dids: dids.map(({ scope, name }) => ({ scope, name })), schemes: this.schemes, all_states: true, sort: "random", ...(site !== undefined && { rse_expression: site }) };
    const lines = await this.http.allLines({ method: "POST", path: "/replicas/list", body, name: "the list of replicas", repeatable: true }, replicasSchema, signal);
    return new Map(lines.map((line) => [didText(line), replicatedFile(line, this.schemes)]));
  }

  /** Resolves when Rucio takes the portal's token and answers: it has nothing to say of a DID that nobody has. */
  async health(signal?: AbortSignal): Promise<void> {
    const body = { dids: [{ scope: "airshower", name: "health" }], schemes: this.schemes };
    await this.http.allLines({ method: "POST", path: "/replicas/list", body, name: "the list of replicas", repeatable: false }, z.unknown(), signal);
  }
}

function searchCall(scope: string, { filters, type = "all", limit }: SearchOptions): Call {
  const query = new URLSearchParams({ type, long: "true", recursive: "false", filters: filterLiteral(filters), ...(limit !== undefined && { limit: String(limit) }) });
  return { method: "GET", path: `/dids/${encodeURIComponent(scope)}/dids/search?${query}`, name: "a search", repeatable: true };
}

/** Names may hold slashes, which are encoded once. Source: PROTOCOLS, Rucio REST, Names. */
export function didPath({ scope, name }: RucioDid): string {
  return `/dids/${encodeURIComponent(scope)}/${encodeURIComponent(name)}`;
}
