import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { crc32 } from "node:zlib";
import type { ArchiveLayout } from "@/lib/archive/layout";
import { type ArchiveSource, EntryFailed, type OpenEntry } from "@/lib/archive/stream";
import type { KeptFile } from "@/lib/basket/manifest/packed";
import { log } from "@/lib/config/log";
import { crc32Hex } from "@/lib/datalake/checksums";
import { findFile, type ReadableFile } from "@/lib/datalake/find-file";
import { keepCrc32 } from "@/lib/datalake/keep-crc32";
import { AppError } from "@/lib/errors/app-error";
import { Embargoed, NotFound } from "@/lib/errors/requests";
import { countFault } from "./archive-faults";
import { guarded, RightEnded } from "./guarded";
import type { RunningAnswers } from "./running";
import type { Asker } from "./who";

/** While the database is away, an archive waits for so long, then breaks off; its asker goes on by range. */
const PATIENCE_MS = 10_000;
const RETRY_MS = 250;

/** Who asked is nobody any more: a token that ended. The archive breaks off. */
export class AskerGone extends Error {
  constructor() {
    super("what was presented for this archive has ended");
    this.name = "AskerGone";
  }
}

interface OpenedFile extends OpenEntry {
  /** Whether its bytes may be sent, by all that was called out until now. */
  mayGoOn(): Promise<boolean>;
}

/** Small files are asked for and opened while the one before them is sent: so many, and of so many bytes together. */
const [AHEAD_FILES, AHEAD_BYTES] = [6, 4 * 1024 * 1024];

/**
 * The files of an archive, for which the embargo is asked one by one when their turn comes, and while their bytes flow. What
 * was opened a little ahead is asked about again, by what has been called out meanwhile, before its first byte goes.
 */
export class ArchiveFiles implements ArchiveSource {
  /** Of files whose CRC-32 is to be learned, what went by: only bytes with their SHA-256 are theirs. */
  readonly #goneBy = new Map<number, { readonly file: ReadableFile; readonly sha256: string }>();

  readonly #ahead = new Map<number, Promise<OpenedFile>>();
  #who: ReturnType<Asker["now"]> | undefined;

  /** @param upTo where what is asked for of the archive ends */
  constructor(
    private readonly manifestId: string,
    private readonly files: readonly KeptFile[],
    private readonly layout: ArchiveLayout,
    private readonly upTo: number,
    private readonly asker: Asker,
    private readonly running: RunningAnswers,
  ) {}

  async open(number: number, range: { readonly start: number; readonly end: number }): Promise<OpenEntry> {
    const ahead = await this.#ahead.get(number)?.catch(() => undefined);
    this.#ahead.delete(number);
    if (ahead && (await ahead.mayGoOn())) {
      this.#lookAhead(number + 1);
      return ahead;
    }
    // What was said a moment ago holds no more, or it failed: now is its turn.
    ahead?.close();
    // Its own bytes are waited for: what comes after it is asked for behind it.
    const opened = await this.#open(number, range);
    this.#lookAhead(number + 1);
    return opened;
  }

  /** Gives back what was opened ahead and is not needed any more. */
  close(): void {
    for (const opened of this.#ahead.values()) void opened.then((entry) => entry.close(), () => undefined);
    this.#ahead.clear();
  }

  /** Of files that are asked for as a whole. */
  #lookAhead(from: number): void {
    let bytes = 0;
    for (let next = from; this.#ahead.size < AHEAD_FILES && next < this.files.length && (this.layout.headsAt[next + 1] ?? this.layout.endAt) <= this.upTo; next++) {
      const { sizeBytes } = this.files[next]!;
      bytes += sizeBytes;
      if (bytes > AHEAD_BYTES) return;
      if (sizeBytes === 0 || this.#ahead.has(next)) continue;
      const opened = this.#open(next, { start: 0, end: sizeBytes - 1 });
      // Heard when its turn comes; until then by nobody.
      opened.catch(() => undefined);
      this.#ahead.set(next, opened);
    }
  }

  async #open(number: number, range: { readonly start: number; readonly end: number }): Promise<OpenedFile> {
    const isWhole = range.end - range.start + 1 === this.files[number]!.sizeBytes;
    const mark = this.running.mark();
    const file = await this.#find(number, { launchId: this.asker.launchId, range: isWhole ? null : `bytes=${range.start}-${range.end}` });
    const stream = await file.open(range).catch(failed);
    // Heard by who reads it, once that has begun; until then by nobody.
    stream.on("error", () => undefined);
    const answer = this.running.add(this.asker, file.key, mark, () => stream.destroy(new RightEnded()));
    const isLearned = isWhole && this.layout.framing.needsCrc32 && this.layout.entries[number]!.crc32 === null;
    const close = () => {
      answer.finish();
      stream.destroy();
    };
    return { bytes: this.#bytes(number, file, isLearned, guarded(stream as AsyncIterable<Buffer>, answer)), close, mayGoOn: () => answer.mayGoOn().catch(() => false) };
  }

  async *#bytes(number: number, file: ReadableFile, isLearned: boolean, source: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
    const sum = isLearned ? createHash("sha256") : null;
    try {
      for await (const piece of source) {
        sum?.update(piece);
        yield piece as Buffer;
      }
    } catch (error) {
      if (error instanceof RightEnded && (await this.asker.now()) === null) throw new AskerGone();
      throw entryFailed(error);
    }
    if (sum) this.#goneBy.set(number, { file, sha256: sum.digest("hex") });
  }

