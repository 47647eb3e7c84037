import { datasetQuerySchema } from "@/lib/catalogue/dataset-schemas";
import { listDatasets } from "@/lib/catalogue/datasets";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ query: datasetQuerySchema }, async ({ viewer, query }) => json(await listDatasets(viewer, query)));
