import type { IrfKind } from "@/lib/catalogue/schemas";
import type { IndexRow } from "@/lib/gadf/index-table";
import { grouped } from "./grouped";
import type { ManifestProblem } from "./problems";
import type { SelectedFiles, SelectedHdu, SelectedObservation, SelectedRelease, Selection } from "./selection";

/** An HDU that the new store's hdu-index names. `rule` says how an IRF came to its observation. */
export interface StoreHdu extends Pick<SelectedHdu, "observationKey" | "hduType" | "hduClass" | "hduName" | "row" | "containment"> {
  readonly release: SelectedRelease;
  readonly rule: "linked" | "event-header" | "nearest";
}

/** What the store of a selection holds, before it is laid out. */
export interface StoreContent {
  readonly observations: readonly SelectedObservation[];
  readonly releases: readonly SelectedRelease[];
  readonly hdus: readonly StoreHdu[];
  readonly problems: readonly ManifestProblem[];
}

/** An IRF that only a calculation proposed, and that the user put into the basket by its own id. */
export interface ConfirmedProposal {
  readonly observationKey: string;
  readonly kind: IrfKind;
  readonly hduClass: string | null;
  readonly hduName: string;
  readonly rule: "event-header" | "nearest";
  readonly containment: "full-enclosure" | "point-like" | null;
  readonly release: SelectedRelease;
}

/** The observations and files of a store, as they follow from what is selected alone. */
export interface StoreFiles extends Pick<StoreContent, "observations" | "releases" | "problems"> {
  /** The pins of each observation's own item, by its key. */
  readonly own: ReadonlyMap<string, readonly string[]>;
  /** The pins of files that are in the basket by themselves. */
  readonly byThemselves: ReadonlySet<string>;
}

/** The selection as one store can hold it: each OBS_ID once, each observation with the files that its item pinned. */
export function storeFiles(selection: SelectedFiles): StoreFiles {
  const { observations, problems } = oneOfEachId(selection);
  const kept = new Set(observations.map(({ key }) => key));
  const releases = new Map<string, SelectedRelease>();
  const own = new Map<string, readonly string[]>();
  const byThemselves = new Set<string>();
  for (const item of selection.items) {
    if (item.state !== "readable" || (item.observationKey !== null && !kept.has(item.observationKey))) continue;
    const found = item.pins.every((pin) => selection.releases.has(pin)) ? item.pins : item.pins.filter((pin) => selection.releases.has(pin));
    if (found.length < item.pins.length) {
      const about = item.kind === "observation" ? { observationId: item.id } : { path: item.id };
      problems.push({ slug: "file-closed", detail: `${item.id}: ${item.pins.length - found.length} of its ${item.pins.length} files can not be read by you now and are left out.`, blocks: false, ...about });
    }
    for (const pin of found) releases.set(pin, selection.releases.get(pin)!);
    if (item.observationKey !== null) own.set(item.observationKey, found);
    else for (const pin of found) byThemselves.add(pin);
  }
  const collections = new Set([...releases.values(), ...observations].map(({ collectionId }) => collectionId));
  for (const release of selection.storeReleases) if (collections.has(release.collectionId)) releases.set(release.key, release);
  return { observations, releases: [...releases.values()], problems, own, byThemselves };
}

/** The same with its HDUs. */
export function storeContent(selection: Selection, files: StoreFiles, proposals: readonly ConfirmedProposal[]): StoreContent {
  const { observations, releases } = files;
  const hdus = chosenHdus(selection, files, proposals);
  const kept = new Set(observations.map(({ key }) => key));
  return { observations, releases, hdus, problems: [...files.problems, ...notIndexed(selection, files.byThemselves, kept, hdus)] };
}

