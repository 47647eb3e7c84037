import { requireSignedIn } from "@/lib/auth/viewer";
import { projectParamsSchema } from "@/lib/catalogue/schemas";
import { dropDeputy, listDeputies, nameDeputy } from "@/lib/embargo/grants/deputies";
import { deputyBodySchema } from "@/lib/embargo/grants/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ params: projectParamsSchema }, async ({ viewer, params }) => json(await listDeputies(requireSignedIn(viewer), params.code)));

export const POST = route({ params: projectParamsSchema, body: deputyBodySchema }, async ({ viewer, params, body }) => json(await nameDeputy(requireSignedIn(viewer), params.code, body.name), { status: 201 }));

export const DELETE = route({ params: projectParamsSchema, body: deputyBodySchema }, async ({ viewer, params, body }) => json(await dropDeputy(requireSignedIn(viewer), params.code, body.name)));
