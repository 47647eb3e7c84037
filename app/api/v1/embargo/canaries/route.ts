import { canaryKinds } from "@/lib/embargo/canary/kinds";
import { listRuns } from "@/lib/embargo/canary/runs";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({}, async ({ viewer }) => {
  const items = await listRuns(viewer);
  return json({ items, nextCursor: null, totalCount: items.length, kinds: canaryKinds });
});
