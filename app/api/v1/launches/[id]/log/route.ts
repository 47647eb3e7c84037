import { z } from "zod";
import { requireSignedIn } from "@/lib/auth/viewer";
import { route } from "@/lib/http/route";
import { readBuildLog } from "@/lib/launch/build-log";

const params = z.object({ id: z.string() });

export const GET = route({ params }, async ({ viewer, params: { id } }) => new Response(await readBuildLog(requireSignedIn(viewer), id), { headers: { "content-type": "text/plain; charset=utf-8" } }));
