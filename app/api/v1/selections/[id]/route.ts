import { requireSignedIn } from "@/lib/auth/viewer";
import { idParamsSchema, selectionChangeSchema } from "@/lib/embargo/grants/schemas";
import { changeSelection, discardSelection, getSelection } from "@/lib/embargo/grants/selections";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ params: idParamsSchema }, async ({ viewer, params }) => json(await getSelection(requireSignedIn(viewer), params.id)));

export const PATCH = route({ params: idParamsSchema, body: selectionChangeSchema }, async ({ viewer, params, body }) => json(await changeSelection(requireSignedIn(viewer), params.id, body)));

export const DELETE = route({ params: idParamsSchema }, async ({ viewer, params }) => {
  await discardSelection(requireSignedIn(viewer), params.id);
  return new Response(null, { status: 204 });
});
