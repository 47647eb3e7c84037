import { requireSignedIn } from "@/lib/auth/viewer";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";
import { listLaunches } from "@/lib/launch/launch";
import { launchPageSchema, launchRequestSchema } from "@/lib/launch/schemas";
import { startLaunch } from "@/lib/launch/start";

export const GET = route({ query: launchPageSchema }, async ({ viewer, query }) => json(await listLaunches(requireSignedIn(viewer), query)));

export const POST = route({ body: launchRequestSchema }, async ({ viewer, body }) => {
  const launch = await startLaunch(requireSignedIn(viewer), body);
  return json(launch, { status: 202, headers: { location: `/api/v1/launches/${launch.id}` } });
});
