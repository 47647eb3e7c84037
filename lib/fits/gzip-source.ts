import { Readable, pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { FitsGzipDamaged } from "@/lib/fits/errors";
import type { ByteSource } from "@/lib/fits/byte-source";

const chunkBytes = 256 * 1024;

/**
 * A gzipped source, unpacked as it is read. What was unpacked first stays in memory up to `keepBytes`; reading
 * backwards beyond that starts over, so memory stays flat whatever the size.
 */
export class GzipSource implements ByteSource {
  readonly name: string;
  readonly storedBytes: number;
  private readonly kept: Buffer[] = [];
  private keptBytes = 0;
  private stream: AsyncIterator<Buffer> | null = null;
  private chunk: Buffer = Buffer.alloc(0);
  private chunkStart = 0;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly packed: ByteSource, private readonly keepBytes = 32 * 1024 * 1024) {
    this.name = packed.name;
    this.storedBytes = packed.storedBytes;
  }

  /** @throws FitsGzipDamaged when the stream is cut off or corrupt before the end of the range. */
  read(offset: number, length: number): Promise<Buffer> {
    // One position, so one reader at a time.
    const result = this.queue.then(() => this.readNow(offset, length));
    this.queue = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    await this.stream?.return?.();
    this.stream = null;
    await this.packed.close();
  }

  private async readNow(offset: number, length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let at = offset;
    const end = offset + length;
    while (at < end) {
      const [chunk, start] = (await this.chunkAt(at)) ?? [];
      if (!chunk) break;
      const part = chunk.subarray(at - start!, Math.min(chunk.length, end - start!));
      parts.push(part);
      at += part.length;
    }
    return Buffer.concat(parts);
  }

  /** The unpacked chunk that holds byte `at`, with its own offset; null beyond the end. */
  private async chunkAt(at: number): Promise<[Buffer, number] | null> {
    if (at < this.keptBytes) {
      let start = 0;
      for (const chunk of this.kept) {
        if (at < start + chunk.length) return [chunk, start];
        start += chunk.length;
      }
    }
    if (!this.stream || at < this.chunkStart) await this.restart();
    while (at >= this.chunkStart + this.chunk.length) {
      const next = await this.nextChunk();
      if (!next) return null;
      this.chunkStart += this.chunk.length;
      this.chunk = next;
      const fresh = this.chunkStart === this.keptBytes;
      if (fresh && this.keptBytes + next.length <= this.keepBytes) {
        this.kept.push(next);
        this.keptBytes += next.length;
      }
    }
    return [this.chunk, this.chunkStart];
  }

  private async restart(): Promise<void> {
    await this.stream?.return?.();
    const gunzip = createGunzip({ chunkSize: chunkBytes });
    // Errors of either stream come out of the iteration; the callback only keeps them from being unhandled.
    pipeline(Readable.from(this.packedChunks()), gunzip, () => undefined);
    this.stream = gunzip[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    this.chunk = Buffer.alloc(0);
    this.chunkStart = 0;
  }

  private async *packedChunks(): AsyncGenerator<Buffer> {
    for (let at = 0; ; at += chunkBytes) {
      const bytes = await this.packed.read(at, chunkBytes);
      if (bytes.length > 0) yield bytes;
      if (bytes.length < chunkBytes) return;
    }
  }

  private async nextChunk(): Promise<Buffer | null> {
    try {
      const next = await this.stream!.next();
      return next.done ? null : next.value;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? "";
      if (!code.startsWith("Z_")) throw error;
      const cause = code === "Z_BUF_ERROR" ? "is cut off: the file is incomplete" : "is corrupt";
      throw new FitsGzipDamaged({ file: this.name }, `the gzip stream ${cause}`, { cause: error });
    }
  }
}
