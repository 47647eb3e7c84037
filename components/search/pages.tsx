"use client";

import { ChevronLeft, ChevronRight, ChevronsDown } from "lucide-react";
import { Failure } from "@/components/api/failure";
import type { SearchParams } from "@/components/search/params";
import { nextPage, pageNumber, previousPage } from "@/components/search/trail";
import { MORE_ROWS, MOST_ROWS, type useMoreRows } from "@/components/search/use-more-rows";
import { Button } from "@/components/ui/button";
import { formatCount } from "@/lib/units/format";

interface PagesProps {
  readonly params: SearchParams;
  readonly rows: ReturnType<typeof useMoreRows>;
  readonly turn: (next: SearchParams) => void;
}

/** Back and forth between pages, or more rows below these; nothing when there is one page only. */
export function Pages({ params, rows: { nextCursor, hasMore, isFull, load }, turn }: PagesProps) {
  const page = pageNumber(params);
  if (page === 1 && nextCursor === null && !hasMore) return null;
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center justify-center gap-3 py-4 text-sm">
      <Button disabled={page === 1} onClick={() => turn(previousPage(params))}>
        <ChevronLeft size={16} aria-hidden /> Previous
      </Button>
      <span className="text-muted">
        Page <span className="figures">{page}</span>
      </span>
      {hasMore ? null : (
        <Button disabled={nextCursor === null} onClick={() => nextCursor && turn(nextPage(params, nextCursor))}>
          Next <ChevronRight size={16} aria-hidden />
        </Button>
      )}
      {nextCursor !== null && !isFull ? (
        <Button onClick={() => load.mutate()} disabled={load.isPending}>
          <ChevronsDown size={16} aria-hidden /> {load.isPending ? "Loading…" : `Load ${formatCount(MORE_ROWS)} more`}
        </Button>
      ) : null}
      {isFull && nextCursor !== null ? <span className="text-muted">{formatCount(MOST_ROWS)} rows are loaded, the most at once. Narrow the search to see others; “Select all” covers them.</span> : null}
      {load.isError ? (
        <div className="w-full">
          <Failure what="No more rows could be loaded" error={load.error} retry={() => load.mutate()} retrying={load.isPending} />
        </div>
      ) : null}
    </nav>
  );
}
