import { constants } from "node:fs";
import * as fs from "node:fs/promises";
import type { Checksums } from "../checksums";
import { LakeSourceUnreadable } from "../errors";

const pieceBytes = 4 * 1024 * 1024;

/**
 * Copies a regular file to a path where nothing is yet and works out its checksums in the same pass. Where the file
 * system can share blocks, the copy is a clone that takes no room, and the clone is read: either way the checksums
 * are of the bytes that were stored, whatever happens to the source meanwhile. On disk when this returns, read-only.
 */
export async function copyInto(source: string, target: string, checksums: Checksums): Promise<void> {
  if (await cloned(source, target)) {
    await readThrough(target, checksums);
    await fs.chmod(target, 0o444);
    return;
  }
  const from = await openSource(source);
  try {
    const to = await fs.open(target, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o444);
    try {
      const before = await from.stat();
      await pieces(from, before.size, async (piece) => {
        checksums.update(piece);
        await writeWhole(to, piece);
      });
      const after = await from.stat();
      if (before.size !== after.size || before.mtimeMs !== after.mtimeMs) throw new LakeSourceUnreadable(source, "it changed while it was copied; wait until it is complete");
      await to.sync();
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

/** False where the file system can not clone; whatever else is wrong shows when the bytes are copied. */
async function cloned(source: string, target: string): Promise<boolean> {
  try {
    await fs.copyFile(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    await fs.rm(target, { force: true });
    return false;
  }
}

async function openSource(source: string): Promise<fs.FileHandle> {
  try {
    return await fs.open(source, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    throw new LakeSourceUnreadable(source, "it can not be read", { cause: error });
  }
}

async function readThrough(file: string, checksums: Checksums): Promise<void> {
  const handle = await fs.open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    await pieces(handle, (await handle.stat()).size, async (piece) => checksums.update(piece));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The first `sizeBytes` bytes: a file that something keeps writing to has no end. */
async function pieces(handle: fs.FileHandle, sizeBytes: number, take: (piece: Uint8Array) => Promise<void>): Promise<void> {
  const buffer = Buffer.allocUnsafe(Math.min(pieceBytes, sizeBytes));
  for (let at = 0; at < sizeBytes; ) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, sizeBytes - at), at);
    if (bytesRead === 0) return;
    await take(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
}

async function writeWhole(handle: fs.FileHandle, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length; ) {
    const { bytesWritten } = await handle.write(piece, at, piece.length - at);
    at += bytesWritten;
  }
}