/** Event lists put in by their own ids are files beside the store: no index names them, so that gammapy does not see them. */
function notIndexed(selection: Selection, byThemselves: ReadonlySet<string>, kept: ReadonlySet<string>, hdus: readonly StoreHdu[]): ManifestProblem[] {
  const used = new Set(hdus.map(({ release }) => release));
  return [...byThemselves].map((pin) => selection.releases.get(pin)!).flatMap((release): ManifestProblem[] => {
    if (release.role !== "event-list" || used.has(release) || (release.observationId !== null && kept.has(release.observationId))) return [];
    const id = `${selection.collections.get(release.collectionId)?.name}:${release.name}`;
    return [{ slug: "file-not-indexed", detail: `${id} is in the basket as a file only: to analyse its events, add its observation.`, path: id, blocks: false }];
  });
}

/** By store and number, so that the order in which things were put into the basket makes no other content. */
function inOrder(a: SelectedObservation, b: SelectedObservation): number {
  if (a.collection !== b.collection) return a.collection < b.collection ? -1 : 1;
  const [one, other] = [Number(a.obsId), Number(b.obsId)];
  if (Number.isSafeInteger(one) && Number.isSafeInteger(other)) return one - other;
  return BigInt(a.obsId) < BigInt(b.obsId) ? -1 : 1;
}

/** A store has each OBS_ID once: of two collections' observations of one number the first in the basket is taken. */
function oneOfEachId(selection: SelectedFiles): { observations: SelectedObservation[]; problems: ManifestProblem[] } {
  const first = new Map<string, SelectedObservation>();
  const problems: ManifestProblem[] = [];
  for (const observation of selection.observations) {
    const before = first.get(observation.obsId);
    if (!before) {
      first.set(observation.obsId, observation);
      continue;
    }
    const { id } = observation;
    problems.push({ slug: "obs-id-twice", detail: `${id} is left out: ${before.id} has the same OBS_ID, and one store can hold it once. Launch them separately.`, observationId: id, blocks: true });
  }
  return { observations: [...first.values()].sort(inOrder), problems };
}

/**
 * An observation's HDUs are those of the releases that its own item pinned. Files in the basket by themselves fill what
 * those lack, as far as the store links them; then come the proposals that the user confirmed.
 */
function chosenHdus(selection: Selection, { observations, own, byThemselves }: StoreFiles, proposals: readonly ConfirmedProposal[]): StoreHdu[] {
  const linked = grouped(selection.hdus, (hdu) => hdu.observationKey);
  const proposed = grouped(proposals, ({ observationKey }) => observationKey);
  const all: StoreHdu[] = [];
  for (const { key, obsId } of observations) {
    const [hdus, pins] = [linked.get(key) ?? [], own.get(key) ?? []];
    const chosen = hdus.filter(({ pin }) => pins.includes(pin)).map((hdu) => linkedHdu(selection, hdu));
    if (byThemselves.size > 0) {
      const types = new Set(chosen.map(({ hduType }) => hduType));
      for (const hdu of hdus) if (byThemselves.has(hdu.pin) && !types.has(hdu.hduType)) chosen.push(linkedHdu(selection, hdu));
    }
    for (const proposal of proposed.get(key) ?? []) {
      if (chosen.some(({ hduType }) => hduType === proposal.kind)) continue;
      chosen.push({ ...proposal, hduType: proposal.kind, row: proposedRow(obsId, proposal) });
    }
    for (const hdu of chosen) all.push(hdu);
  }
  return all;
}

/** Field by field: of tens of thousands, copying what a row happens to have takes several times as long. */
function linkedHdu({ releases }: Selection, { observationKey, hduType, hduClass, hduName, row, containment, pin }: SelectedHdu): StoreHdu {
  return { observationKey, hduType, hduClass, hduName, row, containment, release: releases.get(pin)!, rule: "linked" };
}

function proposedRow(obsId: string, { kind, hduClass, hduName }: ConfirmedProposal): IndexRow {
  const number = Number(obsId);
  return { OBS_ID: Number.isSafeInteger(number) ? number : obsId, HDU_TYPE: kind, HDU_CLASS: hduClass, HDU_NAME: hduName };
}
