import type { IncomingMessage } from "node:http";
import { findPerson, viewerFromPerson } from "@/lib/auth/people";
import { viewerOf } from "@/lib/auth/viewer";
import { stagingAccess } from "@/lib/embargo/staging-viewer";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import { AppError } from "@/lib/errors/app-error";
import { verifyPermit } from "@/lib/http/permit";

export interface Asker {
  readonly viewer: Viewer;
  /** With a staging token: the one manifest whose files exist for it. */
  readonly manifestId: string | null;
}

/** The permit is forged, for another file, or too old. The same answer for every file, and for none. */
class PermitRefused extends AppError {
  static override readonly slug = "permit-refused";
  readonly status = 401;
  constructor() {
    super("This link to a file was good for one minute and has ended, or belongs to another file. Ask for the file at the portal's own address again.");
  }
}

/**
 * Who asks the files process: the bearer of a staging token or of an access token, the holder of a permit, or anybody.
 * Never a cookie: other ports of 127.0.0.1 share cookies, and notebooks run people's code.
 *
 * @param path as it was sent, without its query
 * @throws PermitRefused, BearerRefused and the other errors of `viewerOf`.
 */
export async function askerOf(request: IncomingMessage, path: string, query: string): Promise<Asker> {
  const { authorization } = request.headers;
  if (authorization !== undefined) return bearerOf(authorization);
  const permits = new URLSearchParams(query).getAll("permit");
  if (permits.length === 0) return { viewer: anonymous, manifestId: null };
  const holder = permits.length === 1 ? verifyPermit(permits[0]!, path) : null;
  if (!holder) throw new PermitRefused();
  const person = holder.sub === null ? null : await findPerson(holder.sub);
  return { viewer: person ? viewerFromPerson(person) : anonymous, manifestId: null };
}

async function bearerOf(authorization: string): Promise<Asker> {
  const token = /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1];
  // A JWT of the identity service has dots; ours have none, so that it need not be looked for among them.
  const staging = token === undefined || token.includes(".") ? null : await stagingAccess(token);
  if (staging) return { viewer: staging.viewer, manifestId: staging.manifestId };
  return { viewer: await viewerOf(new Request("http://files/", { headers: { authorization } })), manifestId: null };
}
