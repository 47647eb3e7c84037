import { Readable } from "node:stream";
import { log } from "@/lib/config/log";
import type { ByteRange, LakeBackend, OpenFile, StoredFile } from "../../backend";
import { FileOnTape, LakeFileMissing, LakeReadOnly, LakeUnavailable, NoReplica } from "../../errors";
import type { RucioConnection } from "./connection";
import { Doubts } from "./doubts";
import { RucioFault } from "./faults";
import { ReplicaLists } from "./listing";
import { parseLocation, type RucioLocation } from "./location";
import { readCopies } from "./read-copies";
import { readable, type Replica, type ReplicatedFile, whyUnreadable } from "./replicas";
import { ReplicaFault } from "./storage";
import { ChecksumWrong, verified } from "./verified";

/** As much as waits between storage and a reader. */
const WAITING_BYTES = 1024 * 1024;

/**
 * Rucio with its storage sites, for reading. Bytes flow from the best copy's PFN, and from the next one where it fails; a
 * whole file is verified while it passes, a range is passed on as it comes. What goes into Rucio is the observatory's
 * own work: nothing is put here.
 */
export class RucioBackend implements LakeBackend {
  readonly name = "rucio";
  readonly #lists: ReplicaLists;
  readonly #doubts = new Doubts();

  constructor(private readonly rucio: RucioConnection) {
    this.#lists = new ReplicaLists(rucio.client);
  }

  put(): Promise<StoredFile> {
    return Promise.reject(new LakeReadOnly());
  }

  async open(location: string, range?: ByteRange): Promise<OpenFile> {
    const wanted = parseLocation(location);
    if (wanted.bytes === 0) return { sizeBytes: 0, stream: Readable.from([]) };
    const replicas = await this.#replicasOf(wanted);
    const gone = new AbortController();
    const pieces = this.#read(wanted, replicas, range, gone.signal);
    // The first piece is waited for: until it is here, a lost file can be told as an error.
    const first = await pieces.next().catch((error: unknown) => {
      this.#lists.forget(wanted);
      throw openingFault(error);
    });
    const stream = Readable.from(startingWith(first, pieces), { objectMode: false, highWaterMark: WAITING_BYTES });
    // Storage that stands still must not be waited for when nobody wants the bytes any more.
    stream.once("close", () => gone.abort());
    return { sizeBytes: wanted.bytes, stream };
  }

  async exists(location: string): Promise<boolean> {
    const wanted = parseLocation(location);
    const file = await this.#lists.of(wanted);
    return file !== undefined && isSame(file, wanted) && file.replicas.some(({ state }) => state === "AVAILABLE");
  }

  async health(): Promise<void> {
    await this.rucio.client.health().catch((error: unknown) => {
      throw error instanceof RucioFault ? new LakeUnavailable(`Rucio: ${error.slug}`, { cause: error }) : error;
    });
  }

  async #replicasOf(wanted: RucioLocation): Promise<Replica[]> {
    const file = await this.#lists.of(wanted);
    if (file && !isSame(file, wanted)) throw new LakeFileMissing({ cause: new Error(`Rucio has ${file.sizeBytes} bytes, adler32 ${file.adler32}, md5 ${file.md5}; harvested was ${JSON.stringify(wanted)}`) });
    const replicas = file ? readable(file, this.rucio.settings.preferredSites, (url) => this.#doubts.has(url)) : [];
    if (replicas.length > 0) return replicas;
    this.#lists.forget(wanted);
    const { onTape, reason } = whyUnreadable(file);
    throw onTape ? new FileOnTape({ cause: reason }) : new NoReplica({ cause: reason });
  }

  #read(wanted: RucioLocation, replicas: readonly Replica[], range: ByteRange | undefined, gone: AbortSignal): AsyncGenerator<Buffer> {
    let last: Replica | undefined;
    const bytes = readCopies(
      { replicas, sizeBytes: wanted.bytes, limits: this.rucio.settings.storageLimits, token: this.rucio.storageToken, doubts: this.#doubts, from: (replica) => (last = replica) },
      range ?? { start: 0, end: wanted.bytes - 1 },
      gone,
    );
    const isWhole = range === undefined || (range.start === 0 && range.end === wanted.bytes - 1);
    if (!isWhole) return bytes;
    return this.#doubting(verified(bytes, wanted), () => last);
  }

  /** A copy whose bytes are wrong is asked last from now on, so that who tries again gets another one. */
  async *#doubting(pieces: AsyncGenerator<Buffer>, copy: () => Replica | undefined): AsyncGenerator<Buffer> {
    try {
      yield* pieces;
    } catch (error) {
      const replica = copy();
      if (error instanceof ChecksumWrong && replica) {
        this.#doubts.add(replica.url);
        log.error({ site: replica.site, fault: error.message }, "a replica is damaged");
      }
      throw error;
    }
  }
}

/** Rucio never changes the bytes of a DID; what differs is another file under its name, or a damaged catalogue. */
function isSame(file: ReplicatedFile, { bytes, adler32, md5 }: RucioLocation): boolean {
  const agrees = (now: string | null, then: string | undefined) => now === null || then === undefined || now === then;
  return file.sizeBytes === bytes && agrees(file.adler32, adler32) && agrees(file.md5, md5);
}

function openingFault(error: unknown): unknown {
  if (error instanceof ReplicaFault || error instanceof ChecksumWrong) return new NoReplica({ cause: error });
  return error;
}

async function* startingWith(first: IteratorResult<Buffer>, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (!first.done) yield first.value;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
