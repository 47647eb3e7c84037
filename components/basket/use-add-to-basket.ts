"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { asProblem, nextStepOf } from "@/components/api/problem";
import { addToBasket, type BasketAddition, basketKeys, basketSummaryOptions, removeFromBasket } from "@/components/basket/queries";
import { useNotify } from "@/components/ui/notices";
import type { Basket } from "@/lib/basket/schemas";
import { formatCountOf } from "@/lib/units/format";

type Change = Awaited<ReturnType<typeof addToBasket>>;

const skipWords: Record<string, string> = { "not-found": "not in the catalogue, or not open to you" };

/** What happened, in one line: how many went in, how many were there, how many were left out and why. */
export function describeAddition(change: Change): string {
  const added = change.changed === 0 ? "Nothing new: all of it is in the basket already" : `${formatCountOf(change.changed, "item")} added to the basket`;
  const reasons = [...new Set(change.skipped.map((one) => skipWords[one.reason] ?? one.reason))];
  return reasons.length === 0 ? added : `${added}; ${formatCountOf(change.skipped.length, "item")} left out: ${reasons.join(", ")}`;
}

/** Adds to the basket, shows the new count in the top bar at once, and offers to undo what it can take back exactly. */
export function useAddToBasket() {
  const client = useQueryClient();
  const notify = useNotify();

  const undo = async (ids: readonly string[], basketId: string) => {
    try {
      await removeFromBasket({ ids }, undefined, basketId);
      notify({ text: `${formatCountOf(ids.length, "item")} taken out again` });
    } catch (error) {
      notifyFailure(notify, "The items could not be taken out again", error);
    }
    await client.invalidateQueries({ queryKey: basketKeys.all });
  };

  return useMutation({
    mutationFn: (addition: BasketAddition) => addToBasket("query" in addition ? { ...addition, keepQuery: canBeKept(addition) && isFresh(client.getQueryData(basketSummaryOptions().queryKey)) } : addition),
    onSuccess: (change, addition) => {
      client.setQueryData(basketSummaryOptions().queryKey, (old: Basket | undefined) =>
        old && (old.id === null || old.id === change.basketId) ? { ...old, id: change.basketId, revision: change.revision, totalCount: change.totalCount } : old,
      );
      void client.invalidateQueries({ queryKey: basketKeys.all });
      void client.invalidateQueries({ queryKey: ["observations"], predicate: ({ queryKey }) => queryKey.some((part) => /\bbasket=/.test(String(part))) });
      const exact = "ids" in addition && change.changed === addition.ids.length ? addition.ids : null;
      notify({ text: describeAddition(change), action: exact ? { label: "Undo", run: () => void undo(exact, change.basketId) } : undefined });
    },
  });
}

/** What is asked relative to the basket, or without some ids, is no search to repeat. */
function canBeKept(addition: Extract<BasketAddition, { query: unknown }>): boolean {
  return addition.query.basket === undefined && !addition.except?.length;
}

/** A basket that begins with all results of a search keeps the search, and tells later what is new. */
function isFresh(basket: Basket | undefined): boolean {
  return basket !== undefined && basket.totalCount === 0 && basket.query === null;
}

/** Tells of a failure where no box of its own has room. */
export function notifyFailure(notify: ReturnType<typeof useNotify>, what: string, error: unknown) {
  const problem = asProblem(error);
  const quote = problem.requestId ? `Request id ${problem.requestId}.` : "";
  const text = `${what}: ${[problem.detail ?? problem.title, nextStepOf(problem), quote].filter(Boolean).join(" ")}`;
  notify({ tone: "failed", text });
}
