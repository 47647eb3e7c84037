import type { BasketAddition } from "@/components/basket/queries";

/**
 * What an anonymous visitor wanted in the basket, kept in this tab while signing in. It holds ids and filters that
 * anybody may see, is used once, and is forgotten after half an hour: the next person at this desk is somebody else.
 */
const storageKey = "airshower-pending-addition";
const keptMs = 30 * 60_000;

interface Pending {
  readonly at: number;
  readonly addition: BasketAddition;
}

export function keepAddition(addition: BasketAddition) {
  sessionStorage.setItem(storageKey, JSON.stringify({ at: Date.now(), addition } satisfies Pending));
}

/** Gives back what was kept and forgets it; null when there is nothing, or it is too old. The API checks its content. */
export function takeAddition(): BasketAddition | null {
  const text = sessionStorage.getItem(storageKey);
  if (text === null) return null;
  sessionStorage.removeItem(storageKey);
  try {
    const pending = JSON.parse(text) as Partial<Pending> | null;
    return pending?.addition && Date.now() - Number(pending.at) < keptMs ? pending.addition : null;
  } catch {
    return null;
  }
}
