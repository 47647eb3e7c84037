import { revokeApiToken } from "@/lib/auth/api-tokens/manage";
import { tokenParamsSchema } from "@/lib/auth/api-tokens/schemas";
import { requireSignedIn } from "@/lib/auth/viewer";
import { route } from "@/lib/http/route";

export const DELETE = route({ params: tokenParamsSchema }, async ({ viewer, params }) => {
  await revokeApiToken(requireSignedIn(viewer), params.id);
  return new Response(null, { status: 204 });
});
