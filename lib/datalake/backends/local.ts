import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import * as fs from "node:fs/promises";
import path from "node:path";
import type { ByteRange, LakeBackend, OpenFile, StoredFile } from "../backend";
import { Checksums } from "../checksums";
import { LakeFileMissing, LakeFull, LakeLocationInvalid, LakeSourceUnreadable, LakeUnavailable } from "../errors";
import { copyInto } from "./copy";

/** Large reads keep the pipe to a socket full: 64 KiB, the default, halves the throughput. */
const readBytes = 1024 * 1024;
const locationForm = /^sha256\/[0-9a-f]{2}\/[0-9a-f]{62}$/;
const incoming = "incoming";
/** What a process that died left in `incoming` is removed after this time; no copy takes so long. */
const abandonedAfterMs = 24 * 3600 * 1000;

/**
 * A folder, addressed by content: `sha256/ab/cdef…`. A file is copied to `incoming/`, and appears under its name by a
 * hard link that fails where a file is already, so that nothing is ever half there and nothing is overwritten.
 * Files that are equal are kept once.
 */
export class LocalBackend implements LakeBackend {
  readonly name = "local";

  constructor(private readonly root: string) {}

  async put(source: string): Promise<StoredFile> {
    await this.requireFile(source);
    const unfinished = path.join(this.root, incoming, `${process.pid}-${randomUUID()}`);
    try {
      await this.prepare();
      const checksums = new Checksums();
      await copyInto(source, unfinished, checksums);
      const found = checksums.finish();
      const location = `sha256/${found.sha256.slice(0, 2)}/${found.sha256.slice(2)}`;
      await this.publish(unfinished, location, found.sizeBytes);
      return { location, ...found };
    } catch (error) {
      throw lakeError(error, source);
    } finally {
      await fs.rm(unfinished, { force: true });
    }
  }

  async open(location: string, range?: ByteRange): Promise<OpenFile> {
    const handle = await this.openHandle(location);
    try {
      const { size } = await handle.stat();
      return { sizeBytes: size, stream: handle.createReadStream({ ...range, highWaterMark: readBytes }) };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  pathBelowRoot(location: string): string {
    if (!locationForm.test(location)) throw new LakeLocationInvalid();
    return location;
  }

  async exists(location: string): Promise<boolean> {
    try {
      await (await this.openHandle(location)).close();
      return true;
    } catch (error) {
      if (error instanceof LakeFileMissing) return false;
      throw error;
    }
  }

  async health(): Promise<void> {
    try {
      const found = await fs.stat(this.root);
      if (!found.isDirectory()) throw new LakeUnavailable("LAKE_ROOT is not a folder");
      await fs.access(this.root, constants.R_OK | constants.X_OK);
    } catch (error) {
      throw error instanceof LakeUnavailable ? error : new LakeUnavailable(`its folder: ${codeOf(error)}`, { cause: error });
    }
  }

  /** No part of the way below the root may be a symbolic link: the lake made none. */
  private async openHandle(location: string): Promise<fs.FileHandle> {
    if (!locationForm.test(location)) throw new LakeLocationInvalid();
    const file = path.join(this.root, location);
    try {
      const [root, folder] = await Promise.all([fs.realpath(this.root), fs.realpath(path.dirname(file))]);
      if (folder !== path.join(root, path.dirname(location))) throw new LakeLocationInvalid();
      const handle = await fs.open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
      if ((await handle.stat()).isFile()) return handle;
      await handle.close();
      throw new LakeLocationInvalid();
    } catch (error) {
      if (error instanceof LakeLocationInvalid) throw error;
      if (codeOf(error) === "ELOOP") throw new LakeLocationInvalid();
      if (codeOf(error) !== "ENOENT") throw new LakeUnavailable(codeOf(error), { cause: error });
      await this.health();
      throw new LakeFileMissing({ cause: error });
    }
  }

  private async requireFile(source: string): Promise<void> {
    const found = await fs.lstat(source).catch((error: unknown) => {
      throw new LakeSourceUnreadable(source, codeOf(error) === "ENOENT" ? "it does not exist" : `it can not be looked at (${codeOf(error)})`, { cause: error });
    });
    if (!found.isFile()) throw new LakeSourceUnreadable(source, found.isSymbolicLink() ? "it is a symbolic link" : "it is not a regular file");
  }

  private async prepare(): Promise<void> {
    const folder = path.join(this.root, incoming);
    if (await fs.mkdir(folder, { recursive: true })) return;
    const now = Date.now();
    for (const name of await fs.readdir(folder)) {
      const left = await fs.lstat(path.join(folder, name)).catch(() => null);
      if (left && now - left.mtimeMs > abandonedAfterMs) await fs.rm(path.join(folder, name), { force: true });
    }
  }

  private async publish(unfinished: string, location: string, sizeBytes: number): Promise<void> {
    const place = path.join(this.root, location);
    await fs.mkdir(path.dirname(place), { recursive: true });
    try {
      await fs.link(unfinished, place);
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
      const there = await fs.lstat(place);
      if (!there.isFile() || there.size !== sizeBytes) throw new LakeUnavailable("a stored file is damaged: its size is not that of its checksum", { cause: new Error(location) });
      return;
    }
    await syncFolder(path.dirname(place));
  }
}

/** Without it a name given just before a power cut could be lost while the catalogue keeps it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await fs.open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function lakeError(error: unknown, source: string): unknown {
  const code = codeOf(error);
  if (code === "ENOSPC" || code === "EDQUOT") return new LakeFull(source, { cause: error });
  if (["EACCES", "EPERM", "EROFS", "ENOTDIR", "EIO", "ENOENT"].includes(code)) return new LakeUnavailable(code, { cause: error });
  return error;
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "unknown fault";
}
