import { createHash } from "node:crypto";
import type { Framing } from "@/lib/archive/entry";
import { type ArchiveLayout, framings, layOutArchive } from "@/lib/archive/layout";
import { readKept } from "@/lib/basket/manifest";
import type { KeptManifest } from "@/lib/basket/manifest/freeze";
import type { KeptFile } from "@/lib/basket/manifest/packed";
import type { SignedInViewer } from "@/lib/embargo/viewer";

/** To be raised with every change of how archives are framed or tagged: what was begun before can not be gone on with after. */
const FRAMING_VERSION = 2;

/** A kept manifest as one archive: what it holds of what its owner may read now, where everything lies in it, and its name. */
export interface ArchivePlan {
  readonly layout: ArchiveLayout;
  /** Of each entry, in the order of the layout. */
  readonly files: readonly KeptFile[];
  /** Strong: of the same tag, the same bytes. In double quotes. */
  readonly etag: string;
  readonly fileName: string;
}

/**
 * Plans the archive of a manifest of the viewer's own: the store's indexes first, so that it can be opened whatever comes
 * after them, then the files. A launch's notebook is not of the store and stays away.
 *
 * @param faultCount how many files failed in answers with this archive until now: after a fault its bytes may differ, and its tag must
 * @throws NotFound for another's manifest and for none
 */
export async function planArchive(viewer: SignedInViewer, manifestId: string, format: Framing["name"], faultCount: number): Promise<ArchivePlan> {
  const { manifest, closedCount, crc32s } = await readKept(viewer, manifestId);
  const files = inOrder(manifest.files.filter(({ role }) => role !== "notebook"));
  // A generated file's checksum is worked out when it is needed.
  const entries = files.map(({ path, sizeBytes }) => ({ path, sizeBytes, crc32: crc32s.has(path) ? Number.parseInt(crc32s.get(path)!, 16) : null }));
  const layout = layOutArchive(framings[format], entries, new Date(manifest.createdAt), knownProblems(manifest, closedCount));
  // A manifest never changes: its id says what is in it, but for what is closed by now.
  const content = JSON.stringify([FRAMING_VERSION, format, manifestId, faultCount, layout.totalBytes, layout.knownProblems, closedCount > 0 ? files.map(({ path }) => path) : null]);
  return { layout, files, etag: `"${createHash("sha256").update(content).digest("hex")}"`, fileName: `${nameOf(manifest)}.${format}` };
}

/** Indexes, terms of use, then all else, each in the manifest's own order. */
function inOrder(files: readonly KeptFile[]): KeptFile[] {
  const first = (["index", "terms"] as const).flatMap((wanted) => files.filter(({ role }) => role === wanted));
  return [...first, ...files.filter(({ role }) => role !== "index" && role !== "terms")];
}

/** `airshower-2026-11-20-4-observations`: says what is in it, and differs by what is. */
function nameOf({ createdAt, observations, files }: KeptManifest): string {
  const what = observations.length > 0 ? `${observations.length}-observation${observations.length === 1 ? "" : "s"}` : `${files.length}-files`;
  return `airshower-${createdAt.slice(0, 10)}-${what}`;
}

function knownProblems({ problems, files }: KeptManifest, closedCount: number): string {
  const lines = problems.map(({ detail }) => detail);
  if (closedCount > 0) lines.push(`${closedCount} of the files that were chosen are closed to you by now and left out; the store's indexes may be among them. Ask for the basket itself, and it is made of what is open to you.`);
  if (files.length === 0) lines.push("There is no file in this archive: the basket has none that you may read now.");
  return lines.map((line) => `${line}\n`).join("");
}
