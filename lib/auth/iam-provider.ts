import type { OAuthConfig } from "next-auth/providers/oauth";
import { clockToleranceSec } from "@/lib/auth/access-token";
import { type Claims, identityFromClaims } from "@/lib/auth/claims";
import type { Discovery } from "@/lib/auth/discovery";
import { iamTimeoutMs } from "@/lib/auth/iam-client";
import { problemOfExchange, type SignInAttempt } from "@/lib/auth/sign-in-attempt";
import { userinfo } from "@/lib/auth/userinfo";
import { setting } from "@/lib/config/environment";
import { log } from "@/lib/config/log";

/** next-auth's name for the one identity service; it stands in the redirect URI `/api/auth/callback/iam`. */
export const iamProviderId = "iam";

/** The identity service for next-auth: code flow with PKCE, state and nonce, ID token verified. */
export function iamProvider(found: Discovery, attempt: SignInAttempt): OAuthConfig<Claims> {
  return {
    id: iamProviderId,
    name: "Identity service",
    type: "oauth",
    issuer: found.issuer,
    jwks_endpoint: found.jwks_uri,
    clientId: setting("OIDC_CLIENT_ID"),
    clientSecret: setting("OIDC_CLIENT_SECRET"),
    client: { token_endpoint_auth_method: "client_secret_basic" },
    httpOptions: { timeout: iamTimeoutMs },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    authorization: { url: found.authorization_endpoint, params: { scope: setting("OIDC_SCOPE") } },
    token: {
      url: found.token_endpoint,
      // next-auth calls this once it has read the browser's cookies.
      async request({ client, params, checks, provider }) {
        attempt.cookiesFit = true;
        try {
          const tokens = await client.callback(provider.callbackUrl, params, checks);
          refuseSkewedClock(tokens.claims().iat);
          return { tokens };
        } catch (error) {
          attempt.problem = problemOfExchange(error);
          const { name, message } = error as Error;
          log.warn({ problem: attempt.problem, fault: name, reason: withoutValues(message) }, "login failed");
          throw error;
        }
      },
    },
    userinfo: {
      url: found.userinfo_endpoint,
      async request({ tokens, client: _client }) {
        const claims = idTokenClaims(tokens.id_token ?? "");
        attempt.toldAt = new Date();
        attempt.tokens = {
          accessToken: tokens.access_token ?? "",
          refreshToken: tokens.refresh_token ?? null,
          idToken: tokens.id_token ?? null,
          issuedAt: Date.now(),
        };
        attempt.iamSessionId = typeof claims.sid === "string" ? claims.sid : null;
        const complete = await withUserinfo(found, claims, tokens.access_token ?? "").catch((error: unknown) => {
          attempt.problem = problemOfExchange(error);
          throw error;
        });
        attempt.identity = identityFromClaims(complete);
        return complete;
      },
    },
    profile: (claims) => ({ id: claims.sub }),
  };
}

/** The ID token's claims, and what userinfo adds when they lack groups or the name. */
async function withUserinfo(found: Discovery, claims: Claims, accessToken: string): Promise<Claims> {
  const inside = identityFromClaims(claims);
  if (inside.groups !== null && inside.username !== null) return claims;
  const more = await userinfo(found, accessToken);
  if (more !== null && more.sub !== claims.sub) throw new Error("userinfo speaks of another subject than the ID token");
  return { ...claims, ...more };
}

/** openid-client has verified the token; this only reads it. */
function idTokenClaims(idToken: string): Claims {
  return JSON.parse(Buffer.from(idToken.split(".")[1] ?? "", "base64url").toString("utf8")) as Claims;
}

/** openid-client checks `exp` and `nbf`, not `iat`: a token from the future means that a clock is wrong. */
function refuseSkewedClock(iat: number): void {
  const now = Math.floor(Date.now() / 1000);
  if (iat > now + clockToleranceSec) throw Object.assign(new Error("ID token issued in the future"), { now, iat });
}

/** openid-client quotes states, nonces and tokens in its messages; the log shall not. */
function withoutValues(message: string): string {
  return message.replace(/(expected|got:?) \S+/g, "$1 …").slice(0, 200);
}
