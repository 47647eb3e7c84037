import { BrowserNeeded } from "@/lib/auth/api-tokens/errors";
import { listApiTokens, makeApiToken } from "@/lib/auth/api-tokens/manage";
import { apiTokenBodySchema } from "@/lib/auth/api-tokens/schemas";
import { requireSignedIn } from "@/lib/auth/viewer";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({}, async ({ viewer }) => json(await listApiTokens(requireSignedIn(viewer))));

export const POST = route({ body: apiTokenBodySchema }, async ({ viewer, body, request }) => {
  const owner = requireSignedIn(viewer);
  // An access token of the identity service lives for minutes; an API token must not come of one.
  if (request.headers.has("authorization")) throw new BrowserNeeded();
  return json(await makeApiToken(owner, body), { status: 201 });
});
