import { requireSignedIn } from "@/lib/auth/viewer";
import { keepStore } from "@/lib/basket/manifest";
import type { StoreChoice } from "@/lib/basket/manifest/selection";
import type { ArchiveQuery } from "@/lib/basket/schemas";
import { setting } from "@/lib/config/environment";
import type { Viewer } from "@/lib/embargo/viewer";
import { signPermit } from "@/lib/http/permit";
import { archivePath } from "./address";

/** Who asks: a person, or an API token of theirs, which the permit then stands for. */
interface Asker {
  readonly viewer: Viewer;
  readonly apiTokenId: string | null;
}

/**
 * A basket as one archive: on to the files process, with a permit for it. What is in the basket now becomes a manifest,
 * and the same content the same one, so that a download that broke off goes on. Whether there is a manifest of the id
 * that is asked for is not asked here: everybody is sent on.
 *
 * @throws SignInRequired; NotFound for a basket of which there is nothing for this viewer.
 */
export async function sendOnToArchive({ viewer, apiTokenId }: Asker, { format, analysis, manifest }: ArchiveQuery, choice: StoreChoice = {}): Promise<Response> {
  const asker = requireSignedIn(viewer);
  const path = archivePath(manifest ?? (await keepStore(asker, analysis, choice)), format);
  const location = `${setting("FILES_URL")}${path}?permit=${encodeURIComponent(signPermit(asker.sub, path, { apiTokenId }))}`;
  return new Response(null, { status: 307, headers: { location, "referrer-policy": "no-referrer" } });
}
