import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { CookieJar } from "./cookie-jar";

/** A login over HTTP that did not end in a token: the message says where it stopped. */
export class SignInFailed extends Error {}

const discoverySchema = z.object({ authorization_endpoint: z.url(), token_endpoint: z.url() });
const tokensSchema = z.looseObject({ access_token: z.string(), id_token: z.string().optional(), refresh_token: z.string().optional() });
export type SignInTokens = z.infer<typeof tokensSchema>;

export interface SignInRequest {
  readonly issuer: string;
  readonly clientId: string;
  /** Absent for a public client. */
  readonly clientSecret?: string;
  readonly redirectUri: string;
  readonly scope: string;
  /** The audience for which a JWT is wanted; without it the token is opaque and good for userinfo. */
  readonly resource?: string;
  readonly username: string;
  readonly password: string;
}

/**
 * Logs in at the demo IAM as a browser would (authorization code with PKCE, the login page's own form) and gives the
 * tokens. There is no other way to a token: scripts have no back door.
 *
 * @throws SignInFailed when the IAM refuses the account, the client or the request.
 */
export async function signInOverHttp(request: SignInRequest, jar = new CookieJar()): Promise<SignInTokens> {
  const { authorization_endpoint, token_endpoint } = discoverySchema.parse(
    await (await jar.fetch(`${request.issuer}/.well-known/openid-configuration`)).json(),
  );
  const verifier = randomBytes(32).toString("base64url");
  const state = randomBytes(16).toString("base64url");
  const url = new URL(authorization_endpoint);
  url.search = new URLSearchParams({
    response_type: "code",
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    scope: request.scope,
    state,
    nonce: randomBytes(16).toString("base64url"),
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...(request.resource !== undefined && { resource: request.resource }),
  }).toString();

  const back = await authorize(jar, url.href, request);
  if (back.searchParams.get("state") !== state) throw new SignInFailed("The identity service answered another login than ours");
  const code = back.searchParams.get("code");
  if (code === null) throw new SignInFailed(back.searchParams.get("error_description") ?? back.searchParams.get("error") ?? "No code came back");
  return exchange(jar, token_endpoint, request, code, verifier);
}

/** Follows the redirects from the authorization endpoint to the redirect URI, filling in the login page on the way. */
export async function authorize(jar: CookieJar, url: string, who: Pick<SignInRequest, "redirectUri" | "username" | "password">): Promise<URL> {
  let next = url;
  for (let step = 0; step < 12; step += 1) {
    if (next.startsWith(who.redirectUri)) return new URL(next);
    let response = await jar.fetch(next);
    if (response.status === 200 && new URL(next).pathname.startsWith("/interaction/")) {
      const body = new URLSearchParams({ username: who.username, password: who.password });
      response = await jar.fetch(`${next}/login`, { method: "POST", body });
      if (response.status === 401) throw new SignInFailed(`The identity service knows no account “${who.username}” with this password`);
    }
    const location = response.headers.get("location");
    if (location === null) throw new SignInFailed(`The identity service answered ${response.status} at ${new URL(next).pathname}`);
    next = new URL(location, next).href;
  }
  throw new SignInFailed("The identity service redirects in circles");
}

async function exchange(jar: CookieJar, endpoint: string, request: SignInRequest, code: string, verifier: string): Promise<SignInTokens> {
  const body = new URLSearchParams({ grant_type: "authorization_code", code, redirect_uri: request.redirectUri, code_verifier: verifier });
  const headers: Record<string, string> = {};
  if (request.clientSecret === undefined) body.set("client_id", request.clientId);
  else headers.authorization = `Basic ${Buffer.from(`${encodeURIComponent(request.clientId)}:${encodeURIComponent(request.clientSecret)}`).toString("base64")}`;
  if (request.resource !== undefined) body.set("resource", request.resource);
  const response = await jar.fetch(endpoint, { method: "POST", body, headers });
  if (!response.ok) throw new SignInFailed(`The identity service gave no token: ${(await response.text()).slice(0, 300)}`);
  return tokensSchema.parse(await response.json());
}
