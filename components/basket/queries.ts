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
  | { readonly query: ObservationParams; readonly withIrfs: boolean };

export function addToBasket(addition: BasketAddition) {
  return askApi("/basket/items", changeSchema, { method: "POST", body: addition });
}

/** What to take out. With the revision that the viewer saw, a basket changed in another tab is left as it is. */
export type BasketRemoval = { readonly ids: readonly string[] } | { readonly all: true };

export function removeFromBasket(removal: BasketRemoval, seenRevision?: number) {
  return askApi("/basket/items", changeSchema, {
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
