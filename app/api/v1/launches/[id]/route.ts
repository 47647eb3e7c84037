import { z } from "zod";
import { requireSignedIn } from "@/lib/auth/viewer";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";
import { getLaunch, stopLaunch } from "@/lib/launch/launch";
import { prolongLaunch } from "@/lib/launch/prolong";
import { launchChangeSchema } from "@/lib/launch/schemas";

const params = z.object({ id: z.string() });

export const GET = route({ params }, async ({ viewer, params: { id } }) => json(await getLaunch(requireSignedIn(viewer), id)));

export const PATCH = route({ params, body: launchChangeSchema }, async ({ viewer, params: { id }, body }) => json(await prolongLaunch(requireSignedIn(viewer), id, body)));

/** 202 while its server is still to go; 200 when it is over. */
export const DELETE = route({ params }, async ({ viewer, params: { id } }) => {
  const launch = await stopLaunch(requireSignedIn(viewer), id);
  return json(launch, { status: launch.state === "stopping" ? 202 : 200 });
});
