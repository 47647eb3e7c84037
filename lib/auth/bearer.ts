import { createHash } from "node:crypto";
import { type Identity, identityFromClaims } from "@/lib/auth/claims";
import { discovery } from "@/lib/auth/discovery";
import { BearerRefused, IamUnreachable, IdentityIncomplete } from "@/lib/auth/errors";
import { verifyAccessToken } from "@/lib/auth/access-token";
import { groupsToldAfter, knownUsername, rememberPerson, viewerFromPerson } from "@/lib/auth/people";
import { userinfo } from "@/lib/auth/userinfo";
import { setting } from "@/lib/config/environment";
import { groupsHoldSec, type ViewerForNow } from "@/lib/embargo/groups-age";
import type { SignedInViewer } from "@/lib/embargo/viewer";

/** Tokens that the portal itself issues begin so, and are never shown to another service. */
export const ownTokenPrefix = "airshower_";

/** How long an answer about a token is kept, by the token's hash; nothing of the token itself stays in memory. */
const keepMs = 60_000;
const keepAtMost = 10_000;
const kept = new Map<string, Kept>();
const asking = new Map<string, Promise<Kept>>();

interface Told {
  readonly viewer: SignedInViewer;
  /** When the identity service said so, Unix milliseconds. */
  readonly toldAtMs: number;
  /** Until when it may count. */
  readonly expiresAtMs: number;
  /** The token's own end. */
  readonly endsAtMs: number;
}
interface Kept extends Told {
  readonly until: number;
}

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
  const hash = bearerHash(token);
  const known = kept.get(hash);
  if (known && Date.now() < known.until) return withoutLostGroups(known);
  const running = asking.get(hash) ?? ask(token, hash).finally(() => asking.delete(hash));
  asking.set(hash, running);
  return withoutLostGroups(await running);
}

/**
 * As `viewerOfBearer`, for a token by which something is under way: while the identity service does not answer, what it
 * said last holds for the grace; and groups inside a token that have grown old go on counting as far as the identity
 * service has confirmed them by the person's own session.
 *
 * @returns null when the token has ended.
 * @throws IamUnreachable when the grace is over.
 */
export async function viewerOfBearerAgain(token: string): Promise<ViewerForNow | null> {
  const known = kept.get(bearerHash(token));
  if (known === undefined || Date.now() >= known.endsAtMs) return null;
  const viewer = await knownAgain(token, known);
  // The next answer may be another one as soon as this one is no longer kept.
  const certainUntilMs = Math.min(known.endsAtMs, Math.max(known.until, Date.now() + 1000));
  return viewer && { viewer, certainSec: (certainUntilMs - Date.now()) / 1000 };
}

async function knownAgain(token: string, known: Kept): Promise<SignedInViewer | null> {
  try {
    return await viewerOfBearer(token);
  } catch (error) {
    if (error instanceof IamUnreachable && Date.now() < known.toldAtMs + groupsHoldSec() * 1000) return withoutLostGroups(known);
    if (!(error instanceof BearerRefused)) throw error;
    if (!error.isGenuine) return null;
    const confirmed = await groupsToldAfter(known.viewer.sub, new Date(Math.max(known.toldAtMs, Date.now() - setting("GROUPS_RECHECK_SEC") * 1000)));
    return confirmed && { ...known.viewer, groups: known.viewer.groups.filter((group) => confirmed.includes(group)) };
  }
}

export function bearerHash(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

/** What the portal has heard of the person since the token was judged takes groups away at once, and gives none. */
async function withoutLostGroups({ viewer, toldAtMs }: Told): Promise<SignedInViewer> {
  const newer = await groupsToldAfter(viewer.sub, new Date(toldAtMs));
  return newer === null ? viewer : { ...viewer, groups: viewer.groups.filter((group) => newer.includes(group)) };
}

async function ask(token: string, hash: string): Promise<Kept> {
  const looksLikeJwt = token.split(".").length === 3;
  const told = looksLikeJwt ? await viewerOfJwt(token) : await viewerOfOpaque(token);
  if (kept.size >= keepAtMost) kept.clear();
  const answer = { ...told, until: Math.min(Date.now() + keepMs, told.expiresAtMs) };
  kept.set(hash, answer);
  return answer;
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
    if (viewer !== null) return { viewer, toldAtMs: verified.issuedAtSec * 1000, expiresAtMs, endsAtMs: verified.expiresAtSec * 1000 };
  }
  const told = await viewerOfOpaque(token);
  if (told.viewer.sub !== inside.sub) throw new BearerRefused("belongs to another person than the identity service says");
  return { ...told, expiresAtMs: verified.expiresAtSec * 1000, endsAtMs: verified.expiresAtSec * 1000 };
}

async function viewerOfOpaque(token: string): Promise<Told> {
  const askedAt = new Date();
  const claims = await userinfo(await discovery(), token);
  if (claims === null) throw new BearerRefused("is unknown to the identity service, has expired, or was revoked");
  const viewer = await viewerFromIdentity(identityFromClaims(claims), askedAt);
  if (viewer === null) throw new IdentityIncomplete("gave no user name that can be used here (claim preferred_username)");
  return { viewer, toldAtMs: askedAt.getTime(), expiresAtMs: Number.POSITIVE_INFINITY, endsAtMs: Number.POSITIVE_INFINITY };
}

/** The token's own groups count, be they fewer than the person has; null when neither token nor portal knows a name. */
async function viewerFromIdentity(identity: Identity, toldAt: Date): Promise<SignedInViewer | null> {
  const username = identity.username ?? (await knownUsername(identity.sub));
  if (username === null) return null;
  const person = await rememberPerson({ ...identity, username }, toldAt, setting("GROUPS_RECHECK_SEC") * 1000);
  return { ...viewerFromPerson(person), groups: identity.groups ?? [] };
}

/** Tests ask again about the same token. */
export function forgetBearers(): void {
  kept.clear();
}
