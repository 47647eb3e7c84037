import { z } from "zod";
import { didPath } from "@/lib/basket/manifest/address";
import { setting } from "@/lib/config/environment";
import { signPermit } from "@/lib/http/permit";
import { route } from "@/lib/http/route";

const params = z.object({ scope: z.string(), name: z.array(z.string()).min(1) });

/**
 * The portal's own address of a file: on to the files process, with a permit for this file and viewer. Whether there is
 * such a file is not asked here: everybody is sent on, and the files process asks the embargo.
 */
export const GET = route({ params }, async ({ viewer, apiTokenId, params: { scope, name } }) => {
  const path = didPath(`${scope}:${name.join("/")}`);
  const permit = signPermit(viewer.kind === "user" ? viewer.sub : null, path, { apiTokenId });
  const location = `${setting("FILES_URL")}${path}?permit=${encodeURIComponent(permit)}`;
  return new Response(null, { status: 307, headers: { location, "referrer-policy": "no-referrer" } });
});
