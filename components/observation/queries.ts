import { queryOptions } from "@tanstack/react-query";
import { askApi } from "@/components/api/fetch";

const schemas = () => import("@/lib/catalogue/schemas");

export const observationPartKeys = {
  one: (id: string) => ["observation", id],
  products: (id: string) => ["observation", id, "products"],
  access: (id: string) => ["observation", id, "access"],
  irfs: (id: string) => ["observation", id, "irfs"],
} as const;

const pathOf = (id: string) => `/observations/${id}`;

/** One observation, as lists show it. */
export const observationOptions = (id: string) =>
  queryOptions({
    queryKey: observationPartKeys.one(id),
    queryFn: ({ signal }) => askApi(pathOf(id), async () => (await schemas()).observationSchema, { signal }),
  });

/** Files of an observation, as far as the viewer may know of them. */
export const productsOptions = (id: string) =>
  queryOptions({
    queryKey: observationPartKeys.products(id),
    queryFn: ({ signal }) =>
      askApi(`${pathOf(id)}/products`, async () => {
        const { listSchema, productSchema } = await schemas();
        return listSchema(productSchema);
      }, { signal }),
  });

/** Which rule lets the viewer see and read it, or not. */
export const accessOptions = (id: string) =>
  queryOptions({
    queryKey: observationPartKeys.access(id),
    queryFn: ({ signal }) => askApi(`${pathOf(id)}/access`, async () => (await schemas()).accessReportSchema, { signal }),
  });

/** Its IRFs and the rule that chose each. */
export const observationIrfsOptions = (id: string) =>
  queryOptions({
    queryKey: observationPartKeys.irfs(id),
    queryFn: async ({ signal }) => {
      const body = { observationIds: [id], analysis: "map" };
      const answer = await askApi("/irf-matches", async () => (await schemas()).irfMatchResponseSchema, { method: "POST", body, signal });
      return answer.items[0] ?? null;
    },
  });
