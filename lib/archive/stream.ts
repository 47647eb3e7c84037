import { crc32 } from "node:zlib";
import type { Outcome } from "./entry";
import { type ArchiveLayout, LONGEST_REASON, problemsText } from "./layout";

/** An entry can not be delivered, or no more of it. The others go on; the reason stands in PROBLEMS.txt. */
export class EntryFailed extends Error {
  constructor(readonly reason: string, options?: { cause?: unknown }) {
    super(reason, options);
    this.name = "EntryFailed";
  }
}

/** Bytes of an entry that can be had. */
export interface OpenEntry {
  readonly bytes: AsyncIterable<Buffer>;
  /** Gives back what is open, whether its bytes were read or not. */
  close(): void;
}

/** Where the bytes of an archive's entries come from. What it throws other than EntryFailed ends the archive. */
export interface ArchiveSource {
  /** Bytes of an entry, both ends included. Asked when its turn has come. */
  open(number: number, range: { readonly start: number; readonly end: number }): Promise<OpenEntry>;
  /** The CRC-32 of an entry whose bytes have not all gone by. */
  crc32Of(number: number): Promise<number>;
  /** All bytes of an entry, whose CRC-32 was not known, have gone by. */
  learned(number: number, crc32: number): void;
  failed(number: number, reason: string): void;
}

const ZEROS = Buffer.alloc(64 * 1024);

/**
 * The bytes of an archive from one place up to another (not included), one file after the other, nothing kept. An entry
 * that fails leaves zeros, so that all that follows stays in its place.
 */
export async function* archiveBytes(layout: ArchiveLayout, source: ArchiveSource, from = 0, to = layout.totalBytes): AsyncGenerator<Buffer> {
  const outcomes = layout.entries.map((entry): Outcome => ({ crc32: entry.sizeBytes === 0 ? 0 : entry.crc32, problem: null, hasBegun: false }));
  const part = new Part(layout, source, from, to);
  for (let i = firstAt(layout, from); i < layout.entries.length && layout.headsAt[i]! < to; i++) yield* part.entry(i, outcomes[i]!);
  if (to > layout.endAt) yield await part.end(outcomes);
}

/** What is asked for of an archive. */
class Part {
  constructor(
    private readonly layout: ArchiveLayout,
    private readonly source: ArchiveSource,
    private readonly from: number,
    private readonly to: number,
  ) {}

  async *entry(number: number, outcome: Outcome): AsyncGenerator<Buffer> {
    const { framing, modifiedAt } = this.layout;
    const entry = this.layout.entries[number]!;
    const headAt = this.layout.headsAt[number]!;
    const dataAt = headAt + framing.headLength(entry);
    const tailAt = dataAt + entry.sizeBytes;
    const [start, end] = [this.from, this.to].map((place) => Math.min(Math.max(0, place - dataAt), entry.sizeBytes)) as [number, number];
    // Asked before its name goes: what can not be had need not be named as if it were there.
    const opened = start < end ? await this.attempt(number, outcome, () => this.source.open(number, { start, end: end - 1 })) : undefined;
    outcome.hasBegun = this.from > headAt || outcome.problem === null;
    try {
      yield this.cut(headAt, framing.head(entry, number, modifiedAt, outcome.problem !== null && !outcome.hasBegun));
      if (opened) yield* this.data(number, outcome, opened.bytes, end - start);
      else yield* zeros(end - start);
    } finally {
      opened?.close();
    }
    if (this.to <= tailAt || framing.tailLength(entry) === 0) return;
    await this.findCrc32(number, outcome);
    yield this.cut(tailAt, framing.tail(entry, outcome.crc32 ?? 0));
  }

  async end(outcomes: readonly Outcome[]): Promise<Buffer> {
    const { framing, entries, headsAt, modifiedAt, endAt, totalBytes, knownProblems, problemsPath } = this.layout;
    for (const [i, outcome] of outcomes.entries()) await this.findCrc32(i, outcome);
    const failed = outcomes.flatMap(({ problem }, i) => (problem === null ? [] : { path: entries[i]!.path, reason: problem }));
    const problems = { path: problemsPath, text: problemsText(knownProblems, failed) };
    return this.cut(endAt, framing.end({ entries, outcomes, headsAt, modifiedAt, at: endAt, problems }, totalBytes - endAt));
  }

  private async *data(number: number, outcome: Outcome, bytes: AsyncIterable<Buffer>, length: number): AsyncGenerator<Buffer> {
    const isSummed = outcome.crc32 === null && this.layout.framing.needsCrc32 && length === this.layout.entries[number]!.sizeBytes;
    let sum = 0;
    let left = length;
    try {
      for await (const piece of bytes) {
        if (piece.length > left) throw new EntryFailed("it has another size than the catalogue says");
        if (isSummed) sum = crc32(piece, sum);
        left -= piece.length;
        yield piece;
      }
      if (left > 0) throw new EntryFailed("its bytes ended too early");
    } catch (error) {
      this.fail(number, outcome, error);
    }
    yield* zeros(left);
    if (!isSummed || outcome.problem !== null) return;
    outcome.crc32 = sum;
    this.source.learned(number, sum);
  }

  private async findCrc32(number: number, outcome: Outcome): Promise<void> {
    if (!this.layout.framing.needsCrc32 || outcome.crc32 !== null || outcome.problem !== null) return;
    const sum = await this.attempt(number, outcome, () => this.source.crc32Of(number));
    outcome.crc32 = sum ?? null;
  }

  /** undefined where it failed. */
  private async attempt<Result>(number: number, outcome: Outcome, work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      this.fail(number, outcome, error);
      return undefined;
    }
  }

  private fail(number: number, outcome: Outcome, error: unknown): void {
    if (!(error instanceof EntryFailed)) throw error;
    outcome.problem = error.reason.slice(0, LONGEST_REASON).replace(/[^\x20-\x7e]/g, "_");
    this.source.failed(number, outcome.problem);
  }

  /** What of bytes that stand at a place is asked for. */
  private cut(at: number, bytes: Buffer): Buffer {
    return bytes.subarray(Math.max(0, this.from - at), Math.max(0, this.to - at));
  }
}

function* zeros(count: number): Generator<Buffer> {
  for (let left = count; left > 0; left -= ZEROS.length) yield ZEROS.subarray(0, Math.min(left, ZEROS.length));
}

/** The entry in which a place lies, or the number of entries. */
function firstAt({ headsAt, endAt, entries }: ArchiveLayout, place: number): number {
  if (place >= endAt) return entries.length;
  let [low, high] = [0, headsAt.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (headsAt[middle]! <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The same bytes in pieces that are worth a packet: heads of small files would each be one of their own. */
export async function* inLargerPieces(source: AsyncIterable<Buffer>, atLeastBytes = 64 * 1024): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  for await (const piece of source) {
    if (piece.length < atLeastBytes) {
      waiting.push(piece);
      waitingBytes += piece.length;
      if (waitingBytes < atLeastBytes) continue;
    }
    if (waitingBytes > 0) yield Buffer.concat(waiting);
    if (piece.length >= atLeastBytes) yield piece;
    waiting = [];
    waitingBytes = 0;
  }
  if (waitingBytes > 0) yield Buffer.concat(waiting);
}
