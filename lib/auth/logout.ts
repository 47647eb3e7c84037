import { clearSessionCookie, sessionCookieValue } from "@/lib/auth/cookies";
import { discoverNow } from "@/lib/auth/discovery";
import { IamUnreachable } from "@/lib/auth/errors";
import { ownPath, portalUrl, redirect, signInPage } from "@/lib/auth/login";
import { sessionTokenHash, unsealTokens } from "@/lib/auth/sessions";
import { leaveSession } from "@/lib/auth/standing-logins";
import { setting } from "@/lib/config/environment";
import { prisma } from "@/lib/db/prisma";
import { ForeignOrigin } from "@/lib/errors/requests";

/**
 * `POST /api/auth/logout`, a plain form: ends the session here, then sends the browser to the identity service to end
 * the one there (RP-initiated logout), which leads back to the portal.
 *
 * @throws ForeignOrigin when another site sent the form.
 */
export async function logOut(request: Request): Promise<Response> {
  if (request.headers.get("origin") !== new URL(setting("PORTAL_URL")).origin) throw new ForeignOrigin();
  const idToken = await endOwnSession(sessionCookieValue(request.headers.get("cookie")));
  if (idToken === null) return redirect(portalUrl("/"), [clearSessionCookie()]);
  return redirect(await endSessionUrl(idToken), [clearSessionCookie()]);
}

/** `GET /api/auth/expired`: takes a dead session's cookie away and says so on the sign-in page. */
export async function leaveExpiredSession(request: Request): Promise<Response> {
  return redirect(signInPage("session-expired", ownPath(new URL(request.url).searchParams.get("callbackUrl"))), [clearSessionCookie()]);
}

/** Ends the session and gives its ID token, by which the identity service knows which login is meant. */
async function endOwnSession(cookie: string | null): Promise<string | null> {
  if (cookie === null) return null;
  const sessionToken = sessionTokenHash(cookie);
  const session = await prisma().session.findUnique({ where: { sessionToken }, select: { iamTokens: true } });
  await leaveSession(sessionToken);
  return session && (unsealTokens(sessionToken, session.iamTokens)?.idToken ?? null);
}

async function endSessionUrl(idToken: string): Promise<string> {
  try {
    const { end_session_endpoint: endpoint } = await discoverNow();
    if (endpoint === undefined) return portalUrl("/");
    const url = new URL(endpoint);
    url.searchParams.set("id_token_hint", idToken);
    url.searchParams.set("client_id", setting("OIDC_CLIENT_ID"));
    url.searchParams.set("post_logout_redirect_uri", portalUrl("/"));
    return url.href;
  } catch (error) {
    if (!(error instanceof IamUnreachable)) throw error;
    return signInPage("signed-out-here-only", "/");
  }
}
