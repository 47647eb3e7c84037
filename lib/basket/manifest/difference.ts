/** As much of a selected item as a comparison needs. */
interface Comparable {
  readonly state: "readable" | "closed" | "gone";
  readonly observationKey: string | null;
  readonly pins: readonly string[];
}

/** What an earlier manifest held: `product@release` of its files, and the keys of its observations. */
export interface Earlier {
  readonly pins: ReadonlySet<string>;
  readonly observations: ReadonlySet<string>;
}

/**
 * The items that bring something which the earlier manifest did not hold: a store of its own, in which each observation
 * has all its files, shared IRFs included, so that it can be analysed beside the earlier one. Files that are in the basket by
 * themselves come along with new observations, which may need them: an IRF that was chosen by hand. What is closed or gone
 * stays in the list, to be told as a problem.
 *
 * @param open `product@release` of what may be read now; a pinned file that may not is nothing new.
 */
export function newSince<Item extends Comparable>(items: readonly Item[], earlier: Earlier, open: { has(pin: string): boolean }): Item[] {
  const isNew = ({ observationKey, pins }: Comparable) =>
    (observationKey !== null && !earlier.observations.has(observationKey)) ||
    pins.some((pin) => open.has(pin) && !earlier.pins.has(pin));
  const news = new Set(items.filter((item) => item.state === "readable" && isNew(item)));
  const hasObservation = [...news].some(({ observationKey }) => observationKey !== null);
  return items.filter((item) => item.state !== "readable" || news.has(item) || (hasObservation && item.observationKey === null));
}
