import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { askApi, askText } from "@/components/api/fetch";
import type { LaunchRequest } from "@/lib/launch/schemas";

const schemas = () => import("@/lib/launch/schemas");
const launchSchema = async () => (await schemas()).launchSchema;

export const launchKeys = {
  all: ["launches"],
  list: ["launches", "list"],
  one: (id: string) => ["launches", "one", id],
  log: (id: string) => ["launches", "log", id],
  expectedSec: (id: string) => ["launches", "expected", id],
  plan: (request: LaunchRequest) => ["launch-plan", request],
  services: ["notebook-services"],
  environments: ["environments"],
  analyses: ["analyses"],
} as const;

/** Where one can launch; unavailable services say why. */
export const servicesOptions = () =>
  queryOptions({
    queryKey: launchKeys.services,
    queryFn: ({ signal }) =>
      askApi("/notebook-services", async () => {
        const [{ wholeListSchema }, { notebookServiceSchema }] = await Promise.all([import("@/lib/catalogue/schemas"), schemas()]);
        return wholeListSchema(notebookServiceSchema);
      }, { signal }),
  });

/** With which software. */
export const environmentsOptions = () =>
  queryOptions({
    queryKey: launchKeys.environments,
    queryFn: ({ signal }) => askApi("/environments", async () => (await schemas()).environmentListSchema, { signal }),
  });

/** Which notebooks there are to begin with. */
export const analysesOptions = () =>
  queryOptions({
    queryKey: launchKeys.analyses,
    queryFn: ({ signal }) =>
      askApi("/analyses", async () => {
        const [{ wholeListSchema }, { analysisSchema }] = await Promise.all([import("@/lib/catalogue/schemas"), schemas()]);
        return wholeListSchema(analysisSchema);
      }, { signal }),
  });

/** What a launch would cost and what stands in its way. Asked anew when basket, service or analysis change. */
export const planOptions = (request: LaunchRequest) =>
  queryOptions({
    queryKey: launchKeys.plan(request),
    queryFn: ({ signal }) => askApi("/launches/plan", async () => (await schemas()).launchPlanSchema, { method: "POST", body: request, signal }),
    staleTime: 0,
  });

export function startLaunch(request: LaunchRequest) {
  return askApi("/launches", launchSchema, { method: "POST", body: request });
}

export const launchListOptions = () =>
  queryOptions({
    queryKey: launchKeys.list,
    queryFn: ({ signal }) =>
      askApi("/launches", async () => {
        const [{ listSchema }, item] = await Promise.all([import("@/lib/catalogue/schemas"), launchSchema()]);
        return listSchema(item);
      }, { signal }),
    staleTime: 5_000,
  });

export const launchOptions = (id: string) =>
  queryOptions({ queryKey: launchKeys.one(id), queryFn: ({ signal }) => askApi(`/launches/${id}`, launchSchema, { signal }), staleTime: 5_000 });

export function stopLaunch(id: string) {
  return askApi(`/launches/${id}`, launchSchema, { method: "DELETE" });
}

/** Moves a launch's end; null for none. */
export function prolongLaunch(id: string, until: string | null) {
  return askApi(`/launches/${id}`, launchSchema, { method: "PATCH", body: { until } });
}

/** Lets a launch begin without waiting for its data. */
export function beginNow(id: string) {
  return askApi(`/launches/${id}`, launchSchema, { method: "PATCH", body: { waitForData: false } });
}

/** What a service said while it built; asked again while it grows, and once more when it has come to its end. */
export const buildLogOptions = (id: string, isGrowing: boolean) =>
  queryOptions({
    queryKey: [...launchKeys.log(id), isGrowing ? "growing" : "whole"],
    queryFn: ({ signal }) => askText(`/launches/${id}/log`, { signal }),
    staleTime: 1000,
    placeholderData: keepPreviousData,
    refetchInterval: isGrowing ? 2000 : false,
  });
