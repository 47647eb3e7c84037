import { datasetParamsSchema } from "@/lib/catalogue/dataset-schemas";
import { getDataset } from "@/lib/catalogue/datasets";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ params: datasetParamsSchema }, async ({ viewer, params }) => json(await getDataset(viewer, params.id)));
