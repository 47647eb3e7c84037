import { keyList } from "@/lib/embargo/transaction";
import type { DraftItem } from "./draft";

/** What a manifest was chosen by, as the JSON that is kept with it; keys with commas between, in one text. */
export function packItems(items: readonly DraftItem[]): string {
  return JSON.stringify(items.map(({ pins, ...item }, place) => ({ ...item, place, products: keyList(pins.map(({ productId }) => productId)), releases: keyList(pins.map(({ release }) => release)) })));
}
