import type { Basket, BasketItem } from "@/lib/basket/schemas";
import { formatBytes, formatCountOf, formatDate } from "@/lib/units/format";

/** An item's state now, in words. Deleted and hidden look the same. */
export function stateText(item: Pick<BasketItem, "state" | "opensAt">): string {
  if (item.state === "readable") return "readable";
  if (item.state === "gone") return "gone";
  return item.opensAt ? `opens ${formatDate(item.opensAt)}` : "closed, no date set";
}

/** The basket in one line: what is in it, how large, and what of it would not come along. */
export function basketLine(basket: Basket): string {
  const rest = [
    basket.closedCount > 0 ? `${formatCountOf(basket.closedCount, "item")} closed` : null,
    basket.goneCount > 0 ? `${formatCountOf(basket.goneCount, "item")} gone` : null,
  ].filter(Boolean);
  const line = `${formatCountOf(basket.observationCount, "observation")}, ${formatBytes(basket.totalBytes)} to stage`;
  return rest.length > 0 ? `${line}; ${rest.join(", ")}` : line;
}

/** How many of the items go with their IRFs: `all with IRFs`, `6 of 8 with IRFs`. Null when none is an observation. */
export function irfLine(items: readonly BasketItem[]): string | null {
  const observations = items.filter((item) => item.kind === "observation" && item.state !== "gone");
  if (observations.length === 0) return null;
  const withIrfs = observations.filter((item) => item.withIrfs).length;
  if (withIrfs === observations.length) return "all with their IRFs";
  return withIrfs === 0 ? "without IRFs" : `${withIrfs} of ${observations.length} with their IRFs`;
}

/** Items put back as they were: those with IRFs in one request, those without in another. Gone ones can not come back. */
export function restorations(items: readonly BasketItem[]): { ids: string[]; withIrfs: boolean }[] {
  return [true, false].flatMap((withIrfs) => {
    const ids = items.filter((item) => item.state !== "gone" && item.withIrfs === withIrfs).map((item) => item.id);
    return ids.length > 0 ? [{ ids, withIrfs }] : [];
  });
}
