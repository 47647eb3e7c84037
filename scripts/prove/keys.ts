const kinds = ["grant", "hold", "denial", "grant selection", "hold selection", "denial selection", "basket", "manifest", "launch", "own selection", "asked selection", "request", "project request", "notice", "revocation", "project change", "collection change", "whole change", "canary", "old grant", "searched basket", "launch rule"] as const;

/** The key of the n-th thing of a kind, the same in every world, so that what a viewer finds can be told by it. */
export function uuidOf(kind: (typeof kinds)[number], n: number): string {
  return `${String(kinds.indexOf(kind)).padStart(8, "0")}-0000-4000-8000-${String(n).padStart(12, "0")}`;
}
