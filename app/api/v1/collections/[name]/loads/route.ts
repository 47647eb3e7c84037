import { requireSignedIn } from "@/lib/auth/viewer";
import { askForLoad, listLoads } from "@/lib/catalogue/load-again/ask";
import { collectionParamsSchema } from "@/lib/embargo/grants/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ params: collectionParamsSchema }, async ({ viewer, params }) => json(await listLoads(requireSignedIn(viewer), params.name)));

export const POST = route({ params: collectionParamsSchema }, async ({ viewer, params }) => json(await askForLoad(requireSignedIn(viewer), params.name), { status: 202 }));
