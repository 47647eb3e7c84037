import type { RucioClient } from "../backends/rucio/client";
import { RucioAnswerOdd, RucioSaysNo } from "../backends/rucio/faults";
import type { RucioLocation } from "../backends/rucio/location";
import type { ReplicatedFile } from "../backends/rucio/replicas";
import { didText, type FoundDid, type Metadata, type RucioDid } from "../backends/rucio/schemas";
import { BadMapping, HarvestRefused } from "./errors";
import type { HarvestMapping } from "./mapping";
import { chunks, inParallel } from "../backends/rucio/parallel";

/** A file with its bytes' checksums, as Rucio has it now or had it at an earlier harvest. */
export type ListedFile = Pick<ReplicatedFile, "scope" | "name" | "sizeBytes" | "md5" | "adler32">;

/** Everything that Rucio says of a scope and the mapping asks for. Keys are `scope:name`. */
export interface ScopeListing {
  readonly files: readonly FoundDid[];
  readonly datasets: readonly FoundDid[];
  readonly containers: readonly FoundDid[];
  readonly metadata: ReadonlyMap<string, Metadata>;
  /** Files of which a copy is known; the others can not be fetched. */
  readonly listed: ReadonlyMap<string, ListedFile>;
  /** The files of each dataset, and of each container all that are below it. */
  readonly contents: ReadonlyMap<string, readonly string[]>;
  /** The files of the datasets and containers that projects are taken from. */
  readonly projectContents: ReadonlyMap<string, ReadonlySet<string>>;
}

export type Progress = (what: string, done: number, total: number) => void;

/** Rucio answers for so many DIDs at once in a second or so. */
const BULK = 1000;
const BULKS_AT_ONCE = 4;
const SINGLES_AT_ONCE = 16;

/**
 * Lists a scope whole: what broke off is asked for again, and what can not be had ends the harvest, so that nothing is
 * ever written of half a scope. Copies are asked for of new files only: the bytes of a DID never change.
 *
 * @throws RucioFault, HarvestRefused, BadMapping
 */
export async function listScope(client: RucioClient, scope: string, mapping: HarvestMapping, known: ReadonlyMap<string, RucioLocation>, progress: Progress): Promise<ScopeListing> {
  const found = await client.searchAll(scope, { filters: [{ name: "*" }], type: "all" });
  if (found.length === 0) throw new HarvestRefused(`Rucio lists nothing in the scope ${scope}${known.size > 0 ? `, of which the catalogue has ${known.size} files` : ""}: nothing was changed. See that the scope's name is right and that the portal's account sees it.`);
  progress("DIDs", found.length, found.length);
  const files = found.filter(({ type }) => type === "file");
  const datasets = found.filter(({ type }) => type === "dataset");
  const containers = found.filter(({ type }) => type === "container");
  const described = mapping.observations.of === "dataset" ? [...datasets, ...(needsFileMetadata(mapping) ? files : [])] : files;
  return {
    files,
    datasets,
    containers,
    metadata: await metadataOf(client, described, progress),
    listed: await checksumsOf(client, files, known, progress),
    contents: await contentsOf(client, [...datasets, ...containers], progress),
    projectContents: await projectContentsOf(client, mapping, progress),
  };
}

function needsFileMetadata({ files }: HarvestMapping): boolean {
  return files.some(({ observations }) => observations !== undefined);
}

async function metadataOf(client: RucioClient, dids: readonly FoundDid[], progress: Progress): Promise<Map<string, Metadata>> {
  const metadata = new Map<string, Metadata>();
  const report = () => progress("metadata", metadata.size, dids.length);
  try {
    await inParallel(chunks(dids, BULK), BULKS_AT_ONCE, async (chunk) => {
      for (const [key, values] of await client.bulkMetadata(chunk)) metadata.set(key, values);
      report();
    });
  } catch (error) {
    if (!(error instanceof RucioAnswerOdd)) throw error;
    // Releases differ in what they give in bulk; one by one all give the same.
    await inParallel(dids, SINGLES_AT_ONCE, async (did) => {
      metadata.set(didText(did), await client.metadata(did));
      report();
    });
  }
  return metadata;
}

async function checksumsOf(client: RucioClient, files: readonly FoundDid[], known: ReadonlyMap<string, RucioLocation>, progress: Progress): Promise<Map<string, ListedFile>> {
  const listed = new Map<string, ListedFile>();
  const unknown: RucioDid[] = [];
  for (const file of files) {
    const before = known.get(didText(file));
    if (before && (file.sizeBytes === null || file.sizeBytes === before.bytes)) listed.set(didText(file), { scope: file.scope, name: file.name, sizeBytes: before.bytes, md5: before.md5 ?? null, adler32: before.adler32 ?? null });
    else unknown.push(file);
  }
  await inParallel(chunks(unknown, BULK), BULKS_AT_ONCE, async (chunk) => {
    for (const [key, file] of await client.replicas(chunk)) if (file.replicas.length > 0) listed.set(key, file);
    progress("files", listed.size, files.length);
  });
  return listed;
}

async function contentsOf(client: RucioClient, datasets: readonly FoundDid[], progress: Progress): Promise<Map<string, string[]>> {
  const contents = new Map<string, string[]>();
  await inParallel(datasets, SINGLES_AT_ONCE, async (dataset) => {
    contents.set(didText(dataset), (await client.files(dataset)).map(didText));
    progress("datasets and containers", contents.size, datasets.length);
  });
  return contents;
}

async function projectContentsOf(client: RucioClient, mapping: HarvestMapping, progress: Progress): Promise<Map<string, ReadonlySet<string>>> {
  const dids = mapping.projects.flatMap(({ entry, from }) => from.flatMap(({ did }) => (did ? [{ ...did, code: entry.code }] : [])));
  const contents = new Map<string, ReadonlySet<string>>();
  await inParallel(dids, SINGLES_AT_ONCE, async (did) => {
    const files = await client.files(did).catch((error: unknown) => {
      if (error instanceof RucioSaysNo && error.rucioStatus === 404) throw new BadMapping(`The project ${did.code} is said to be ${didText(did)}, which Rucio does not know: nothing was changed. Correct the mapping file.`);
      throw error;
    });
    contents.set(didText(did), new Set(files.map(didText)));
    progress("projects", contents.size, dids.length);
  });
  return contents;
}
