import { z } from "zod";
import { requireSignedIn } from "@/lib/auth/viewer";
import { route } from "@/lib/http/route";
import { openLaunch } from "@/lib/launch/opening";

const params = z.object({ id: z.string() });

/** On to the notebook. Where a service lets people in by a token, it stands in this redirect, and in no answer or page. */
export const GET = route({ params }, async ({ viewer, params: { id } }) => {
  const location = await openLaunch(requireSignedIn(viewer), id);
  return new Response(null, { status: 303, headers: { location, "referrer-policy": "no-referrer" } });
});
