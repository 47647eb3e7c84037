import { queryOptions } from "@tanstack/react-query";
import { askApi, tellApi } from "@/components/api/fetch";
import type { ObservationParams } from "@/components/search/params";

const schemas = () => import("@/lib/searches/schemas");
const one = async () => (await schemas()).savedSearchSchema;

export const searchKeys = { all: ["searches"] } as const;

/** One's saved searches by name, then the last ones. */
export const searchesOptions = () =>
  queryOptions({ queryKey: searchKeys.all, queryFn: ({ signal }) => askApi("/searches", async () => (await schemas()).savedSearchListSchema, { signal }), staleTime: 0 });

export const keepSearch = (name: string, query: ObservationParams, isWatched: boolean) => askApi("/searches", one, { method: "POST", body: { name, query, isWatched } });
export const changeSearch = (id: string, change: { name?: string; isWatched?: boolean; isUsed?: true }) => askApi(`/searches/${id}`, one, { method: "PATCH", body: change });
export const forgetSearch = (id: string) => tellApi(`/searches/${id}`, { method: "DELETE" });
