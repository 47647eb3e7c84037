import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { askApi } from "@/components/api/fetch";
import { apiQuery, filtersOf, type ObservationParams, type SearchParams } from "@/components/search/params";
import type { Analysis } from "@/lib/catalogue/analysis";

const schemas = () => import("@/lib/catalogue/schemas");
const listSchema = async () => (await schemas()).observationListSchema;
const facetsSchema = async () => (await schemas()).facetsSchema;
const spreadSchemas = () => import("@/lib/catalogue/spread-schemas");
const densitySchema = async () => (await spreadSchemas()).densitySchema;
const timelineSchema = async () => (await spreadSchemas()).timelineSchema;
const matchSchema = async () => (await schemas()).irfMatchResponseSchema;

export const observationKeys = {
  list: (params: SearchParams) => ["observations", "list", apiQuery(params)],
  total: (params: SearchParams) => ["observations", "total", apiQuery(filtersOf(params))],
  facets: (params: SearchParams) => ["observations", "facets", apiQuery(filtersOf(params))],
  density: (params: SearchParams) => ["observations", "density", apiQuery(filtersOf(params))],
  timeline: (params: SearchParams) => ["observations", "timeline", apiQuery(anyTime(params))],
  nearest: (params: SearchParams) => ["observations", "nearest", apiQuery(filtersOf(params))],
  irfs: (ids: readonly string[], analysis: Analysis) => ["irf-matches", analysis, ids],
} as const;

/** Some rows of a search. @throws ApiProblem */
export function fetchList(params: SearchParams, signal?: AbortSignal) {
  return askApi(`/observations?${apiQuery(params)}`, listSchema, { signal });
}

/** One page of a search. The page before stays on view, dimmed, while the next one is fetched. */
export const observationListOptions = (params: SearchParams) =>
  queryOptions({ queryKey: observationKeys.list(params), queryFn: ({ signal }) => fetchList(params, signal), placeholderData: keepPreviousData });

/** Count and size of a whole search; only its first page carries them. */
export const observationTotalOptions = (params: SearchParams) =>
  queryOptions({
    queryKey: observationKeys.total(params),
    queryFn: async ({ signal }) => {
      const { totalCount, totalSizeBytes } = await fetchList({ ...filtersOf(params), limit: "1" }, signal);
      return { totalCount, totalSizeBytes };
    },
  });

export const facetsOptions = (params: SearchParams) =>
  queryOptions({
    queryKey: observationKeys.facets(params),
    queryFn: ({ signal }) => askApi(`/observations/facets?${apiQuery(filtersOf(params))}`, facetsSchema, { signal }),
    placeholderData: keepPreviousData,
  });

/** Where on the sky the found observations lie. */
export const densityOptions = (params: SearchParams) =>
  queryOptions({
    queryKey: observationKeys.density(params),
    queryFn: ({ signal }) => askApi(`/observations/density?${apiQuery(filtersOf(params))}`, densitySchema, { signal }),
    placeholderData: keepPreviousData,
  });

/** When the observations began that the search would find at any time: the brush shows what it leaves out. */
export const timelineOptions = (params: SearchParams) =>
  queryOptions({
    queryKey: observationKeys.timeline(params),
    queryFn: ({ signal }) => askApi(`/observations/timeline?${apiQuery(anyTime(params))}`, timelineSchema, { signal }),
    placeholderData: keepPreviousData,
  });

function anyTime(params: SearchParams): ObservationParams {
  const { startMjd: _start, endMjd: _end, night: _night, ...others } = filtersOf(params);
  return others;
}

/** The observation nearest in time to a search that found none between its dates; null when no other date has any. */
export const nearestOptions = (params: SearchParams) =>
  queryOptions({
    queryKey: observationKeys.nearest(params),
    queryFn: async ({ signal }) => {
      const { startMjd, endMjd, night: _night, ...elsewhere } = filtersOf(params);
      const [after, before] = await Promise.all([
        endMjd ? fetchList({ ...elsewhere, startMjd: endMjd, sort: "startMjd", limit: "1" }, signal) : null,
        startMjd ? fetchList({ ...elsewhere, endMjd: startMjd, sort: "-startMjd", limit: "1" }, signal) : null,
      ]);
      const distances = [
        ...(after?.items ?? []).map((observation) => ({ observation, days: observation.startMjd - Number(endMjd), side: "later" as const })),
        ...(before?.items ?? []).map((observation) => ({ observation, days: Number(startMjd) - observation.startMjd, side: "earlier" as const })),
      ];
      return distances.sort((a, b) => a.days - b.days)[0] ?? null;
    },
  });

const idsPerPage = 1000;

/** The ids of everything that a search finds, in its order, `most` at the most. */
export async function collectIds(filters: ObservationParams, most: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof fetchList>> = await fetchList({ ...filters, limit: String(idsPerPage), ...(cursor ? { cursor } : {}) });
    ids.push(...page.items.map((item) => item.id));
    cursor = page.nextCursor;
  } while (cursor && ids.length < most);
  return ids.slice(0, most);
}

export function matchIrfs(observationIds: readonly string[], analysis: Analysis) {
  return askApi("/irf-matches", matchSchema, { method: "POST", body: { observationIds, analysis } });
}
