import { json } from "@/lib/http/json";
import type { BasketChange } from "./basket";
import { revisionTag } from "./revision";

/** What a change of a basket answers: the new revision, in the entity tag too. */
export function changed(change: BasketChange): Response {
  return json(change, { headers: { etag: revisionTag(change.revision) } });
}
