import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";
import { listAffectedLaunches } from "@/lib/launch/revocation/list";
import { affectedQuerySchema } from "@/lib/launch/revocation/schemas";

export const GET = route({ query: affectedQuerySchema }, async ({ viewer, query }) => json(await listAffectedLaunches(viewer, query)));
