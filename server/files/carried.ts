import type { IncomingMessage } from "node:http";
import { setting } from "@/lib/config/environment";
import type { ReadableFile } from "@/lib/datalake/find-file";
import { isPublic } from "@/lib/datalake/is-public";
import type { Viewer } from "@/lib/embargo/viewer";
import type { Wanted } from "./ranges";

/** The location of deploy/nginx/files.conf that is nginx's own: nobody reaches it from outside. */
const LAKE_LOCATION = "/airshower-lake/";
/** Which nginx would judge by other tags and dates than ours. */
const judgedByUs = ["if-match", "if-unmodified-since", "if-modified-since"] as const;

/**
 * Where nginx finds a file that it is to send in our place (`X-Accel-Redirect`), null where we send it. The embargo has
 * been asked, and the access is in the audit. Once handed over nothing cuts it off: so only what anybody may read is,
 * unless the operator has accepted that. What nginx answers must be what we would.
 *
 * @throws what `ReadableFile.open` does: a file that is lost is told as lost
 */
export async function carriedBy(file: ReadableFile, viewer: Viewer, { headers }: IncomingMessage, wanted: Wanted): Promise<string | null> {
  const carries = setting("NGINX_CARRIES");
  if (carries === "nothing") return null;
  if (judgedByUs.some((name) => headers[name] !== undefined)) return null;
  // A range that is not heeded, as that of an older file.
  if (headers.range !== undefined && wanted.kind !== "ranges") return null;
  if (carries === "public" && viewer.kind !== "anonymous" && !(await isPublic(file.key))) return null;
  const path = file.pathBelowRoot();
  if (path === null) return null;
  (await file.open()).destroy();
  return LAKE_LOCATION + path;
}
