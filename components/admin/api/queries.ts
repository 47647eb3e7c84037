import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { askApi } from "@/components/api/fetch";
import type { Change, ChangeQuery } from "@/lib/embargo/changes/schemas";
import type { ManagedProjectQuery, PlacedQuery } from "@/lib/embargo/changes/office-schemas";

const changeSchemas = () => import("@/lib/embargo/changes/schemas");
const officeSchemas = () => import("@/lib/embargo/changes/office-schemas");
const catalogueSchemas = () => import("@/lib/catalogue/schemas");

export const managerKeys = {
  /** Whatever a change of the embargo can make untrue. */
  all: ["embargo"],
  projectPages: (query: object) => ["embargo", "project-pages", query],
  project: (code: string) => ["embargo", "project", code],
  changes: (query: object) => ["embargo", "changes", query],
  change: (id: string) => ["embargo", "change", id],
  whatIf: (change: Change | null) => ["embargo", "what-if", change],
  placed: (what: "holds" | "denials", query: object) => ["embargo", what, query],
} as const;

/** A query string of what is set, in one order. */
export function queryText(query: Readonly<Record<string, unknown>>): string {
  const set = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const text = new URLSearchParams(set.map(([name, value]) => [name, String(value)]).sort(([a], [b]) => (a! < b! ? -1 : 1))).toString();
  return text ? `?${text}` : "";
}

function fetchProjects(query: Partial<ManagedProjectQuery>, signal: AbortSignal) {
  return askApi(`/embargo/projects${queryText(query)}`, async () => {
    const [{ listSchema }, { managedProjectSchema }] = await Promise.all([catalogueSchemas(), officeSchemas()]);
    return listSchema(managedProjectSchema);
  }, { signal });
}

function fetchChanges(query: Partial<ChangeQuery>, signal: AbortSignal) {
  return askApi(`/embargo/changes${queryText(query)}`, async () => {
    const [{ listSchema }, { embargoChangeSchema }] = await Promise.all([catalogueSchemas(), changeSchemas()]);
    return listSchema(embargoChangeSchema);
  }, { signal });
}

/** The managed projects, page after page. */
export const managedProjectPages = (query: Partial<ManagedProjectQuery>) =>
  infiniteQueryOptions({
    queryKey: managerKeys.projectPages(query),
    queryFn: ({ signal, pageParam }) => fetchProjects({ ...query, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });

/** One managed project by its code; null when one manages none of this code. */
export const managedProjectOptions = (code: string) =>
  queryOptions({
    queryKey: managerKeys.project(code),
    queryFn: async ({ signal }) => (await fetchProjects({ q: code, limit: 200 }, signal)).items.find((project) => project.code === code) ?? null,
  });

/** The changes that touch what one manages, newest first, page after page. */
export const changePages = (query: Partial<ChangeQuery>) =>
  infiniteQueryOptions({
    queryKey: managerKeys.changes(query),
    queryFn: ({ signal, pageParam }) => fetchChanges({ ...query, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });

/** One change and what became of it. */
export const changeOptions = (id: string) =>
  queryOptions({
    queryKey: managerKeys.change(id),
    queryFn: ({ signal }) => askApi(`/embargo/changes/${encodeURIComponent(id)}`, async () => (await changeSchemas()).embargoChangeSchema, { signal }),
  });

export const holdsOptions = (query: Partial<PlacedQuery>) =>
  queryOptions({
    queryKey: managerKeys.placed("holds", query),
    queryFn: ({ signal }) =>
      askApi(`/embargo/holds${queryText(query)}`, async () => {
        const [{ wholeListSchema }, { embargoHoldSchema }] = await Promise.all([catalogueSchemas(), officeSchemas()]);
        return wholeListSchema(embargoHoldSchema);
      }, { signal }),
  });

export const denialsOptions = (query: Partial<PlacedQuery>) =>
  queryOptions({
    queryKey: managerKeys.placed("denials", query),
    queryFn: ({ signal }) =>
      askApi(`/embargo/denials${queryText(query)}`, async () => {
        const [{ wholeListSchema }, { embargoDenialSchema }] = await Promise.all([catalogueSchemas(), officeSchemas()]);
        return wholeListSchema(embargoDenialSchema);
      }, { signal }),
  });

/** What a change would do now. Never taken from an earlier answer: the world moves. */
export const whatIfOptions = (change: Change | null) =>
  queryOptions({
    queryKey: managerKeys.whatIf(change),
    queryFn: ({ signal }) => askApi("/embargo/changes/what-if", async () => (await changeSchemas()).effectSchema, { method: "POST", body: { change }, signal }),
    enabled: change !== null,
    staleTime: Infinity,
    gcTime: 0,
  });

/** @param expect digest of the effect that the manager has seen */
export function makeChange(request: { change: Change; reason: string; expect: string }) {
  return askApi("/embargo/changes", async () => (await changeSchemas()).embargoChangeSchema, { method: "POST", body: request });
}

export type Verdict = "approve" | "refuse" | "withdraw" | "undo";

export function decideChange(id: string, verdict: Verdict, body: { reason: string; expect?: string }) {
  return askApi(`/embargo/changes/${id}/${verdict}`, async () => (await changeSchemas()).embargoChangeSchema, { method: "POST", body });
}

/**
 * Reads a file of clocks: what is wrong with it, and what applying it would do. With a reason it applies it, all of it
 * or nothing.
 *
 * @param apply why, and the digest of the effect that the manager has seen
 */
export function importClocks(csv: string, apply: { reason: string; expect: string } | null) {
  const query = queryText({ dryRun: apply === null, ...apply });
  return askApi(`/embargo/clocks/import${query}`, async () => (await officeSchemas()).clockImportSchema, { method: "POST", csv });
}
