import { requireSignedIn } from "@/lib/auth/viewer";
import { giveGrant } from "@/lib/embargo/grants/give";
import { listGrants } from "@/lib/embargo/grants/list";
import { collectionParamsSchema, grantBodySchema, grantPageSchema } from "@/lib/embargo/grants/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ params: collectionParamsSchema, query: grantPageSchema }, async ({ viewer, params, query }) =>
  json(await listGrants(requireSignedIn(viewer), "collection", params.name, query)),
);

export const POST = route({ params: collectionParamsSchema, body: grantBodySchema }, async ({ viewer, params, body }) =>
  json(await giveGrant(requireSignedIn(viewer), "collection", params.name, body), { status: 201 }),
);
