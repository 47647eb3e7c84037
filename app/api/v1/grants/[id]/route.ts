import { requireSignedIn } from "@/lib/auth/viewer";
import { changeGrant, revokeGrant } from "@/lib/embargo/grants/change";
import { grantChangeSchema, idParamsSchema, revocationSchema } from "@/lib/embargo/grants/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const PATCH = route({ params: idParamsSchema, body: grantChangeSchema }, async ({ viewer, params, body }) => json(await changeGrant(requireSignedIn(viewer), params.id, body)));

export const DELETE = route({ params: idParamsSchema, body: revocationSchema }, async ({ viewer, params, body }) => json(await revokeGrant(requireSignedIn(viewer), params.id, body.reason)));
