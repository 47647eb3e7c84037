import { cookieChoices, parseCookies, sessionCookieValue } from "@/lib/auth/cookies";
import { discoverNow, discovery } from "@/lib/auth/discovery";
import { IamUnreachable } from "@/lib/auth/errors";
import { iamProviderId } from "@/lib/auth/iam-provider";
import { type NextAuthAnswer, runNextAuth } from "@/lib/auth/next-auth";
import { endSession, findSession } from "@/lib/auth/sessions";
import { newAttempt, problemOfRedirect, type SignInAttempt } from "@/lib/auth/sign-in-attempt";
import type { SignInErrorCode } from "@/lib/auth/sign-in-problems";
import { setting } from "@/lib/config/environment";

/**
 * `GET /api/auth/login?callbackUrl=/path`: sends the browser to the identity service. A plain link suffices: starting a
 * login changes nothing, and its answer counts only in the browser that holds the state, PKCE and nonce cookies.
 */
export async function startLogin(request: Request): Promise<Response> {
  const callbackUrl = ownPath(new URL(request.url).searchParams.get("callbackUrl"));
  const cookieHeader = request.headers.get("cookie");
  try {
    const found = await discoverNow();
    const attempt = newAttempt();
    const csrf = await runNextAuth(found, attempt, { method: "GET", path: ["csrf"], cookieHeader });
    const { csrfToken } = csrf.body as { csrfToken: string };
    const cookies = [cookieHeader, ...csrf.setCookies.map((line) => line.split(";", 1)[0])].filter(Boolean).join("; ");
    const answer = await runNextAuth(found, attempt, {
      method: "POST",
      path: ["signin", iamProviderId],
      body: { csrfToken, callbackUrl: portalUrl(callbackUrl) },
      cookieHeader: cookies,
    });
    return redirect(answer.location ?? signInPage("login-failed", callbackUrl), [...csrf.setCookies, ...answer.setCookies]);
  } catch (error) {
    if (!(error instanceof IamUnreachable)) throw error;
    return redirect(signInPage("iam-unreachable", callbackUrl));
  }
}

/** `GET /api/auth/callback/iam`: the browser comes back from the identity service. Ends at the page where it began, or at the sign-in page with the reason. */
export async function finishLogin(request: Request): Promise<Response> {
  const cookieHeader = request.headers.get("cookie");
  const callbackUrl = ownPath(parseCookies(cookieHeader)[cookieChoices().callbackUrl.name] ?? null);
  const query = Object.fromEntries(new URL(request.url).searchParams);
  if (query.error !== undefined) return redirect(signInPage(problemOfRedirect(query.error), callbackUrl));

  const attempt = newAttempt();
  const older = await openSessionId(cookieHeader);
  try {
    const answer = await runNextAuth(await discovery(), attempt, { method: "GET", path: ["callback", iamProviderId], query, cookieHeader });
    if (hasSession(answer)) {
      if (older !== null) await endSession(older);
      return redirect(portalUrl(callbackUrl), answer.setCookies.filter((line) => !line.startsWith(`${cookieChoices().callbackUrl.name}=`)));
    }
  } catch (error) {
    if (!(error instanceof IamUnreachable)) throw error;
    attempt.problem = "iam-unreachable";
  }
  const problem = problemOf(attempt);
  // An old page, or the second of two logins begun at once: they are signed in, and that is what they want.
  if (problem === "login-interrupted" && older !== null) return redirect(portalUrl(callbackUrl));
  return redirect(signInPage(problem, callbackUrl));
}

function problemOf(attempt: SignInAttempt): SignInErrorCode {
  if (attempt.problem !== null) return attempt.problem;
  return attempt.cookiesFit ? "login-failed" : "login-interrupted";
}

async function openSessionId(cookieHeader: string | null): Promise<string | null> {
  const value = sessionCookieValue(cookieHeader);
  return value === null ? null : ((await findSession(value))?.id ?? null);
}

function hasSession(answer: NextAuthAnswer): boolean {
  const { name } = cookieChoices().sessionToken;
  return answer.setCookies.some((line) => line.startsWith(`${name}=`) && !line.startsWith(`${name}=;`));
}

/** The path of a URL at this portal, `/` for every other: a login must not end at a stranger's page. */
export function ownPath(url: string | null): string {
  const portal = setting("PORTAL_URL");
  if (url === null || !URL.canParse(url, portal)) return "/";
  const parsed = new URL(url, portal);
  if (parsed.origin !== new URL(portal).origin || parsed.pathname.startsWith("/api/") || parsed.pathname === "/signin") return "/";
  // Next's own mark of a request for a page's parts.
  parsed.searchParams.delete("_rsc");
  return `${parsed.pathname}${parsed.search}`;
}

/** The sign-in page's address with a reason to show; it leads on to `callbackUrl` afterwards. */
export function signInPage(problem: SignInErrorCode, callbackUrl: string): string {
  return portalUrl(`/signin?${new URLSearchParams({ error: problem, callbackUrl })}`);
}

export function portalUrl(path: string): string {
  return new URL(path, setting("PORTAL_URL")).href;
}

export function redirect(location: string, setCookies: readonly string[] = []): Response {
  const headers = new Headers({ location, "cache-control": "no-store" });
  for (const line of setCookies) headers.append("set-cookie", line);
  return new Response(null, { status: 303, headers });
}
