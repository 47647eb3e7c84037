/** One file of an archive, as it is known before any of its bytes are read. */
export interface ArchiveEntry {
  /** Relative, `/` between folders, ASCII: a path of `layOut`. */
  readonly path: string;
  readonly sizeBytes: number;
  /** null where nobody has worked it out yet; ZIP needs it by the end. */
  readonly crc32: number | null;
}

/** What became of an entry in one answer. */
export interface Outcome {
  crc32: number | null;
  /** Why it could not be delivered; null where nothing went wrong. */
  problem: string | null;
  /** Whether bytes of it had gone by then. */
  hasBegun: boolean;
}

/** What one answer knows at its end. */
export interface Ending {
  readonly entries: readonly ArchiveEntry[];
  readonly outcomes: readonly Outcome[];
  /** Where each entry's head begins. */
  readonly headsAt: readonly number[];
  readonly modifiedAt: Date;
  /** Where the end begins. */
  readonly at: number;
  readonly problems: ProblemsFile;
}

/** The file in an archive that says what of it is missing, and why. */
export interface ProblemsFile {
  readonly path: string;
  /** Empty where there are none, and then there is no such file. */
  readonly text: string;
}

/**
 * How a format frames files. All lengths follow from paths and sizes alone, whatever happens while the archive is sent:
 * so its own length is known before the first byte, and any part of it can be asked for again.
 */
export interface Framing {
  readonly name: "zip" | "tar";
  readonly mediaType: string;
  /** Whether the end tells every file's CRC-32. */
  readonly needsCrc32: boolean;
  headLength(entry: ArchiveEntry): number;
  /** @param isMissing it is known already that its bytes can not be delivered; zeros stand in their place */
  head(entry: ArchiveEntry, number: number, modifiedAt: Date, isMissing: boolean): Buffer;
  tailLength(entry: ArchiveEntry): number;
  tail(entry: ArchiveEntry, crc32: number): Buffer;
  /** @param at where the end begins @param problems its path, and how many bytes its text may take */
  endLength(entries: readonly ArchiveEntry[], headsAt: readonly number[], at: number, problems: { readonly path: string; readonly roomBytes: number }): number;
  /** Exactly `length` bytes. */
  end(ending: Ending, length: number): Buffer;
}
