import { requireSignedIn } from "@/lib/auth/viewer";
import { readAllNotices } from "@/lib/embargo/grants/notice-list";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const POST = route({}, async ({ viewer }) => json(await readAllNotices(requireSignedIn(viewer))));
