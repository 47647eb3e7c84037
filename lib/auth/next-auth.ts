import NextAuth, { type NextAuthOptions } from "next-auth";
import { cookieChoices, parseCookies } from "@/lib/auth/cookies";
import type { Discovery } from "@/lib/auth/discovery";
import { AccountConflict, IdentityIncomplete } from "@/lib/auth/errors";
import { iamProvider } from "@/lib/auth/iam-provider";
import { identityAdapter } from "@/lib/auth/identity-adapter";
import { rememberPerson } from "@/lib/auth/people";
import type { SignInAttempt } from "@/lib/auth/sign-in-attempt";
import { derivedKey } from "@/lib/config/derived-key";
import { setting } from "@/lib/config/environment";
import { log } from "@/lib/config/log";

/** How long a browser keeps the session cookie; the session itself ends earlier (sessions.ts). */
const cookieLifetimeSec = 30 * 24 * 3600;

/** next-auth's configuration for one login. */
function authOptions(found: Discovery, attempt: SignInAttempt): NextAuthOptions {
  const cookies = cookieChoices();
  return {
    secret: derivedKey("next-auth").toString("base64url"),
    providers: [iamProvider(found, attempt)],
    adapter: identityAdapter(attempt),
    session: { strategy: "database", maxAge: cookieLifetimeSec },
    cookies,
    useSecureCookies: cookies.sessionToken.options.secure,
    pages: { signIn: "/signin", error: "/signin" },
    callbacks: { signIn: () => acceptPerson(attempt) },
    logger: {
      // Messages and metadata carry tokens and personal data: only next-auth's code goes to the log.
      error: (code) => log.warn({ code }, "next-auth"),
      warn: (code) => log.debug({ code }, "next-auth"),
      debug: () => undefined,
    },
  };
}

/**
 * Writes who logged in, with the groups just told, before any session is made. next-auth's adapter would write a person
 * once and never again, and its events swallow faults: a login with stale groups must not succeed.
 */
async function acceptPerson(attempt: SignInAttempt): Promise<boolean> {
  try {
    if (attempt.identity === null) return false;
    await rememberPerson(attempt.identity, attempt.toldAt);
    return true;
  } catch (error) {
    if (error instanceof AccountConflict) attempt.problem = "account-conflict";
    else if (error instanceof IdentityIncomplete) attempt.problem = "identity-incomplete";
    else throw error;
    return false;
  }
}

export interface NextAuthCall {
  readonly method: "GET" | "POST";
  /** The path below `/api/auth/`. */
  readonly path: readonly string[];
  readonly query?: Record<string, string>;
  readonly body?: Record<string, string>;
  readonly cookieHeader: string | null;
}

export interface NextAuthAnswer {
  readonly location: string | null;
  readonly setCookies: readonly string[];
  readonly body: unknown;
}

/** Runs next-auth by its handler for plain requests, which needs nothing of Next's and so runs in tests as it does in the portal. */
export async function runNextAuth(found: Discovery, attempt: SignInAttempt, call: NextAuthCall): Promise<NextAuthAnswer> {
  process.env.NEXTAUTH_URL = setting("PORTAL_URL");
  // An older session would be gone on with, and a broken way back would fail every login: login.ts sees to both.
  const { sessionToken, callbackUrl } = cookieChoices();
  const { [sessionToken.name]: _session, [callbackUrl.name]: _return, ...cookies } = parseCookies(call.cookieHeader);
  const headers = new Map<string, string | string[]>();
  const answer = { location: null as string | null, body: null as unknown };
  const response = {
    status: () => response,
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    setHeader: (name: string, value: string | string[]) => {
      headers.set(name.toLowerCase(), value);
      return response;
    },
    end: () => undefined,
    json: (body: unknown) => void (answer.body = body),
    send: (body: unknown) => void (answer.body = body),
  };
  const request = { method: call.method, query: { ...call.query, nextauth: call.path }, body: call.body ?? {}, cookies, headers: {} };
  await handler(request as never, response as never, authOptions(found, attempt));
  const location = headers.get("location");
  const setCookies = headers.get("set-cookie") ?? [];
  return { location: typeof location === "string" ? location : null, setCookies: [setCookies].flat(), body: answer.body };
}

/** next-auth is CommonJS: what its default export is depends on who loads it. */
const handler = (typeof NextAuth === "function" ? NextAuth : (NextAuth as { default: typeof NextAuth }).default) as typeof NextAuth;
