import { queryOptions } from "@tanstack/react-query";
import { askApi } from "@/components/api/fetch";
import { basketKeys } from "@/components/basket/queries";

const schemas = () => import("@/lib/basket/schemas");
const summarySchema = async () => (await schemas()).manifestSummarySchema;

export const manifestKeys = { one: (id: string) => ["manifest", id] } as const;

/** The person's own kept manifests, newest first: the last hundred. */
export const manifestListOptions = () =>
  queryOptions({
    queryKey: basketKeys.manifests,
    queryFn: ({ signal }) =>
      askApi("/manifests?limit=100", async () => {
        const [{ listSchema }, item] = await Promise.all([import("@/lib/catalogue/schemas"), summarySchema()]);
        return listSchema(item);
      }, { signal }),
    staleTime: 0,
  });

/** A manifest as the viewer is shown it. */
export const sharedManifestOptions = (id: string) =>
  queryOptions({ queryKey: manifestKeys.one(id), queryFn: ({ signal }) => askApi(`/manifests/${id}`, async () => (await schemas()).sharedManifestSchema, { signal }) });

/** Keeps a basket as a manifest and makes its link. */
export function shareBasket(basketId: string) {
  return askApi("/manifests", summarySchema, { method: "POST", body: { basketId, share: true } });
}

export function makeLink(id: string) {
  return askApi(`/manifests/${id}/link`, summarySchema, { method: "POST" });
}

export function endLink(id: string) {
  return askApi(`/manifests/${id}/link`, summarySchema, { method: "DELETE" });
}
