"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { basketKeys, basketListOptions, basketSummaryOptions, changeBasket } from "@/components/basket/queries";
import { notifyFailure } from "@/components/basket/use-add-to-basket";
import { useNotify } from "@/components/ui/notices";
import type { Basket, BasketList, BasketSummary } from "@/lib/basket/schemas";

/** Makes another basket the current one: the page, the top bar's count and 'Add to basket' follow. */
export function useSwitchBasket() {
  const client = useQueryClient();
  const notify = useNotify();
  return useMutation({
    mutationFn: (basket: BasketSummary) => changeBasket(basket.id, { isCurrent: true }),
    onSuccess: (now) => {
      client.setQueryData(basketListOptions().queryKey, (old: BasketList | undefined) => old && { ...old, items: old.items.map((each) => ({ ...each, isCurrent: each.id === now.id })) });
      client.setQueryData(basketSummaryOptions().queryKey, (old: Basket | undefined) => old && { ...old, id: now.id, name: now.name, revision: now.revision, totalCount: now.itemCount });
      notify({ text: `Add to basket fills ${now.name} now` });
    },
    onError: (error) => notifyFailure(notify, "The basket was not switched", error),
    onSettled: () => client.invalidateQueries({ queryKey: basketKeys.all }),
  });
}
