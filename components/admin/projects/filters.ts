import type { ManagedProjectQuery } from "@/lib/embargo/changes/office-schemas";

/** The filters of the managers' list as they stand in the page's address: names are the API's own. */
export const filterNames = ["q", "collection", "opensWithinDays", "hold"] as const;
export type Filters = Partial<Record<(typeof filterNames)[number], string>>;

export function readFilters(query: URLSearchParams): Filters {
  const filters: Filters = {};
  for (const name of filterNames) {
    const value = query.get(name)?.trim();
    if (value) filters[name] = value;
  }
  return filters;
}

export function filtersHref(filters: Filters): string {
  const query = new URLSearchParams();
  for (const name of filterNames) if (filters[name]) query.set(name, filters[name]);
  const text = query.toString();
  return text ? `/admin/embargo?${text}` : "/admin/embargo";
}

/** The filters as a query of the API; what it can not read is left to the API to refuse. */
export function queryOf(filters: Filters): Partial<ManagedProjectQuery> {
  return filters as Partial<ManagedProjectQuery>;
}
