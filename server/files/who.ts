import type { IncomingMessage } from "node:http";
import { claimsToBeApiToken } from "@/lib/auth/api-tokens/secret";
import { apiTokenAgain, apiTokenById, useApiToken } from "@/lib/auth/api-tokens/use";
import { bearerHash, viewerOfBearerAgain } from "@/lib/auth/bearer";
import { callerAddress } from "@/lib/auth/caller-address";
import { BearerRefused } from "@/lib/auth/errors";
import { countingFailures, type Guess } from "@/lib/auth/rate-limit";
import { viewerOf } from "@/lib/auth/viewer";
import { viewerOfSubject } from "@/lib/embargo/groups-age";
import { secretHash, stagingAccess } from "@/lib/embargo/staging-viewer";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import { AppError } from "@/lib/errors/app-error";
import { isForgedPermit, type PermitHolder, verifyPermit } from "@/lib/http/permit";
import type { RunningAsker } from "./asker-group";

export interface Asker extends RunningAsker {
  readonly viewer: Viewer;
  /** With a staging token: the one manifest whose files exist for it. */
  readonly manifestId: string | null;
  /** With a staging token: the launch that it was given to. */
  readonly launchId?: string;
}

/** The permit is forged, for another file, or too old. The same answer for every file, and for none. */
export class PermitRefused extends AppError {
  static override readonly slug = "permit-refused";
  readonly status = 401;
  constructor() {
    super("This link to a file was good for one minute and has ended, or belongs to another file. Ask for the file at the portal's own address again.");
  }
}

/**
 * Who asks the files process: the bearer of a staging token, of an API token or of an access token, the holder of a permit, or anybody.
 * Never a cookie: other ports of 127.0.0.1 share cookies, and notebooks run people's code.
 *
 * @param path as it was sent, without its query
 * @throws PermitRefused, BearerRefused and the other errors of `viewerOf`.
 */
export async function askerOf(request: IncomingMessage, path: string, query: string): Promise<Asker> {
  const { authorization } = request.headers;
  const address = addressOf(request);
  if (authorization !== undefined) return bearerOf(authorization, address);
  const permits = new URLSearchParams(query).getAll("permit");
  if (permits.length === 0) return nobody;
  if (permits.length > 1) throw new PermitRefused();
  const permit = permits[0]!;
  const guess: Guess = { kind: "permit", secret: `${path} ${permit}`, address };
  const holder = await countingFailures(guess, async () => holderOf(permit, path), (error) => error instanceof PermitRefused && isForgedPermit(permit, path));
  const { sub, apiTokenId } = holder;
  if (apiTokenId !== null) return byApiToken(apiTokenId);
  if (sub === null) return nobody;
  const now = async () => (await viewerOfSubject(sub)) ?? always;
  return { viewer: (await now()).viewer, manifestId: null, key: `permit ${sub}`, now };
}

/** From where a request comes, as far as that is known. */
export function addressOf(request: IncomingMessage): string | null {
  return callerAddress((name) => [request.headers[name]].flat().at(-1), request.socket.remoteAddress);
}

const always = { viewer: anonymous, certainSec: null };
const nobody: Asker = { viewer: anonymous, manifestId: null, key: "nobody", now: () => Promise.resolve(always) };

function holderOf(permit: string, path: string): PermitHolder {
  const holder = verifyPermit(permit, path);
  if (!holder) throw new PermitRefused();
  return holder;
}

/** By a permit that was given to an API token: what the token opens now. */
async function byApiToken(id: string): Promise<Asker> {
  const { viewer } = await apiTokenById(id);
  return { viewer, manifestId: null, key: `api-token ${id}`, now: () => apiTokenAgain(id) };
}

async function bearerOf(authorization: string, address: string | null): Promise<Asker> {
  const token = /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1];
  const asViewer = async (): Promise<Asker> => {
    const viewer = await viewerOf(new Request("http://files/", { headers: { authorization } }), "read", address);
    // `viewerOf` has refused what is no bearer.
    return { viewer, manifestId: null, key: `bearer ${bearerHash(token ?? "")}`, now: () => viewerOfBearerAgain(token ?? "") };
  };
  if (token !== undefined && claimsToBeApiToken(token)) {
    const { id, viewer } = await useApiToken(token, "read", address);
    return { viewer, manifestId: null, key: `api-token ${id}`, now: () => apiTokenAgain(id) };
  }
  // A JWT of the identity service has dots; ours have none, so that it need not be looked for among them.
  if (token === undefined || token.includes(".")) return asViewer();
  const check = async () => {
    const staging = await stagingAccess(token);
    if (!staging) return asViewer();
    return { viewer: staging.viewer, manifestId: staging.manifestId, launchId: staging.launchId, key: `staging ${secretHash(token)}`, now: () => stagingAccess(token) };
  };
  return countingFailures({ kind: "staging-token", secret: token, address }, check, (error) => error instanceof BearerRefused);
}