  /** Reads the file through; nothing of it is sent, so that it is no access. */
  async crc32Of(number: number): Promise<number> {
    const file = await this.#find(number, null);
    const sum = createHash("sha256");
    let found = 0;
    try {
      for await (const piece of (await file.open()) as AsyncIterable<Buffer>) {
        sum.update(piece);
        found = crc32(piece, found);
      }
    } catch (error) {
      throw entryFailed(error);
    }
    if (sum.digest("hex") === file.checksums.sha256) await keep(file, found);
    return found;
  }

  learned(number: number, found: number): void {
    const goneBy = this.#goneBy.get(number);
    this.#goneBy.delete(number);
    if (goneBy && goneBy.sha256 === goneBy.file.checksums.sha256) void keep(goneBy.file, found);
  }

  failed(number: number, reason: string): void {
    countFault(this.manifestId);
    log.info({ reason }, "a file of an archive was not delivered");
  }

  /** @throws EntryFailed where it can not be had, AskerGone */
  async #find(number: number, access: Parameters<typeof findFile>[4]): Promise<ReadableFile> {
    const { did } = this.files[number]!;
    const colon = did.indexOf(":");
    return patiently(async () => {
      const who = await (this.#who ??= this.asker.now().finally(() => (this.#who = undefined)));
      if (who === null) throw new AskerGone();
      return findFile(who.viewer, did.slice(0, colon), did.slice(colon + 1), this.manifestId, access).catch(failed);
    });
  }
}

async function keep({ key, checksums: { sha256 } }: ReadableFile, found: number): Promise<void> {
  if ("releaseId" in key && sha256 !== null) await keepCrc32(key.releaseId, sha256, crc32Hex(found)).catch((error: unknown) => log.warn({ err: error }, "a checksum that was found could not be kept"));
}

/** Waits while the database is away. What is about the file, and an asker who is gone, is no matter of waiting. */
async function patiently<Result>(work: () => Promise<Result>): Promise<Result> {
  const untilMs = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof EntryFailed || error instanceof AskerGone || performance.now() > untilMs) throw error;
      log.warn({ err: error }, "an archive waits: the embargo can not be asked");
      await sleep(RETRY_MS);
    }
  }
}

function failed(error: unknown): never {
  throw entryFailed(error);
}

/** What concerns this file alone, as its reason; anything else as it is. */
function entryFailed(error: unknown): unknown {
  if (error instanceof NotFound) return new EntryFailed("it is gone: deleted, or no longer visible to you", { cause: error });
  if (error instanceof Embargoed) return new EntryFailed(error.details.opensAt === null ? "it is under embargo; no date is set on which it opens" : `it is under embargo until ${String(error.details.opensAt)}`, { cause: error });
  if (error instanceof RightEnded) return new EntryFailed("your right to it ended while it was sent", { cause: error });
  if (error instanceof AppError && error.slug === "file-lost") return new EntryFailed("the data lake has lost its bytes; quote this to the portal's operators", { cause: error });
  if (error instanceof AppError && error.status >= 500) return new EntryFailed("the data lake could not be read just then; try again later", { cause: error });
  if (isReadFault(error)) return new EntryFailed("reading it failed; try again later", { cause: error });
  return error;
}

/** A disk's own fault, in the middle of a file. */
function isReadFault(error: unknown): boolean {
  return ["EIO", "ENOENT", "EACCES", "ESTALE", "ENXIO"].includes(String((error as { code?: unknown } | null)?.code));
}
