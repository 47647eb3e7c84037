"use client";

import { useQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { Failure } from "@/components/api/failure";
import { BasketMenu } from "@/components/basket/basket-menu";
import { BasketTable } from "@/components/basket/basket-table";
import { basketLine, irfLine } from "@/components/basket/basket-words";
import { BasketSkeleton } from "@/components/basket/basket-skeleton";
import { DownloadMenu } from "@/components/basket/download-menu";
import { EmptyBasket } from "@/components/basket/empty-basket";
import { NewsBar } from "@/components/basket/news-bar";
import { basketListOptions, basketPageOptions } from "@/components/basket/queries";
import { ShareButton } from "@/components/basket/share-button";
import { useRemoveFromBasket } from "@/components/basket/use-remove-from-basket";
import { WorthPanel } from "@/components/basket/worth-panel";
import { LaunchPanel } from "@/components/launch/launch-panel";
import { AskDialog } from "@/components/ui/ask-dialog";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/panel";
import { formatCount, formatCountOf } from "@/lib/units/format";

/** The current basket; another one begins at its own first page. */
export function BasketView() {
  const list = useQuery(basketListOptions());
  return <OneBasket key={list.data?.items.find(({ isCurrent }) => isCurrent)?.id} />;
}

/** What is in it and how it stands now, and the ways out of it: launch, export, link. */
function OneBasket() {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const page = useQuery(basketPageOptions(cursors.at(-1) ?? null));
  const remove = useRemoveFromBasket();
  const ask = useRef<HTMLDialogElement>(null);
  const basket = page.data;

  if (!basket) {
    return page.isError ? (
      <>
        <PageHeader title="Basket" />
        <Failure what="The basket could not be loaded" error={page.error} retry={() => void page.refetch()} retrying={page.isFetching} />
      </>
    ) : (
      <BasketSkeleton />
    );
  }

  const onePage = cursors.length === 0 && basket.nextCursor === null;
  const removeAll = () => remove.mutate({ removal: { all: true }, basketId: basket.id, seenRevision: basket.revision, items: onePage ? basket.items : [] });
  const canUndoAll = onePage && basket.goneCount === 0;

  return (
    <>
      <PageHeader title="Basket" note={basket.totalCount === 0 ? undefined : [basketLine(basket), irfLine(basket.items)].filter(Boolean).join(" · ")}>
        <BasketMenu basket={basket} />
        {basket.totalCount > 0 && basket.id ? (
          <>
            <DownloadMenu lists={`/baskets/${basket.id}/manifest`} archive={{ path: `/baskets/${basket.id}/archive`, totalBytes: basket.totalBytes }} />
            <ShareButton basketId={basket.id} />
            <Button onClick={() => (canUndoAll ? removeAll() : ask.current?.showModal())} disabled={remove.isPending}>
              <Trash2 size={16} aria-hidden /> Remove all
            </Button>
          </>
        ) : null}
      </PageHeader>
      {page.isError ? (
        <div className="mb-4">
          <Failure what="The basket could not be refreshed; this is how it was last seen" error={page.error} retry={() => void page.refetch()} retrying={page.isFetching} />
        </div>
      ) : null}
      {basket.id && basket.query ? <NewsBar basketId={basket.id} query={basket.query} /> : null}
      {basket.totalCount === 0 ? (
        <EmptyBasket />
      ) : (
        <div className="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
          <div className="min-w-0">
            <BasketTable basket={basket} remove={(items) => remove.mutate({ removal: { ids: items.map((item) => item.id) }, basketId: basket.id, seenRevision: basket.revision, items })} busy={remove.isPending} />
            {onePage ? null : (
              <nav aria-label="Pages" className="flex items-center justify-center gap-3 py-4 text-sm">
                <Button disabled={cursors.length === 0} onClick={() => setCursors(cursors.slice(0, -1))}>
                  Previous
                </Button>
                <span className="text-muted">{formatCount(basket.totalCount)} items</span>
                <Button disabled={basket.nextCursor === null} onClick={() => basket.nextCursor && setCursors([...cursors, basket.nextCursor])}>
                  Next
                </Button>
              </nav>
            )}
            {basket.id ? (
              <div className="mt-6">
                <WorthPanel basketId={basket.id} revision={basket.revision} />
              </div>
            ) : null}
          </div>
          <LaunchPanel subject={{ ...basket, basketRevision: basket.revision }} />
        </div>
      )}
      <AskDialog ref={ask} title={`Remove all ${formatCountOf(basket.totalCount, "item")} from ${basket.name}?`} confirm="Remove all" onConfirm={removeAll}>
        <p>{basket.goneCount > 0 ? `${formatCountOf(basket.goneCount, "item")} of them are gone from the catalogue and could not be put back.` : "A basket of this size can not be put back with one click."}</p>
      </AskDialog>
    </>
  );
}
