import { requireSignedIn } from "@/lib/auth/viewer";
import { projectParamsSchema } from "@/lib/catalogue/schemas";
import { readTeam } from "@/lib/embargo/grants/team";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ params: projectParamsSchema }, async ({ viewer, params }) => json(await readTeam(requireSignedIn(viewer), params.code)));
