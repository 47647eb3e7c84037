import { queryOptions } from "@tanstack/react-query";
import { isOpen } from "@/components/admin/loads/load-words";
import { askApi } from "@/components/api/fetch";

const schemas = () => import("@/lib/catalogue/load-again/schemas");
const loadsPath = (collection: string) => `/collections/${encodeURIComponent(collection)}/loads`;
/** A worker looks for what waits every five seconds. */
const whileOpenMs = 2_000;

export const loadKeys = { of: (collection: string) => ["collection-loads", collection] } as const;

/** The loads of a collection, newest first; asked again while one waits or runs. */
export const loadsOptions = (collection: string) =>
  queryOptions({
    queryKey: loadKeys.of(collection),
    queryFn: ({ signal }) => askApi(loadsPath(collection), async () => (await schemas()).collectionLoadListSchema, { signal }),
    refetchInterval: ({ state }) => (state.data?.items.some(isOpen) ? whileOpenMs : false),
  });

export const askForLoad = (collection: string) => askApi(loadsPath(collection), async () => (await schemas()).collectionLoadSchema, { method: "POST" });
