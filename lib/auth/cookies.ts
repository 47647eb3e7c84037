import { setting } from "@/lib/config/environment";

/** One cookie as next-auth wants it described. */
export interface CookieChoice {
  readonly name: string;
  readonly options: { httpOnly: true; sameSite: "lax"; path: "/"; secure: boolean; maxAge?: number };
}

/** A login that takes longer than this begins again. */
const loginLifetimeSec = 15 * 60;

/**
 * The portal's cookies. Their names carry the port, since one host's cookies go to all its ports; on https they are
 * `Secure` and `__Host-`, so that no neighbouring host can set or read them.
 */
export function cookieChoices() {
  const url = new URL(setting("PORTAL_URL"));
  const secure = url.protocol === "https:";
  const port = url.port || (secure ? "443" : "80");
  const cookie = (purpose: string, maxAge?: number): CookieChoice => ({
    name: `${secure ? "__Host-" : ""}airshower-${port}.${purpose}`,
    options: { httpOnly: true, sameSite: "lax", path: "/", secure, ...(maxAge !== undefined && { maxAge }) },
  });
  return {
    sessionToken: cookie("session"),
    callbackUrl: cookie("return"),
    csrfToken: cookie("csrf"),
    pkceCodeVerifier: cookie("pkce", loginLifetimeSec),
    state: cookie("state", loginLifetimeSec),
    nonce: cookie("nonce", loginLifetimeSec),
  };
}

/** The value of the session cookie in a `Cookie` header; null without one. */
export function sessionCookieValue(cookieHeader: string | null): string | null {
  const value = parseCookies(cookieHeader)[cookieChoices().sessionToken.name];
  return value === undefined || value === "" ? null : value;
}

export function parseCookies(cookieHeader: string | null): Record<string, string> {
  const cookies: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const pair of (cookieHeader ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at > 0) cookies[pair.slice(0, at).trim()] ??= decodeCookie(pair.slice(at + 1).trim());
  }
  return cookies;
}

/** A `Set-Cookie` line that takes the session cookie away. */
export function clearSessionCookie(): string {
  const { name, options } = cookieChoices().sessionToken;
  return `${name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0${options.secure ? "; Secure" : ""}`;
}

function decodeCookie(value: string): string {
  const text = value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
