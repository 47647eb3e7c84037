import { requireSignedIn } from "@/lib/auth/viewer";
import { readNotice } from "@/lib/embargo/grants/notice-list";
import { idParamsSchema, noticeChangeSchema } from "@/lib/embargo/grants/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const PATCH = route({ params: idParamsSchema, body: noticeChangeSchema }, async ({ viewer, params }) => json(await readNotice(requireSignedIn(viewer), params.id)));
