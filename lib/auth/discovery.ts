import { createRemoteJWKSet, errors } from "jose";
import { z } from "zod";
import { IamUnreachable } from "@/lib/auth/errors";
import { askIam, iamTimeoutMs } from "@/lib/auth/iam-client";
import { setting } from "@/lib/config/environment";
import { log } from "@/lib/config/log";

const endpoint = z.url({ protocol: /^https?$/ });
const discoverySchema = z.object({
  issuer: z.string(),
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  userinfo_endpoint: endpoint,
  jwks_uri: endpoint,
  end_session_endpoint: endpoint.optional(),
});

/** Where the identity service does what (OpenID Connect Discovery 1.0). */
export type Discovery = z.infer<typeof discoverySchema>;

const keepMs = 10 * 60_000;
const known = new Map<string, { at: number; discovery: Discovery }>();
const asking = new Map<string, Promise<Discovery>>();
const keySets = new Map<string, ReturnType<typeof createRemoteJWKSet>>();

/**
 * The identity service's endpoints, kept for ten minutes per process; when they can not be asked again, the old ones
 * hold. Endpoints hardly ever change, and tokens verified by cached keys shall not fail with the discovery document.
 *
 * @throws IamUnreachable when they were never known.
 */
export async function discovery(): Promise<Discovery> {
  const issuer = setting("OIDC_ISSUER");
  const old = known.get(issuer);
  if (old && Date.now() - old.at < keepMs) return old.discovery;
  return discoverNow().catch((error: unknown) => {
    if (old) return old.discovery;
    throw error;
  });
}

/** Asks in any case: tells, before a browser is sent there, whether the identity service answers at all. */
export function discoverNow(): Promise<Discovery> {
  const issuer = setting("OIDC_ISSUER");
  const running = asking.get(issuer) ?? ask(issuer).finally(() => asking.delete(issuer));
  asking.set(issuer, running);
  return running;
}

/** The keys with which the identity service signs. Its cache asks again, rarely, when a token names an unknown key. */
export function keySet(found: Discovery): ReturnType<typeof createRemoteJWKSet> {
  const existing = keySets.get(found.jwks_uri);
  if (existing) return existing;
  const made = createRemoteJWKSet(new URL(found.jwks_uri), { timeoutDuration: iamTimeoutMs, cooldownDuration: 30_000, cacheMaxAge: keepMs });
  keySets.set(found.jwks_uri, made);
  return made;
}

/** Whether verifying a token failed because the keys could not be fetched, and not because of the token. */
export function keysUnreachable(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return true;
  // For what is no fault of a token jose throws plain errors, or its error without a code of its own.
  return !(error instanceof errors.JOSEError) || error.code === "ERR_JOSE_GENERIC";
}

/** Tests start several identity services in one process. */
export function forgetDiscovery(): void {
  known.clear();
  keySets.clear();
}

async function ask(issuer: string): Promise<Discovery> {
  const answer = await askIam(`${issuer}/.well-known/openid-configuration`);
  const parsed = discoverySchema.safeParse(answer.body);
  // INDIGO's issuers end in a slash, OIDC_ISSUER never does here; apart from that they must be the same (section 4.3).
  if (answer.status !== 200 || !parsed.success || parsed.data.issuer.replace(/\/$/, "") !== issuer) {
    log.error({ issuer, status: answer.status, told: parsed.success ? parsed.data.issuer : null }, "OIDC_ISSUER has no fitting discovery document");
    throw new IamUnreachable();
  }
  known.set(issuer, { at: Date.now(), discovery: parsed.data });
  return parsed.data;
}
