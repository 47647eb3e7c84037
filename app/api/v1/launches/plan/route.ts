import { requireSignedIn } from "@/lib/auth/viewer";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";
import { planLaunch } from "@/lib/launch/plan";
import { launchRequestSchema } from "@/lib/launch/schemas";

export const POST = route({ body: launchRequestSchema }, async ({ viewer, body }) => json(await planLaunch(requireSignedIn(viewer), body)));
