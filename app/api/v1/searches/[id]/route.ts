import { requireSignedIn } from "@/lib/auth/viewer";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";
import { searchChangeSchema, searchParamsSchema } from "@/lib/searches/schemas";
import { changeSearch, forgetSearch } from "@/lib/searches/searches";

export const PATCH = route({ params: searchParamsSchema, body: searchChangeSchema }, async ({ viewer, params, body }) => json(await changeSearch(requireSignedIn(viewer), params.id, body)));

export const DELETE = route({ params: searchParamsSchema }, async ({ viewer, params }) => {
  await forgetSearch(requireSignedIn(viewer), params.id);
  return new Response(null, { status: 204 });
});
