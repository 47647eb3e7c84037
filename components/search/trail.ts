import { apiQuery, type SearchParams, withoutPage } from "@/components/search/params";

/**
 * Pages are asked for by opaque cursors that point forwards only. This remembers the cursor of each page of the search
 * on view, per tab, so that 'previous' works after a reload too.
 */
const storageKey = "airshower-pages";

interface Trail {
  readonly search: string;
  /** Cursor of page 2, 3 and so on. */
  readonly cursors: readonly string[];
}

function readTrail(search: string): readonly string[] {
  try {
    const trail = JSON.parse(sessionStorage.getItem(storageKey) ?? "null") as Trail | null;
    return trail?.search === search ? trail.cursors : [];
  } catch {
    return [];
  }
}

export function pageNumber(params: SearchParams): number {
  return params.cursor ? Math.max(2, Math.trunc(Number(params.page)) || 2) : 1;
}

/** The next page; its cursor goes into the trail. */
export function nextPage(params: SearchParams, cursor: string): SearchParams {
  const search = apiQuery(withoutPage(params));
  const next = pageNumber(params) + 1;
  const cursors = [...readTrail(search).slice(0, next - 2), cursor];
  if (cursors.length === next - 1) sessionStorage.setItem(storageKey, JSON.stringify({ search, cursors } satisfies Trail));
  return { ...params, cursor, page: String(next) };
}

/** The page before; the first one when this tab never saw those between. */
export function previousPage(params: SearchParams): SearchParams {
  const before = pageNumber(params) - 1;
  const cursor = readTrail(apiQuery(withoutPage(params)))[before - 2];
  return cursor && before >= 2 ? { ...params, cursor, page: String(before) } : withoutPage(params);
}
