"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useRef } from "react";
import { Failure } from "@/components/api/failure";
import { Facets } from "@/components/search/facets";
import { ObservationTable } from "@/components/search/observation-table";
import { filtersOf, type SearchParams } from "@/components/search/params";
import { observationListOptions, observationTotalOptions } from "@/components/search/queries";
import { Pages } from "@/components/search/pages";
import { ResultsHead } from "@/components/search/results-head";
import { isEmpty } from "@/components/search/selection";
import { SelectionBar } from "@/components/search/selection-bar";
import { TableSkeleton } from "@/components/search/table-skeleton";
import { pageNumber } from "@/components/search/trail";
import { useMoreRows } from "@/components/search/use-more-rows";
import { useSearch } from "@/components/search/use-search";
import { useSelection } from "@/components/search/use-selection";
import { Views } from "@/components/search/views";
import { Loading } from "@/components/ui/skeleton";

// Most searches find something.
const EmptyResults = dynamic(async () => (await import("@/components/search/empty-results")).EmptyResults);

/** What a search finds: facets beside, the table, its pages, and the bar of what is chosen. */
export function SearchResults() {
  const { params, go, look } = useSearch();
  const top = useRef<HTMLDivElement>(null);
  const [selection, select] = useSelection(params);
  const list = useQuery(observationListOptions(params));
  const later = useQuery({ ...observationTotalOptions(params), enabled: pageNumber(params) > 1 });
  const total = pageNumber(params) > 1 ? later.data : list.isPlaceholderData ? undefined : list.data;

  const rows = useMoreRows(params, list.isPlaceholderData ? undefined : list.data);
  const shown = list.isPlaceholderData ? list.data : list.data && { ...list.data, items: rows.items };

  const turn = (next: SearchParams) => {
    go(next);
    top.current?.scrollIntoView({ block: "start" });
  };

  return (
    <>
      <div ref={top} className="mt-4 grid scroll-mt-14 grid-cols-1 gap-6 lg:grid-cols-[13rem_minmax(0,1fr)]">
        <aside aria-label="Refine" className="max-lg:hidden">
          <Facets params={params} go={go} />
        </aside>
        <div className="min-w-0">
          <Views params={params} look={look} selection={selection} select={select} />
          {list.isError ? (
            <div className="mb-4">
              <Failure what={list.data ? "The search could not be repeated; this is the last answer" : "The search failed"} error={list.error} retry={() => void list.refetch()} retrying={list.isFetching} />
            </div>
          ) : null}
          {list.isPending ? (
            <>
              <Loading what="observations" />
              <TableSkeleton />
            </>
          ) : null}
          {list.data && list.data.items.length === 0 ? <EmptyResults params={params} go={go} /> : null}
          {shown && shown.items.length > 0 ? (
            <>
              <ResultsHead params={params} go={go} list={shown} total={total} stale={list.isPlaceholderData} selection={selection} select={select} />
              <ObservationTable observations={shown.items} totalCount={total?.totalCount ?? null} params={params} go={go} selection={selection} select={select} stale={list.isPlaceholderData} />
              <Pages params={params} rows={rows} turn={turn} />
            </>
          ) : null}
        </div>
      </div>
      {isEmpty(selection) ? null : <SelectionBar selection={selection} select={select} filters={filtersOf(params)} total={total} />}
    </>
  );
}
