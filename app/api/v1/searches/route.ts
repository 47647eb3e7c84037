import { requireSignedIn } from "@/lib/auth/viewer";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";
import { searchBodySchema } from "@/lib/searches/schemas";
import { listSearches, saveSearch } from "@/lib/searches/searches";

export const GET = route({}, async ({ viewer }) => json(await listSearches(requireSignedIn(viewer))));

export const POST = route({ body: searchBodySchema }, async ({ viewer, body }) => json(await saveSearch(requireSignedIn(viewer), body), { status: 201 }));
