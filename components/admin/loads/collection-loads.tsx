"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { managerKeys } from "@/components/admin/api/queries";
import { LoadResult } from "@/components/admin/loads/load-result";
import { LoadState } from "@/components/admin/loads/load-state";
import { isOpen } from "@/components/admin/loads/load-words";
import { loadsOptions } from "@/components/admin/loads/queries";
import { CardTable, type Column } from "@/components/admin/table/card-table";
import { Failure } from "@/components/api/failure";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { Bar, Loading } from "@/components/ui/skeleton";
import type { CollectionLoad } from "@/lib/catalogue/load-again/schemas";

// Fetched when first opened: most visits only look.
const LoadDialog = dynamic(async () => (await import("@/components/admin/loads/load-dialog")).LoadDialog);

const shownAtFirst = 3;

const columns: readonly Column<CollectionLoad>[] = [
  { head: "Asked for", isTitle: true, className: "sm:w-32", cell: (load) => <RelativeTime iso={load.askedAt} /> },
  { head: "By", className: "sm:w-32", cell: (load) => <span className="break-words">{load.askedBy}</span> },
  { head: "State", className: "sm:w-32", cell: (load) => <LoadState state={load.state} /> },
  { head: "Ended", className: "sm:w-32", cell: (load) => (load.endedAt ? <RelativeTime iso={load.endedAt} /> : <span className="text-muted">not yet</span>) },
  { head: "What came of it", cell: (load) => <LoadResult load={load} /> },
];

/** The loads of one collection that were asked for, and the way to another one. */
export function CollectionLoads({ collection }: { collection: string }) {
  const queries = useQueryClient();
  const list = useQuery(loadsOptions(collection));
  const [isAsking, setAsking] = useState(false);
  const [showsAll, setShowsAll] = useState(false);
  const loads = list.data?.items ?? [];
  const last = loads[0];
  const lastEnd = last?.endedAt ?? null;
  useEffect(() => {
    if (lastEnd !== null) void queries.invalidateQueries({ queryKey: managerKeys.all });
  }, [lastEnd, queries]);
  const mayAsk = list.data !== undefined && !loads.some(isOpen);

  return (
    <Panel
      title={collection}
      flush
      aside={
        <div className="flex flex-wrap items-center gap-3 text-sm">
          <span role="status">{last ? <LoadState state={last.state} /> : null}</span>
          {/* Not `disabled`, which would take the focus that comes back from the dialog. */}
          <Button size="small" aria-disabled={!mayAsk} className="aria-disabled:cursor-not-allowed aria-disabled:opacity-60" onClick={() => mayAsk && setAsking(true)}>
            Load again<span className="sr-only"> the store of {collection}</span>
          </Button>
        </div>
      }
    >
      {list.isPending ? (
        <div className="flex flex-col gap-3 p-4">
          <Loading what="loads" />
          <Bar className="w-2/3" />
        </div>
      ) : null}
      {list.isError ? (
        <div className="p-4">
          <Failure what={`The loads of ${collection} could not be read`} error={list.error} retry={() => void list.refetch()} retrying={list.isFetching} />
        </div>
      ) : null}
      {list.data && loads.length === 0 ? <p className="px-4 py-4 text-sm text-muted">Nobody has asked for a load of this collection yet. What it holds was loaded by the operators.</p> : null}
      {loads.length > 0 ? <CardTable name={`Loads of ${collection}`} rows={showsAll ? loads : loads.slice(0, shownAtFirst)} keyOf={(load) => load.id} columns={columns} /> : null}
      {loads.length > shownAtFirst ? (
        <div className="border-t border-line px-3 py-2">
          <Button size="small" look="plain" aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? "Show fewer" : `Show ${loads.length - shownAtFirst} older`}
          </Button>
        </div>
      ) : null}
      {isAsking ? <LoadDialog collection={collection} onClose={() => setAsking(false)} /> : null}
    </Panel>
  );
}
