import { createHash } from "node:crypto";
import { type Identity, identityFromClaims } from "@/lib/auth/claims";
import { discovery } from "@/lib/auth/discovery";
import { BearerRefused, IdentityIncomplete } from "@/lib/auth/errors";
import { verifyAccessToken } from "@/lib/auth/access-token";
import { findPerson, rememberPerson, viewerFromPerson } from "@/lib/auth/people";
import { userinfo } from "@/lib/auth/userinfo";
import { setting } from "@/lib/config/environment";
import type { SignedInViewer } from "@/lib/embargo/viewer";

/** Tokens that the portal itself issues (for staging, for scripts) begin so, and are never shown to another service. */
export const ownTokenPrefix = "airshower_";

/** How long an answer about a token is kept, by the token's hash; nothing of the token itself stays in memory. */
const keepMs = 60_000;
const keepAtMost = 10_000;
const kept = new Map<string, { until: number; viewer: SignedInViewer }>();
const asking = new Map<string, Promise<SignedInViewer>>();

/**
 * Who an access token of the identity service speaks for. JWTs are verified here (signature, issuer, audience, expiry,
 * kind); their groups are taken from inside when they are young enough, else asked by userinfo. Other tokens are shown
 * to userinfo.
 *
 * @throws BearerRefused a token that does not hold; never taken for anonymous.
 * @throws IamUnreachable when it can not be told.
 */
export async function viewerOfBearer(token: string): Promise<SignedInViewer> {
  if (token.startsWith(ownTokenPrefix)) throw new BearerRefused("is one of the portal's own and opens something else, or no longer anything");
  const hash = createHash("sha256").update(token).digest("base64url");
  const known = kept.get(hash);
  if (known && Date.now() < known.until) return known.viewer;
  const running = asking.get(hash) ?? ask(token, hash).finally(() => asking.delete(hash));
  asking.set(hash, running);
  return running;
}

async function ask(token: string, hash: string): Promise<SignedInViewer> {
  const looksLikeJwt = token.split(".").length === 3;
  const { viewer, expiresAtMs } = looksLikeJwt ? await viewerOfJwt(token) : await viewerOfOpaque(token);
  if (kept.size >= keepAtMost) kept.clear();
  kept.set(hash, { until: Math.min(Date.now() + keepMs, expiresAtMs), viewer });
  return viewer;
}

interface Told {
  readonly viewer: SignedInViewer;
  readonly expiresAtMs: number;
}

async function viewerOfJwt(token: string): Promise<Told> {
  const recheckSec = setting("GROUPS_RECHECK_SEC");
  const verified = await verifyAccessToken(token);
  const inside = identityFromClaims(verified.claims);
  if (inside.groups !== null) {
    const ageSec = Date.now() / 1000 - verified.issuedAtSec;
    if (ageSec > recheckSec) throw new BearerRefused(`carries groups of ${Math.round(ageSec)} s ago, and they count for ${recheckSec} s only`, { isGenuine: true });
    const viewer = await viewerFromIdentity(inside, new Date(verified.issuedAtSec * 1000));
    const expiresAtMs = Math.min(verified.expiresAtSec, verified.issuedAtSec + recheckSec) * 1000;
    if (viewer !== null) return { viewer, expiresAtMs };
  }
  const told = await viewerOfOpaque(token);
  if (told.viewer.sub !== inside.sub) throw new BearerRefused("belongs to another person than the identity service says");
  return { viewer: told.viewer, expiresAtMs: verified.expiresAtSec * 1000 };
}

async function viewerOfOpaque(token: string): Promise<Told> {
  const askedAt = new Date();
  const claims = await userinfo(await discovery(), token);
  if (claims === null) throw new BearerRefused("is unknown to the identity service, has expired, or was revoked");
  const viewer = await viewerFromIdentity(identityFromClaims(claims), askedAt);
  if (viewer === null) throw new IdentityIncomplete("gave no user name that can be used here (claim preferred_username)");
  return { viewer, expiresAtMs: Number.POSITIVE_INFINITY };
}

/** The token's own groups count, be they fewer than the person has; null when neither token nor portal knows a name. */
async function viewerFromIdentity(identity: Identity, toldAt: Date): Promise<SignedInViewer | null> {
  const username = identity.username ?? (await findPerson(identity.sub))?.username ?? null;
  if (username === null) return null;
  const person = await rememberPerson({ ...identity, username }, toldAt, setting("GROUPS_RECHECK_SEC") * 1000);
  return { ...viewerFromPerson(person), groups: identity.groups ?? [] };
}

/** Tests ask again about the same token. */
export function forgetBearers(): void {
  kept.clear();
}
