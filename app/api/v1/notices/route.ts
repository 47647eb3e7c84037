import { requireSignedIn } from "@/lib/auth/viewer";
import { listNotices } from "@/lib/embargo/grants/notice-list";
import { noticeQuerySchema } from "@/lib/embargo/grants/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ query: noticeQuerySchema }, async ({ viewer, query }) => json(await listNotices(requireSignedIn(viewer), query)));
