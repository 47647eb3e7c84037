import { requireSignedIn } from "@/lib/auth/viewer";
import { answerRequest } from "@/lib/embargo/grants/answer";
import { idParamsSchema, requestAnswerSchema } from "@/lib/embargo/grants/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const PATCH = route({ params: idParamsSchema, body: requestAnswerSchema }, async ({ viewer, params, body }) => json(await answerRequest(requireSignedIn(viewer), params.id, body)));
