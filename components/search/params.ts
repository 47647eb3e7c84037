/**
 * The search's state as it stands in the page's address. Names are the API's own: the page's query string is the
 * query string of `GET /api/v1/observations`, so a search can be copied from the one to the other. The page's own are
 * `page`, which counts pages for people, and how the results are looked at: `view`, `frame`, `sky`. Values stay text
 * here; the API checks them.
 */
export const filterNames = [
  "q",
  "project",
  "target",
  "instrument",
  "collection",
  "dataset",
  "raDeg",
  "decDeg",
  "radiusDeg",
  "match",
  "offsetMaxDeg",
  "startMjd",
  "endMjd",
  "night",
  "zenithMaxDeg",
  "livetimeMinSec",
  "quality",
  "access",
  "polygon",
  "basket",
] as const;
export type FilterName = (typeof filterNames)[number];
/** Filters to set, and with `undefined` those to take away. */
export type FilterChange = Partial<Record<FilterName, string | undefined>>;
export type ObservationParams = Partial<Record<FilterName, string>>;

/** How results are looked at: which of map and timeline, in which coordinates, and where the map stands. */
export const viewNames = ["view", "frame", "sky"] as const;

const listNames = [...filterNames, "sort", "limit", "cursor", "page", ...viewNames] as const;
export type SearchParams = Partial<Record<(typeof listNames)[number], string>>;

/** Takes the known names with a value out of an address; of a repeated name the first counts. */
export function readParams(source: URLSearchParams | Readonly<Record<string, string | readonly string[] | undefined>>): SearchParams {
  const params: SearchParams = {};
  for (const name of listNames) {
    const raw = source instanceof URLSearchParams ? source.get(name) : source[name];
    const value = (typeof raw === "string" ? raw : raw?.[0])?.trim();
    if (value) params[name] = value;
  }
  return params;
}

/** The filters alone: what selects observations, however they are sorted and paged. */
export function filtersOf(params: SearchParams): ObservationParams {
  const filters: ObservationParams = {};
  for (const name of filterNames) if (params[name]) filters[name] = params[name];
  return filters;
}

function write(names: readonly (keyof SearchParams)[], params: SearchParams): string {
  const query = new URLSearchParams();
  for (const name of names) if (params[name]) query.set(name, params[name]);
  return query.toString();
}

/** The query string for the API, in one fixed order of names, so that equal searches have equal keys. */
export function apiQuery(params: SearchParams): string {
  return write([...filterNames, "sort", "limit", "cursor"], params);
}

/** The page's own address for this search. */
export function searchHref(params: SearchParams): string {
  const query = write(listNames, params);
  return query ? `/search?${query}` : "/search";
}

/** Other filters: back to the first page. `undefined` takes a filter away. */
export function withFilters(params: SearchParams, change: FilterChange): SearchParams {
  const next: SearchParams = { ...params };
  for (const name of Object.keys(change) as FilterName[]) {
    if (change[name]) next[name] = change[name];
    else delete next[name];
  }
  if (!next.raDeg || !next.decDeg) for (const name of ["raDeg", "decDeg", "radiusDeg", "match", "offsetMaxDeg"] as const) delete next[name];
  if (!next.raDeg && next.sort?.endsWith("offsetDeg")) delete next.sort;
  return withoutPage(next);
}

/** No filter at all; how the results are looked at stays. */
export function withoutFilters(params: SearchParams): SearchParams {
  const next: SearchParams = {};
  for (const name of viewNames) if (params[name]) next[name] = params[name];
  if (params.sort && !params.sort.endsWith("offsetDeg")) next.sort = params.sort;
  return next;
}

/** Another order: back to the first page. */
export function withSort(params: SearchParams, sort: string | undefined): SearchParams {
  const { sort: _old, ...rest } = params;
  return withoutPage(sort ? { ...rest, sort } : rest);
}

/** The first page of the same search. */
export function withoutPage(params: SearchParams): SearchParams {
  const { cursor: _cursor, page: _page, ...rest } = params;
  return rest;
}
