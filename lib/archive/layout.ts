import type { ArchiveEntry, Framing } from "./entry";
import { tarFraming } from "./tar";
import { zipFraming } from "./zip";

export const framings: Readonly<Record<Framing["name"], Framing>> = { zip: zipFraming, tar: tarFraming };

/** A reason is never longer, so that room for all of them can be kept. */
export const LONGEST_REASON = 150;

/** Where everything of an archive lies. The same files, the same archive, byte by byte. */
export interface ArchiveLayout {
  readonly framing: Framing;
  readonly entries: readonly ArchiveEntry[];
  /** Of all its files. */
  readonly modifiedAt: Date;
  /** What is known to be wrong beforehand; the file of problems begins with it. */
  readonly knownProblems: string;
  readonly problemsPath: string;
  /** Where each entry's head begins. */
  readonly headsAt: readonly number[];
  /** Where the files end and what closes the archive begins. */
  readonly endAt: number;
  readonly totalBytes: number;
}

export function layOutArchive(framing: Framing, entries: readonly ArchiveEntry[], modifiedAt: Date, knownProblems: string): ArchiveLayout {
  const headsAt: number[] = [];
  let at = 0;
  for (const entry of entries) {
    headsAt.push(at);
    at += framing.headLength(entry) + entry.sizeBytes + framing.tailLength(entry);
  }
  const problemsPath = freePath(entries);
  const roomBytes = Buffer.byteLength(problemsText(knownProblems, [])) + FOUND.length + entries.reduce((sum, { path }) => sum + path.length + LONGEST_REASON + 3, 0);
  const totalBytes = at + framing.endLength(entries, headsAt, at, { path: problemsPath, roomBytes });
  return { framing, entries, modifiedAt, knownProblems, problemsPath, headsAt, endAt: at, totalBytes };
}

const FOUND = "\nCould not be delivered:\n";

/** The text of the file of problems; empty where there is none to tell. */
export function problemsText(known: string, failed: readonly { readonly path: string; readonly reason: string }[]): string {
  if (failed.length === 0) return known;
  return `${known}${known === "" ? FOUND.trimStart() : FOUND}${failed.map(({ path, reason }) => `${path}: ${reason}\n`).join("")}`;
}

/** `PROBLEMS.txt`, unless a file of the basket is called so; capitals do not count. */
function freePath(entries: readonly ArchiveEntry[]): string {
  const taken = new Set(entries.flatMap(({ path }) => (/^problems/i.test(path) ? path.toLowerCase() : [])));
  let path = "PROBLEMS.txt";
  for (let i = 1; taken.has(path.toLowerCase()); i++) path = `PROBLEMS.${i}.txt`;
  return path;
}
