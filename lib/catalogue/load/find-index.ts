import fs from "node:fs";
import path from "node:path";
import { NoStore } from "./errors";

/** Where a store's two indexes are. */
export interface StoreIndexes {
  /** The folder that nothing may leave, with links resolved. */
  readonly root: string;
  /** Of the indexes, relative to the root; '' for the root itself. Paths of the hdu-index count from here. */
  readonly indexDir: string;
  readonly obsIndex: string;
  readonly hduIndex: string;
}

const MAX_DEPTH = 4;
const NAMES = ["obs-index.fits.gz", "obs-index.fits"];

/**
 * Finds the indexes of the store below a folder: in the folder itself, or in the only folder below it that has some
 * (CTA's stores keep them in `index/<name>`).
 *
 * @throws NoStore when there is none, or when several could be meant.
 */
export function findIndexes(folder: string): StoreIndexes {
  if (!fs.existsSync(folder) || !fs.statSync(folder).isDirectory()) throw new NoStore(`${folder} is not a folder: give the folder of a GADF store`);
  const root = fs.realpathSync(folder);
  const found = indexIn(root) ? [root] : foldersWithIndex(root, MAX_DEPTH);
  const [indexFolder, ...others] = found;
  if (indexFolder === undefined) throw new NoStore(`${folder}: there is no obs-index.fits or obs-index.fits.gz in it or below it, so it is no GADF store`);
  if (others.length > 0) throw new NoStore(`${folder} holds several stores (${found.map((each) => path.relative(root, each)).join(", ")}): load each by its own folder`);
  const obsIndex = path.join(indexFolder, indexIn(indexFolder) ?? "");
  const hduIndex = obsIndex.replace(/obs-index(\.fits(\.gz)?)$/, "hdu-index$1");
  const either = [hduIndex, hduIndex.replace(/\.gz$/, ""), `${hduIndex.replace(/\.gz$/, "")}.gz`].find((file) => fs.existsSync(file));
  if (!either) throw new NoStore(`${path.relative(root, hduIndex) || hduIndex} is missing beside the obs-index: without it nobody knows which file holds what`);
  return { root, indexDir: path.relative(root, indexFolder), obsIndex, hduIndex: either };
}

function indexIn(folder: string): string | undefined {
  return NAMES.find((name) => fs.existsSync(path.join(folder, name)));
}

function foldersWithIndex(folder: string, depth: number): string[] {
  if (depth === 0) return [];
  const below = fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return below.flatMap(({ name }) => {
    const inner = path.join(folder, name);
    return indexIn(inner) ? [inner] : foldersWithIndex(inner, depth - 1);
  });
}
