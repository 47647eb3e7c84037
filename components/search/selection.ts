import type { IrfKind, Observation } from "@/lib/catalogue/schemas";

/** What the selection bar needs to know of a chosen observation. */
export interface Picked {
  readonly sizeBytes: number;
  readonly irfKinds: readonly IrfKind[];
  readonly readable: boolean;
}

/**
 * What is chosen in one search: some observations by id, or all that the search finds (chosen by the server, so that
 * ten thousand cost no more than ten) but a few.
 */
export type Selection =
  | { readonly mode: "some"; readonly picked: ReadonlyMap<string, Picked> }
  | { readonly mode: "all"; readonly totalCount: number | null; readonly totalBytes: number | null; readonly left: ReadonlyMap<string, Picked> };

export const nothing: Selection = { mode: "some", picked: new Map() };

export function selectAll(totalCount: number | null, totalBytes: number | null): Selection {
  return { mode: "all", totalCount, totalBytes, left: new Map() };
}

export function isPicked(selection: Selection, id: string): boolean {
  return selection.mode === "some" ? selection.picked.has(id) : !selection.left.has(id);
}

/** Ticks or unticks observations; what was ticked on other pages stays. */
export function setPicked(selection: Selection, observations: readonly Observation[], on: boolean): Selection {
  const marked = new Map(selection.mode === "some" ? selection.picked : selection.left);
  for (const { id, sizeBytes, irfKinds, access } of observations) {
    if (on === (selection.mode === "some")) marked.set(id, { sizeBytes, irfKinds, readable: access.readable });
    else marked.delete(id);
  }
  if (selection.mode === "some") return { mode: "some", picked: marked };
  return marked.size === selection.totalCount ? nothing : { ...selection, left: marked };
}

/** What was chosen is not, and the other way round. What is left of a search is known by its totals. */
export function invert(selection: Selection, totalCount: number | null, totalBytes: number | null): Selection {
  if (selection.mode === "all") return { mode: "some", picked: selection.left };
  return selection.picked.size === totalCount ? nothing : { mode: "all", totalCount, totalBytes, left: selection.picked };
}

/** How many; null when the search finds more than are counted. */
export function countOf(selection: Selection): number | null {
  if (selection.mode === "some") return selection.picked.size;
  return selection.totalCount === null ? null : selection.totalCount - selection.left.size;
}

/** Bytes of the chosen observations' own files; null when the server did not sum them. */
export function bytesOf(selection: Selection): number | null {
  const sum = (some: ReadonlyMap<string, Picked>) => [...some.values()].reduce((bytes, one) => bytes + one.sizeBytes, 0);
  if (selection.mode === "some") return sum(selection.picked);
  return selection.totalBytes === null ? null : selection.totalBytes - sum(selection.left);
}

/** Of observations chosen by id, those that are closed to the viewer. */
export function closedOf(selection: Selection): string[] {
  return selection.mode === "some" ? [...selection.picked].flatMap(([id, { readable }]) => (readable ? [] : [id])) : [];
}

export function isEmpty(selection: Selection): boolean {
  return selection.mode === "some" && selection.picked.size === 0;
}

/** Of a page of observations: whether all, some or none are chosen, as its checkbox shows it. */
export function pageState(selection: Selection, observations: readonly Observation[]): "all" | "some" | "none" {
  const picked = observations.filter((one) => isPicked(selection, one.id)).length;
  return picked === 0 ? "none" : picked === observations.length ? "all" : "some";
}
