"use client";

import { useMemo, useState } from "react";
import { apiQuery, filtersOf, type SearchParams } from "@/components/search/params";
import { nothing, type Selection } from "@/components/search/selection";

/** The selection of the search on view. It outlives paging and sorting; other filters are another search. */
export function useSelection(params: SearchParams): [Selection, (change: (now: Selection) => Selection) => void] {
  const search = apiQuery(filtersOf(params));
  const [kept, setKept] = useState({ search, selection: nothing });
  const change = useMemo(
    () => (make: (now: Selection) => Selection) =>
      setKept((now) => ({ search, selection: make(now.search === search ? now.selection : nothing) })),
    [search],
  );
  return [kept.search === search ? kept.selection : nothing, change];
}
