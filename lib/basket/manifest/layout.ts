/** A release that is to have a path in the store that a manifest's files make together. */
export interface Placeable {
  /** Product and release in the database; also what it is found by in the result. */
  readonly key: string;
  readonly collection: string;
  /** Path in the collection's own store. */
  readonly name: string;
  readonly release: number;
}

/** Our own index files stand at the root. */
export const OBS_INDEX_PATH = "obs-index.fits.gz";
export const HDU_INDEX_PATH = "hdu-index.fits.gz";

/** Names that a session's client gives to a file that is still coming. */
const unfinishedSuffixes = [".part", ".part.etag"];

/**
 * Gives every file its path: the store's own layout when there is one store, else one folder per store. Paths are
 * relative, climb nowhere, are ASCII without blanks (they stand in a FITS table), differ also where capitals do not
 * count, never make a file of another's folder, and stay below what file systems take. Equal input, equal paths.
 */
export function layOut(files: readonly Placeable[]): Map<string, string> {
  const severalStores = new Set(files.map(({ collection }) => collection)).size > 1;
  const taken = new Taken([OBS_INDEX_PATH, HDU_INDEX_PATH]);
  const paths = new Map<string, string>();
  // The newest release of a product keeps its name; older ones, pinned by other items, stand beside it.
  const inOrder = [...files].sort((a, b) => compare(a.collection, b.collection) || compare(a.name, b.name) || b.release - a.release);
  for (const file of inOrder) {
    const clean = cleanPath(file.name);
    paths.set(file.key, taken.claim(severalStores ? `${file.collection}/${clean}` : clean, file.release));
  }
  return paths;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Names longer than this are cut: 255 bytes are the limit, and suffixes come on top. */
const longestName = 200;

/** Parts of signs that are allowed, none beginning with a dot: nearly all names are so, and stay what they are. */
const ordinary = /^[\w+=@,~()-][\w.+=@,~()-]*(?:\/[\w+=@,~()-][\w.+=@,~()-]*)*$/;

function cleanPath(name: string): string {
  if (name.length <= longestName && ordinary.test(name) && !/\.ipynb$/i.test(name)) return name;
  const parts = name.split(/[/\\]/).map(cleanName).filter((part) => part !== "" && !/^\.+$/.test(part));
  const path = parts.join("/") || "file";
  // The work folder's root is where a session's own notebooks lie.
  return parts.length === 1 && path.toLowerCase().endsWith(".ipynb") ? `notebooks/${path}` : path;
}

function cleanName(part: string): string {
  const clean = part.replace(/[^A-Za-z0-9._+=@,~()-]/g, "_");
  if (clean.length <= longestName) return clean;
  const end = endingOf(clean).slice(-longestName / 2);
  return clean.slice(0, longestName - end.length) + end;
}

/** `.fits.gz` of `irf.v1.fits.gz`: gammapy and others tell formats by it. */
function endingOf(path: string): string {
  return /(\.[A-Za-z0-9]{1,8})?(\.gz|\.bz2|\.zip)?$/.exec(path)?.[0] ?? "";
}

/** Which paths are files and which are folders by now, capitals not counting. */
class Taken {
  private readonly files = new Set<string>();
  private readonly folders = new Set<string>();
  /** Whether any of them is called like an unfinished file; hardly ever. */
  private hasUnfinished = false;

  constructor(reserved: readonly string[]) {
    for (const path of reserved) this.take(path, foldersOf(path));
  }

  /** The path itself if it is free, else one like it: in another folder where its folder is a file, else of another name. */
  claim(wanted: string, release: number): string {
    let path = wanted;
    let folders = foldersOf(path.toLowerCase());
    for (let attempt = 1; folders.some((folder) => this.isFile(folder)); attempt++) {
      path = `beside-${attempt}/${wanted}`;
      folders = foldersOf(path.toLowerCase());
    }
    let candidate = path;
    if (!this.isFree(candidate)) {
      const ending = endingOf(path);
      const stem = path.slice(0, path.length - ending.length);
      for (let attempt = 1; !this.isFree(candidate); attempt++) candidate = `${stem}.r${release}${attempt > 1 ? `.${attempt}` : ""}${ending}`;
    }
    this.take(candidate.toLowerCase(), folders);
    return candidate;
  }

  private isFree(path: string): boolean {
    const own = path.toLowerCase();
    if (this.folders.has(own) || this.isFile(own)) return false;
    return !this.hasUnfinished || unfinishedSuffixes.every((suffix) => !this.folders.has(own + suffix) && !this.isFile(own + suffix));
  }

  /** A file, or what an unfinished one is called meanwhile. */
  private isFile(own: string): boolean {
    return this.files.has(own) || unfinishedSuffixes.some((suffix) => own.endsWith(suffix) && this.files.has(own.slice(0, -suffix.length)));
  }

  private take(own: string, folders: readonly string[]): void {
    this.files.add(own);
    for (const folder of folders) this.folders.add(folder);
    this.hasUnfinished ||= [own, ...folders].some((path) => unfinishedSuffixes.some((suffix) => path.endsWith(suffix)));
  }
}

/** The folder of a path and all above it. */
function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) folders.push(path.slice(0, end));
  return folders;
}
