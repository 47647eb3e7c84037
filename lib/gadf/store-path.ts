import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import { GadfBadValue, StorePathEscapes } from "@/lib/gadf/errors";

export type StorePath = {
  /** Below the store's root, with `/`. */
  storePath: string;
  absolutePath: string;
  /** Size in bytes; null when there is no such file. */
  sizeBytes: number | null;
};

/**
 * Where a row of the hdu-index points. Climbing (`../../data`) is legal as long as it stays under the store's root.
 * A file that is only there with `.gz` appended is taken, as gammapy does.
 *
 * @param root folder of the store
 * @param indexDir folder of the index, below the root; paths count from here unless `baseDir` says otherwise
 * @throws StorePathEscapes when the path, or a symbolic link on it, leaves the root; GadfBadValue for a NUL in it.
 */
export async function resolveStorePath(
  root: string,
  indexDir: string,
  baseDir: string | null,
  fileDir: string,
  fileName: string,
): Promise<StorePath> {
  const shown = [baseDir, fileDir, fileName].filter(Boolean).join("/");
  if (shown.includes("\0")) throw new GadfBadValue(`hdu-index: the path '${shown.replaceAll("\0", "\\0")}' holds a NUL`);
  const base = path.resolve(root);
  const wanted = path.resolve(base, indexDir, baseDir ?? "", fileDir, fileName);
  if (!isBelow(base, wanted)) {
    throw new StorePathEscapes(`hdu-index: '${shown}' leads out of the store; move the file below it, or correct FILE_DIR`);
  }
  for (const candidate of [wanted, `${wanted}.gz`]) {
    const sizeBytes = await sizeInside(base, candidate, shown);
    if (sizeBytes !== null) return { storePath: toStorePath(base, candidate), absolutePath: candidate, sizeBytes };
  }
  return { storePath: toStorePath(base, wanted), absolutePath: wanted, sizeBytes: null };
}

function isBelow(root: string, target: string): boolean {
  const relative = path.relative(root, target);
  return relative !== "" && relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function toStorePath(root: string, target: string): string {
  return path.relative(root, target).split(path.sep).join("/");
}

/** Size of the file when links lead to one inside the root; null when there is none. */
async function sizeInside(root: string, target: string, shown: string): Promise<number | null> {
  const real = await realpath(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
    throw error;
  });
  if (real === null) return null;
  if (!isBelow(await realpath(root), real)) {
    throw new StorePathEscapes(`hdu-index: '${shown}' is a symbolic link, or lies behind one, that leads out of the store`);
  }
  const found = await stat(real);
  return found.isFile() ? found.size : null;
}
