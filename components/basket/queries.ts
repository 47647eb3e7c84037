import { queryOptions } from "@tanstack/react-query";
import { askApi } from "@/components/api/fetch";
import type { ApiProblem } from "@/components/api/problem";
import type { ObservationParams } from "@/components/search/params";

const schemas = () => import("@/lib/basket/schemas");
const basketSchema = async () => (await schemas()).basketSchema;
const changeSchema = async () => (await schemas()).basketChangeSchema;

/** Items on one page of the basket. */
export const basketPageSize = 200;

export const basketKeys = {
  all: ["basket"],
  summary: ["basket", "summary"],
  page: (cursor: string | null) => ["basket", "page", cursor],
  list: ["basket", "list"],
  news: (basketId: string) => ["basket", "news", basketId],
  manifests: ["basket", "manifests"],
} as const;

/** Totals only, for the top bar: one item is asked for, since a page has at least one. */
export const basketSummaryOptions = () =>
  queryOptions({ queryKey: basketKeys.summary, queryFn: ({ signal }) => askApi("/basket?limit=1", basketSchema, { signal }) });

export const basketPageOptions = (cursor: string | null) =>
  queryOptions({
    queryKey: basketKeys.page(cursor),
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ limit: String(basketPageSize), ...(cursor ? { cursor } : {}) });
      return askApi(`/basket?${query}`, basketSchema, { signal });
    },
  });

/** What to put into the basket: chosen ids, or everything that a search finds, chosen by the server. */
export type BasketAddition =
  | { readonly ids: readonly string[]; readonly withIrfs: boolean }
  | { readonly query: ObservationParams; readonly except?: readonly string[]; readonly withIrfs: boolean; readonly keepQuery?: boolean }
  | { readonly manifestId: string };

/** Of one basket, or of the one that is current. */
const itemsPath = (basketId?: string | null) => (basketId ? `/baskets/${basketId}/items` : "/basket/items");

export function addToBasket(addition: BasketAddition, basketId?: string | null) {
  return askApi(itemsPath(basketId), changeSchema, { method: "POST", body: addition });
}

/** What to take out. With the revision that the viewer saw, a basket changed in another tab is left as it is. */
export type BasketRemoval = { readonly ids: readonly string[] } | { readonly all: true };

export function removeFromBasket(removal: BasketRemoval, seenRevision?: number, basketId?: string | null) {
  return askApi(itemsPath(basketId), changeSchema, {
    method: "DELETE",
    body: removal,
    ifMatch: seenRevision === undefined ? undefined : revisionTag(seenRevision),
  });
}

/** The entity tag of a basket's revision, as `GET /basket` sends it. */
export function revisionTag(revision: number): string {
  return `"${revision}"`;
}

/** The basket was changed elsewhere since this page saw it. */
export function isRevisionConflict(problem: ApiProblem): boolean {
  return problem.status === 412 || (problem.status === 409 && problem.slug.startsWith("basket"));
}

/** All baskets of the person, by name. */
export const basketListOptions = () =>
  queryOptions({ queryKey: basketKeys.list, queryFn: ({ signal }) => askApi("/baskets", async () => (await schemas()).basketListSchema, { signal }) });

const summarySchema = async () => (await schemas()).basketSummarySchema;

export function createBasket(body: { readonly name: string; readonly copyOf?: string }) {
  return askApi("/baskets", summarySchema, { method: "POST", body });
}

/** With the revision that the viewer saw, a basket changed in another tab is left as it is. */
export function changeBasket(id: string, body: { readonly name?: string; readonly isCurrent?: true; readonly query?: null }, seenRevision?: number) {
  return askApi(`/baskets/${id}`, summarySchema, { method: "PATCH", body, ifMatch: seenRevision === undefined ? undefined : revisionTag(seenRevision) });
}

export function deleteBasket(id: string, seenRevision: number) {
  return askApi(`/baskets/${id}`, async () => (await import("zod")).z.undefined(), { method: "DELETE", ifMatch: revisionTag(seenRevision) });
}

/** What the basket's search finds now that it does not hold; asked for a basket that keeps a search. */
export const basketNewsOptions = (basketId: string) =>
  queryOptions({ queryKey: basketKeys.news(basketId), queryFn: ({ signal }) => askApi(`/baskets/${basketId}/news`, async () => (await schemas()).basketNewsSchema, { signal }), staleTime: 0 });

export function addNews(basketId: string) {
  return askApi(`/baskets/${basketId}/news`, changeSchema, { method: "POST" });
}
