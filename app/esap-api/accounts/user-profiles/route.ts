import { requireSignedIn } from "@/lib/auth/viewer";
import { esapProfiles } from "@/lib/basket/export/esap";
import { buildManifest } from "@/lib/basket/manifest";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

/** The caller's own current basket, as ESAP's shopping client asks for it; whatever other name the address gives, there is no other. */
export const GET = route({}, async ({ viewer }) => {
  const me = requireSignedIn(viewer);
  return json(esapProfiles(me.username, await buildManifest(me)));
});
