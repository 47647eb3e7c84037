import type { Readable } from "node:stream";

/** Bytes `start` to `end` of a file, both included and counted from 0, as in HTTP's ranges. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A file that a backend has taken in. Checksums are lower-case hexadecimal; they are of the bytes that were stored. */
export interface StoredFile {
  /** What this backend needs to find the bytes again, and nothing that any other part of Airshower may interpret. */
  readonly location: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly md5: string;
  readonly adler32: string;
  /** What a ZIP tells of its files. */
  readonly crc32?: string;
}

/** A file that is open for reading. Destroying the stream closes it. */
export interface OpenFile {
  /** Size of the whole file, also when a range of it is read. */
  readonly sizeBytes: number;
  readonly stream: Readable;
}

/**
 * A place that keeps bytes. A backend never decides who may read: `lib/embargo` has been asked before a location is
 * known at all. Adding one: a file in `backends/`, a line in `registry.ts`.
 */
export interface LakeBackend {
  /** As in `product_release.backend`. */
  readonly name: string;
  /**
   * Takes in a copy of a regular file, whole or not at all; what is there already is never overwritten.
   *
   * @param path absolute path of the file itself; a symbolic link is refused.
   * @throws LakeFull, LakeUnavailable, LakeSourceUnreadable
   */
  put(path: string): Promise<StoredFile>;
  /**
   * Opens a file or a range of it. The range must lie within the file.
   *
   * @throws LakeFileMissing, LakeLocationInvalid, LakeUnavailable
   */
  open(location: string, range?: ByteRange): Promise<OpenFile>;
  /**
   * Where below the lake's root another program finds the file, for lakes that are a folder. A path that needs no escaping.
   *
   * @throws LakeLocationInvalid
   */
  pathBelowRoot?(location: string): string;
  exists(location: string): Promise<boolean>;
  /** Resolves when the backend can serve, else rejects with LakeUnavailable that says why. */
  health(): Promise<void>;
}
