import { requireSignedIn } from "@/lib/auth/viewer";
import { projectParamsSchema } from "@/lib/catalogue/schemas";
import { giveGrant } from "@/lib/embargo/grants/give";
import { listGrants } from "@/lib/embargo/grants/list";
import { grantBodySchema, grantPageSchema } from "@/lib/embargo/grants/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ params: projectParamsSchema, query: grantPageSchema }, async ({ viewer, params, query }) =>
  json(await listGrants(requireSignedIn(viewer), "project", params.code, query)),
);

export const POST = route({ params: projectParamsSchema, body: grantBodySchema }, async ({ viewer, params, body }) =>
  json(await giveGrant(requireSignedIn(viewer), "project", params.code, body), { status: 201 }),
);
