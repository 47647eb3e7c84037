import type { ByteSource } from "@/lib/fits/byte-source";
import { GzipSource } from "@/lib/fits/gzip-source";
import type { LakeBackend } from "./backend";
import { LakeFileMissing } from "./errors";

/** Read at once, so that headers, which are read in pieces of a few kilobytes, do not cost a request each. */
const AHEAD_BYTES = 256 * 1024;

interface LakeFile {
  readonly backend: LakeBackend;
  readonly location: string;
  readonly sizeBytes: number;
  /** What messages call it. */
  readonly name: string;
}

/** A file of the lake, read by ranges: what is not asked for is not fetched, and memory holds the last stretch only. */
class LakeSource implements ByteSource {
  readonly name: string;
  readonly storedBytes: number;
  #ahead: { readonly start: number; readonly bytes: Buffer } = { start: 0, bytes: Buffer.alloc(0) };

  constructor(private readonly file: LakeFile, private readonly signal: AbortSignal) {
    this.name = file.name;
    this.storedBytes = file.sizeBytes;
  }

  async read(offset: number, length: number): Promise<Buffer> {
    const end = Math.min(offset + length, this.storedBytes);
    if (end <= offset) return Buffer.alloc(0);
    const { start, bytes } = this.#ahead;
    if (offset >= start && end <= start + bytes.length) return bytes.subarray(offset - start, end - start);
    if (end - offset >= AHEAD_BYTES) return this.#fetch(offset, end);
    this.#ahead = { start: offset, bytes: await this.#fetch(offset, Math.min(offset + AHEAD_BYTES, this.storedBytes)) };
    return this.#ahead.bytes.subarray(0, end - offset);
  }

  async #fetch(start: number, end: number): Promise<Buffer> {
    this.signal.throwIfAborted();
    const { stream, sizeBytes } = await this.file.backend.open(this.file.location, { start, end: end - 1 });
    if (sizeBytes !== this.file.sizeBytes) {
      stream.destroy();
      throw new LakeFileMissing({ cause: new Error(`stored with ${sizeBytes} bytes, released with ${this.file.sizeBytes}`) });
    }
    const parts: Buffer[] = [];
    for await (const part of stream) parts.push(part as Buffer);
    return Buffer.concat(parts);
  }

  close(): Promise<void> {
    this.#ahead = { start: 0, bytes: Buffer.alloc(0) };
    return Promise.resolve();
  }
}

/**
 * A file of the lake as FITS is read from, gzipped or not (told by its first bytes).
 *
 * @throws LakeFileMissing, LakeUnavailable, LakeLocationInvalid, here and when it is read
 */
export async function openLakeSource(file: LakeFile, signal: AbortSignal): Promise<ByteSource> {
  const source = new LakeSource(file, signal);
  const magic = await source.read(0, 2);
  return magic[0] === 0x1f && magic[1] === 0x8b ? new GzipSource(source) : source;
}
