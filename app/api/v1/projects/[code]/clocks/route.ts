import { getProjectClocks } from "@/lib/catalogue/project-clocks";
import { projectParamsSchema } from "@/lib/catalogue/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ params: projectParamsSchema }, async ({ viewer, params }) => json(await getProjectClocks(viewer, params.code)));
