import { requireSignedIn } from "@/lib/auth/viewer";
import { selectionBodySchema } from "@/lib/embargo/grants/schemas";
import { listSelections, saveSelection } from "@/lib/embargo/grants/selections";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({}, async ({ viewer }) => json(await listSelections(requireSignedIn(viewer))));

export const POST = route({ body: selectionBodySchema }, async ({ viewer, body }) => json(await saveSelection(requireSignedIn(viewer), body), { status: 201 }));
