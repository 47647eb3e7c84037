import type { IncomingMessage } from "node:http";
import { findPerson, viewerFromPerson } from "@/lib/auth/people";
import { viewerOf } from "@/lib/auth/viewer";
import { stagingAccess } from "@/lib/embargo/staging-viewer";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { verifyPermit } from "@/lib/http/permit";

export interface Asker {
  readonly viewer: Viewer;
  /** With a staging token: the one manifest whose files exist for it. */
  readonly manifestId: string | null;
}

/**
 * Who asks the files process: the bearer of a staging token or of an access token, the holder of a permit, or anybody.
 * Never a cookie: other ports of 127.0.0.1 share cookies, and notebooks run people's code.
 *
 * @throws BearerRefused and the other errors of `viewerOf`; NotFound for a permit that does not hold, as for a wrong address.
 */
export async function askerOf(request: IncomingMessage, url: URL, path: string): Promise<Asker> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const staging = await stagingAccess(authorization.replace(/^Bearer +/i, ""));
    if (staging) return { viewer: staging.viewer, manifestId: staging.manifestId };
    return { viewer: await viewerOf(new Request(url, { headers: { authorization } })), manifestId: null };
  }
  const permit = url.searchParams.get("permit");
  if (permit === null) return { viewer: anonymous, manifestId: null };
  const holder = verifyPermit(permit, path);
  if (!holder) throw new NotFound();
  const person = holder.sub === null ? null : await findPerson(holder.sub);
  return { viewer: person ? viewerFromPerson(person) : anonymous, manifestId: null };
}
