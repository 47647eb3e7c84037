import { getChange } from "@/lib/embargo/changes/list";
import { changeParamsSchema } from "@/lib/embargo/changes/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ params: changeParamsSchema }, async ({ viewer, params }) => json(await getChange(viewer, params.id)));
