import { z } from "zod";
import { requireSignedIn } from "@/lib/auth/viewer";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";
import { getLaunch, stopLaunch } from "@/lib/launch/launch";

const params = z.object({ id: z.string() });

export const GET = route({ params }, async ({ viewer, params: { id } }) => json(await getLaunch(requireSignedIn(viewer), id)));

/** 202 while its server is still to go; 200 when it is over. */
export const DELETE = route({ params }, async ({ viewer, params: { id } }) => {
  const launch = await stopLaunch(requireSignedIn(viewer), id);
  return json(launch, { status: launch.state === "stopping" ? 202 : 200 });
});
