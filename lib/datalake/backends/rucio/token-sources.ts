import { decodeJwt } from "jose";
import { z } from "zod";
import { discovery } from "@/lib/auth/discovery";
import { askIam } from "@/lib/auth/iam-client";
import { RucioAnswerOdd, RucioRefused, RucioUnreachable } from "./faults";
import type { Limits } from "./limits";
import { Patience } from "./patience";
import type { RucioToken, TokenSource } from "./tokens";

export interface UserPass {
  /** Of Rucio's authentication server, without a trailing slash. */
  readonly authUrl: string;
  readonly account: string;
  readonly username: string;
  readonly password: string;
}

/** Tokens by user name and password. Source: PROTOCOLS, Rucio REST, Auth. A refusal is never tried again: accounts get locked. */
export function userPassTokens({ authUrl, account, username, password }: UserPass, limits: Limits): TokenSource {
  return async () => {
    const patience = new Patience(limits, undefined);
    const headers = { "x-rucio-account": account, "x-rucio-username": username, "x-rucio-password": password };
    // A redirect would take the password elsewhere.
    const response = await patience.waitFor(fetch(`${authUrl}/auth/userpass`, { headers, redirect: "manual", cache: "no-store", signal: patience.signal }));
    patience.end();
    if (response.status === 401 || response.status === 400 || response.status === 403) throw new RucioRefused("its user name, password or account is wrong", { cause: response.headers.get("exceptionclass") });
    if (response.status >= 500 || response.status === 429) throw new RucioUnreachable(`its authentication answers ${response.status}`);
    const value = response.headers.get("x-rucio-auth-token");
    const expiresAtMs = Date.parse(response.headers.get("x-rucio-auth-token-expires") ?? "");
    if (response.status !== 200 || !value || Number.isNaN(expiresAtMs)) throw new RucioAnswerOdd(`its authentication answered ${response.status} without a token and its end`);
    return { value, expiresAtMs };
  };
}

export interface ServiceClient {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string;
  /** Which service the token is for, where the identity service wants to be told. */
  readonly audience?: string;
}

const tokenAnswerSchema = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });

/** A service's own tokens from the identity service (RFC 6749, section 4.4). */
export function serviceTokens({ clientId, clientSecret, scope, audience }: ServiceClient): TokenSource {
  return async () => {
    const { token_endpoint: endpoint } = await discovery();
    const authorization = `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString("base64")}`;
    const answer = await askIam(endpoint, { method: "POST", headers: { authorization }, body: new URLSearchParams({ grant_type: "client_credentials", scope, ...(audience && { audience }) }) });
    const found = tokenAnswerSchema.safeParse(answer.body);
    if (answer.status !== 200 || !found.success) throw new RucioRefused("the identity service gives its client no token for Rucio", { cause: answer.status });
    return { value: found.data.access_token, expiresAtMs: Date.now() + found.data.expires_in * 1000 };
  };
}

/**
 * A viewer's own tokens, from whoever renews that viewer's login.
 *
 * @param accessToken gives an access token of the identity service, a JWT, that is good now
 */
export function viewerTokens(accessToken: () => Promise<string>): TokenSource {
  return async (): Promise<RucioToken> => {
    const value = await accessToken();
    return { value, expiresAtMs: endOf(value) };
  };
}

function endOf(jwt: string): number {
  try {
    const { exp } = decodeJwt(jwt);
    if (exp !== undefined) return exp * 1000;
  } catch {
    // What is no JWT Rucio would not take either.
  }
  throw new RucioRefused("the login's token is no JWT with an end");
}
