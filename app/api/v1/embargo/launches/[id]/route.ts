import { z } from "zod";
import { route } from "@/lib/http/route";
import { askToStop } from "@/lib/launch/revocation/list";

const params = z.object({ id: z.string() });

/** Accepted: the worker ends it within a moment. */
export const DELETE = route({ params }, async ({ viewer, params: { id } }) => {
  await askToStop(viewer, id);
  return new Response(null, { status: 202 });
});
