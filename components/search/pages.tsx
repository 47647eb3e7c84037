"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import type { SearchParams } from "@/components/search/params";
import { nextPage, pageNumber, previousPage } from "@/components/search/trail";
import { Button } from "@/components/ui/button";

interface PagesProps {
  readonly params: SearchParams;
  readonly nextCursor: string | null;
  readonly turn: (next: SearchParams) => void;
}

/** Back and forth between pages; nothing when there is one only. */
export function Pages({ params, nextCursor, turn }: PagesProps) {
  const page = pageNumber(params);
  if (page === 1 && nextCursor === null) return null;
  return (
    <nav aria-label="Pages" className="flex items-center justify-center gap-3 py-4 text-sm">
      <Button disabled={page === 1} onClick={() => turn(previousPage(params))}>
        <ChevronLeft size={16} aria-hidden /> Previous
      </Button>
      <span className="text-muted">
        Page <span className="figures">{page}</span>
      </span>
      <Button disabled={nextCursor === null} onClick={() => nextCursor && turn(nextPage(params, nextCursor))}>
        Next <ChevronRight size={16} aria-hidden />
      </Button>
    </nav>
  );
}
