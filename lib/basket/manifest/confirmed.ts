import type { IrfMatch } from "@/lib/catalogue/schemas";
import { grouped } from "./grouped";
import type { SelectedItem, SelectedRelease, Selection } from "./selection";
import type { ConfirmedProposal } from "./store-content";

/**
 * IRFs that no store links to their observation and that are in the basket all the same: those that the event header
 * names, pinned with the observation, and the nearest ones that the user put in by their own id, which is the user's word
 * for a proposal.
 */
export function confirmedProposals(selection: Selection, matches: ReadonlyMap<string, IrfMatch>): ConfirmedProposal[] {
  const items = grouped(selection.items.filter(({ state }) => state === "readable"), ({ observationKey }) => observationKey);
  const byThemselves = releasesOf(selection, items.get(null) ?? []);
  return selection.observations.flatMap((observation) => {
    const match = matches.get(observation.id);
    const unlinked = match?.components.filter(({ rule }) => rule !== "linked") ?? [];
    if (!match || unlinked.length === 0) return [];
    const own = releasesOf(selection, items.get(observation.key) ?? []);
    return unlinked.flatMap(({ kind, hduClass, hduName, rule, productId }): ConfirmedProposal[] => {
      const release = byThemselves.get(productId) ?? (rule === "event-header" ? own.get(productId) : undefined);
      return release && rule !== "linked" ? [{ observationKey: observation.key, kind, hduClass, hduName, rule, containment: match.containment, release }] : [];
    });
  });
}

/** By the public id of the product. */
function releasesOf(selection: Selection, items: readonly SelectedItem[]): Map<string, SelectedRelease> {
  const releases = items.flatMap(({ pins }) => pins.flatMap((pin) => selection.releases.get(pin) ?? []));
  return new Map(releases.map((release) => [`${selection.collections.get(release.collectionId)?.name}:${release.name}`, release]));
}
