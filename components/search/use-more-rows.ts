"use client";

import { useMutation } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { apiQuery, type SearchParams } from "@/components/search/params";
import { fetchList } from "@/components/search/queries";
import type { Observation } from "@/lib/catalogue/schemas";

/** Rows fetched at once, as many as the API gives. */
export const MORE_ROWS = 1000;
/** So many stay smooth; a search that finds more wants narrowing, not scrolling. */
export const MOST_ROWS = 10_000;

interface Page {
  readonly items: readonly Observation[];
  readonly nextCursor: string | null;
}

interface More {
  readonly search: string;
  readonly after: string | null;
  readonly items: readonly Observation[];
  readonly nextCursor: string | null;
}

/** The page on view and what was loaded after it. Another search, order or page begins anew. */
export function useMoreRows(params: SearchParams, page: Page | undefined) {
  const search = apiQuery(params);
  const [kept, setKept] = useState<More | null>(null);
  const more = kept?.search === search && kept.after === page?.nextCursor ? kept : null;
  const items = useMemo(() => (page ? (more ? [...page.items, ...more.items] : page.items) : []), [page, more]);
  const nextCursor = more ? more.nextCursor : (page?.nextCursor ?? null);
  const load = useMutation({
    mutationFn: () => fetchList({ ...params, limit: String(Math.min(MORE_ROWS, MOST_ROWS - items.length)), cursor: nextCursor! }),
    onSuccess: (answer) => setKept({ search, after: page?.nextCursor ?? null, items: [...(more?.items ?? []), ...answer.items], nextCursor: answer.nextCursor }),
  });
  return { items, nextCursor, hasMore: more !== null, isFull: items.length >= MOST_ROWS, load };
}
