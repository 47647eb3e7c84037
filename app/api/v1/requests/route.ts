import { requireSignedIn } from "@/lib/auth/viewer";
import { ask } from "@/lib/embargo/grants/ask";
import { listRequests } from "@/lib/embargo/grants/request-list";
import { requestBodySchema, requestQuerySchema } from "@/lib/embargo/grants/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ query: requestQuerySchema }, async ({ viewer, query }) => json(await listRequests(requireSignedIn(viewer), query)));

export const POST = route({ body: requestBodySchema }, async ({ viewer, body }) => json(await ask(requireSignedIn(viewer), body), { status: 201 }));
