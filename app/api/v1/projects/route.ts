import { listProjects } from "@/lib/catalogue/projects";
import { projectQuerySchema } from "@/lib/catalogue/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ query: projectQuerySchema }, async ({ viewer, query }) => json(await listProjects(viewer, query)));
