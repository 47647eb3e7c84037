"use client";

import { useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { Failure } from "@/components/api/failure";
import { basketListOptions } from "@/components/basket/queries";
import { useSwitchBasket } from "@/components/basket/use-switch-basket";
import { Loading } from "@/components/ui/skeleton";
import { formatCountOf } from "@/lib/units/format";

/** All baskets by name; choosing one makes it the one that is shown and filled. */
export function BasketChoices({ onChosen }: { onChosen: () => void }) {
  const list = useQuery(basketListOptions());
  const { mutate, isPending } = useSwitchBasket();
  if (list.isError) return <Failure what="Your baskets could not be listed" error={list.error} retry={() => void list.refetch()} retrying={list.isFetching} />;
  if (!list.data) return <Loading what="your baskets" />;
  if (list.data.items.length === 0) return <p className="px-2 py-1 text-sm text-muted">Your first basket is made when you add something.</p>;
  return (
    <ul aria-label="Your baskets" className="max-h-72 overflow-auto">
      {list.data.items.map((basket) => (
        <li key={basket.id}>
          <button
            type="button"
            aria-current={basket.isCurrent ? "true" : undefined}
            disabled={isPending}
            className="flex min-h-9 w-full items-center gap-2 rounded px-2 py-1 text-left text-sm hover:bg-raised"
            onClick={() => {
              if (!basket.isCurrent) mutate(basket);
              onChosen();
            }}
          >
            <Check size={14} className={basket.isCurrent ? "shrink-0 text-accent" : "invisible shrink-0"} aria-hidden />
            <span className={`min-w-0 break-words ${basket.isCurrent ? "font-semibold" : ""}`}>{basket.name}</span>
            <span className="figures ml-auto shrink-0 text-xs text-muted">{formatCountOf(basket.itemCount, "item")}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
