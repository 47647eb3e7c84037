"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { asProblem } from "@/components/api/problem";
import { restorations } from "@/components/basket/basket-words";
import { addToBasket, basketKeys, type BasketRemoval, basketSummaryOptions, isRevisionConflict, removeFromBasket } from "@/components/basket/queries";
import { notifyFailure } from "@/components/basket/use-add-to-basket";
import { useNotify } from "@/components/ui/notices";
import type { Basket, BasketItem } from "@/lib/basket/schemas";
import { formatCountOf } from "@/lib/units/format";

interface RemoveRequest {
  readonly removal: BasketRemoval;
  /** The basket that the page showed: another one may be current by the time of an undo. */
  readonly basketId: string | null;
  /** The revision that the page showed: if the basket is another one by now, nothing is taken out. */
  readonly seenRevision: number;
  /** The items as they were, to put them back. */
  readonly items: readonly BasketItem[];
}

/** Takes items out and offers to put them back. A basket changed elsewhere stays as it is and is shown anew. */
export function useRemoveFromBasket() {
  const client = useQueryClient();
  const notify = useNotify();
  const refresh = () => client.invalidateQueries({ queryKey: basketKeys.all });

  const undo = async (items: readonly BasketItem[], basketId: string) => {
    try {
      for (const addition of restorations(items)) await addToBasket(addition, basketId);
      notify({ text: "Put back into the basket" });
    } catch (error) {
      notifyFailure(notify, "Not everything could be put back", error);
    }
    await refresh();
  };

  return useMutation({
    mutationFn: ({ removal, seenRevision, basketId }: RemoveRequest) => removeFromBasket(removal, seenRevision, basketId),
    onSuccess: (change, { items }) => {
      client.setQueryData(basketSummaryOptions().queryKey, (old: Basket | undefined) => (old?.id === change.basketId ? { ...old, revision: change.revision, totalCount: change.totalCount } : old));
      const canUndo = restorations(items).length > 0;
      notify({ text: `${formatCountOf(change.changed, "item")} taken out of the basket`, action: canUndo ? { label: "Undo", run: () => void undo(items, change.basketId) } : undefined });
    },
    onError: (error) => {
      if (isRevisionConflict(asProblem(error))) notify({ text: "The basket was changed in another tab. Nothing was taken out; this is how it stands now." });
      else notifyFailure(notify, "Nothing was taken out of the basket", error);
    },
    onSettled: refresh,
  });
}
