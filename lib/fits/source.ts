import { open, type FileHandle } from "node:fs/promises";
import type { ByteSource } from "@/lib/fits/byte-source";
import { GzipSource } from "@/lib/fits/gzip-source";

/** Bytes in memory, e.g. fetched ones. */
export class BufferSource implements ByteSource {
  readonly storedBytes: number;

  constructor(private readonly bytes: Uint8Array, readonly name = "FITS data") {
    this.storedBytes = bytes.length;
  }

  read(offset: number, length: number): Promise<Buffer> {
    return Promise.resolve(Buffer.from(this.bytes.subarray(offset, offset + length)));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** An open file; closing the source closes it. */
export class FileSource implements ByteSource {
  constructor(private readonly handle: FileHandle, readonly storedBytes: number, readonly name: string) {}

  async read(offset: number, length: number): Promise<Buffer> {
    const wanted = Math.max(0, Math.min(length, this.storedBytes - offset));
    const bytes = Buffer.allocUnsafe(wanted);
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await this.handle.read(bytes, filled, wanted - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

/**
 * Opens a file, gzipped or not (told by its first bytes, never by its name).
 *
 * @param name what messages call it; the path when left out.
 */
export async function openSource(path: string, name = path): Promise<ByteSource> {
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    const file = new FileSource(handle, size, name);
    const magic = await file.read(0, 2);
    return magic[0] === 0x1f && magic[1] === 0x8b ? new GzipSource(file) : file;
  } catch (error) {
    await handle.close();
    throw error;
  }
}
