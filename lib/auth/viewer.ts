import { cache } from "react";
import type { ScopeNeeded } from "@/lib/auth/api-tokens/scopes";
import { claimsToBeApiToken } from "@/lib/auth/api-tokens/secret";
import { useApiToken } from "@/lib/auth/api-tokens/use";
import { viewerOfBearer } from "@/lib/auth/bearer";
import { callerAddress } from "@/lib/auth/caller-address";
import { cookieChoices, sessionCookieValue } from "@/lib/auth/cookies";
import { BearerRefused, SessionExpired, SignInNeeded, TooManyAttempts } from "@/lib/auth/errors";
import { viewerOfSession } from "@/lib/auth/groups-recheck";
import { countingFailures } from "@/lib/auth/rate-limit";
import { findSession } from "@/lib/auth/sessions";
import { anonymous, type SignedInViewer, type Viewer } from "@/lib/embargo/viewer";

/** RFC 6750, section 2.1; longer ones are no token of an identity service. */
const bearerForm = /^Bearer +([A-Za-z0-9._~+/-]{1,8000}=*)$/i;

/** Who sends a request, and by what. */
export interface Caller {
  readonly viewer: Viewer;
  /** The API token that was shown; null for everything else. */
  readonly apiTokenId: string | null;
}

/**
 * Who sends a request: the bearer of an access token or of an API token, else whose session cookie it carries, else
 * anonymous. What is presented must hold: a refused token or an ended session is an error, never a quiet fall back to
 * anonymous, whose empty results would look like 'there is nothing'.
 *
 * @param needed what an API token must be good for here; everything else is good for all that its person may
 * @param address from which the request comes; a process that sees the socket gives it
 * @throws BearerRefused, ApiTokenRefused, SessionExpired (401), IamUnreachable (503), ScopeMissing, IdentityIncomplete,
 * AccountConflict (403), TooManyAttempts, TooManyRequests (429).
 */
export async function callerOf(request: Request, needed: ScopeNeeded, address: string | null = callerAddress((name) => request.headers.get(name))): Promise<Caller> {
  const authorization = request.headers.get("authorization");
  if (authorization === null) return { viewer: await viewerOfCookie(sessionCookieValue(request.headers.get("cookie")), address), apiTokenId: null };
  const token = bearerForm.exec(authorization.trim())?.[1];
  if (token === undefined) throw new BearerRefused("is not of the form `Authorization: Bearer …`");
  if (claimsToBeApiToken(token)) {
    const { viewer, id } = await useApiToken(token, needed, address);
    return { viewer, apiTokenId: id };
  }
  return { viewer: await countingFailures({ kind: "bearer", secret: token, address }, () => viewerOfBearer(token), isWrongBearer), apiTokenId: null };
}

/** The same, of whom alone it matters who it is. */
export async function viewerOf(request: Request, needed: ScopeNeeded, address?: string | null): Promise<Viewer> {
  return (await callerOf(request, needed, address)).viewer;
}

/**
 * Who looks at a page, for server components; asked once per page. An ended session leads to the sign-in page, which
 * says so, by way of a route that can take the dead cookie away.
 */
export const currentViewer: () => Promise<Viewer> = cache(async () => {
  // Other processes import this file too; only pages need Next.
  const [{ cookies, headers }, { redirect }] = await Promise.all([import("next/headers"), import("next/navigation")]);
  const value = (await cookies()).get(cookieChoices().sessionToken.name)?.value ?? null;
  const received = await headers();
  const viewer = await viewerOfCookie(value, callerAddress((name) => received.get(name))).catch((error: unknown) => {
    // Where too many cookies were wrong, a right one is not heard either: the way to the sign-in page tells neither.
    if (error instanceof SessionExpired || error instanceof TooManyAttempts) return null;
    throw error;
  });
  return viewer ?? redirect(`/api/auth/expired?${new URLSearchParams({ callbackUrl: received.get("x-portal-path") ?? "/" })}`);
});

/** The viewer as somebody. @throws SignInNeeded (401) for anonymous. */
export function requireSignedIn(viewer: Viewer): SignedInViewer {
  if (viewer.kind === "anonymous") throw new SignInNeeded();
  return viewer;
}

async function viewerOfCookie(value: string | null, address: string | null): Promise<Viewer> {
  if (value === null) return anonymous;
  const check = async () => {
    const session = await findSession(value);
    if (session === null) throw new SessionExpired();
    return viewerOfSession(session);
  };
  return countingFailures({ kind: "session", secret: value, address }, check, (error) => error instanceof SessionExpired);
}

/** A token that has only grown old is no guess. */
function isWrongBearer(error: unknown): boolean {
  return error instanceof BearerRefused && !error.isGenuine;
}
