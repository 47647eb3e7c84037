import { requireSignedIn } from "@/lib/auth/viewer";
import { archivePath } from "@/lib/basket/archive/address";
import { draftManifest, freezeManifest } from "@/lib/basket/manifest";
import { archiveQuerySchema } from "@/lib/basket/schemas";
import { setting } from "@/lib/config/environment";
import { signPermit } from "@/lib/http/permit";
import { route } from "@/lib/http/route";

/**
 * The basket as one archive: on to the files process, with a permit for it. What is in the basket now becomes a manifest,
 * and the same content the same one, so that a download that broke off goes on. Whether there is a manifest of the id
 * that is asked for is not asked here: everybody is sent on.
 */
export const GET = route({ query: archiveQuerySchema }, async ({ viewer, query: { format, analysis, manifest } }) => {
  const asker = requireSignedIn(viewer);
  const path = archivePath(manifest ?? (await freezeManifest(asker, await draftManifest(asker, analysis))).id, format);
  const location = `${setting("FILES_URL")}${path}?permit=${encodeURIComponent(signPermit(asker.sub, path))}`;
  return new Response(null, { status: 307, headers: { location, "referrer-policy": "no-referrer" } });
});
