"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { Failure } from "@/components/api/failure";
import { addNews, basketKeys, basketNewsOptions, changeBasket } from "@/components/basket/queries";
import { describeAddition, notifyFailure } from "@/components/basket/use-add-to-basket";
import { filterChips } from "@/components/search/filter-labels";
import { filterNames, type ObservationParams, searchHref } from "@/components/search/params";
import { Button } from "@/components/ui/button";
import { useNotify } from "@/components/ui/notices";
import type { Basket } from "@/lib/basket/schemas";
import { formatCount, formatDateTime } from "@/lib/units/format";

type BasketQuery = NonNullable<Basket["query"]>;

/** The search that a basket came from, and what it finds by now that the basket does not hold. */
export function NewsBar({ basketId, query }: { basketId: string; query: BasketQuery }) {
  const client = useQueryClient();
  const notify = useNotify();
  const news = useQuery(basketNewsOptions(basketId));
  const refresh = () => client.invalidateQueries({ queryKey: basketKeys.all });
  const add = useMutation({
    mutationFn: () => addNews(basketId),
    onSuccess: (change) => notify({ text: describeAddition(change) }),
    onError: (error) => notifyFailure(notify, "Nothing was added", error),
    onSettled: refresh,
  });
  const forget = useMutation({
    mutationFn: () => changeBasket(basketId, { query: null }),
    onError: (error) => notifyFailure(notify, "The search was not forgotten", error),
    onSettled: refresh,
  });
  const params = paramsOf(query.filter);
  const words = filterChips(params).map(({ text }) => text).join(", ");

  return (
    <section aria-label="Search of this basket" className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2 rounded border border-line bg-panel px-4 py-2 text-sm">
      <p className="min-w-0">
        From the search{" "}
        <Link href={searchHref(params)} className="text-accent hover:underline">
          {words || "of everything"}
        </Link>
      </p>
      {news.isError ? <Failure what="What is new could not be counted" error={news.error} retry={() => void news.refetch()} retrying={news.isFetching} /> : null}
      {news.data ? (
        <p role="status" className="font-medium">
          {news.data.newCount === 0 ? "Nothing" : formatCount(news.data.newCount)} new since {formatDateTime(query.at).slice(0, 16)} UTC
          {news.data.readableCount < news.data.newCount ? <span className="font-normal text-closed">, {formatCount(news.data.readableCount)} readable</span> : null}
        </p>
      ) : null}
      <div className="ml-auto flex flex-wrap gap-2">
        {news.data && news.data.newCount > 0 ? (
          <Button size="small" look="primary" onClick={() => add.mutate()} disabled={add.isPending}>
            {add.isPending ? "Adding…" : `Add ${formatCount(news.data.newCount)}`}
          </Button>
        ) : null}
        <Button size="small" look="plain" onClick={() => forget.mutate()} disabled={forget.isPending}>
          Forget the search
        </Button>
      </div>
    </section>
  );
}

/** The filter as the search page's address has it. */
function paramsOf(filter: BasketQuery["filter"]): ObservationParams {
  return Object.fromEntries(filterNames.flatMap((name) => (filter[name] === undefined ? [] : [[name, String(filter[name])]])));
}
