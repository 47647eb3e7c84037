import { type Claims, identityFromClaims } from "@/lib/auth/claims";
import { discovery } from "@/lib/auth/discovery";
import { IamUnreachable, SessionExpired } from "@/lib/auth/errors";
import { lapseGroups, rememberPerson, viewerFromPerson } from "@/lib/auth/people";
import { freshTokens } from "@/lib/auth/refresh";
import { endSession, type IamTokens, type OpenSession } from "@/lib/auth/sessions";
import { userinfo } from "@/lib/auth/userinfo";
import { setting } from "@/lib/config/environment";
import { log } from "@/lib/config/log";
import { groupsAgeMs, groupsHoldSec } from "@/lib/embargo/groups-age";
import type { SignedInViewer } from "@/lib/embargo/viewer";

/** After a failed attempt, how long nobody of this process tries again: requests shall not queue for time limits. */
const pauseMs = 10_000;
let pausedUntil = 0;
const running = new Map<string, Promise<SignedInViewer>>();
/** A refresh holds a database connection while it waits; most connections shall stay free when the service hangs. */
let atOnce = 4;
/** Tokens that are younger were refreshed by another process just now; groups that stand in older ones may be as old as these. */
const sharedMs = 30_000;
const queue: (() => void)[] = [];
let busy = 0;

/**
 * The person of a session with groups that are fresh enough (GROUPS_RECHECK_SEC); older ones are asked of the identity
 * service, once per process however many requests wait. While it does not answer, the last known groups hold for
 * GROUPS_GRACE_SEC more.
 *
 * @throws SessionExpired when the identity service has ended the login.
 * @throws IamUnreachable when the grace is over: groups that nobody vouches for open nothing, and hide nothing silently.
 */
export async function viewerOfSession(session: OpenSession): Promise<SignedInViewer> {
  const recheckMs = setting("GROUPS_RECHECK_SEC") * 1000;
  const ageMs = groupsAgeMs(session.groupsCheckedAt);
  if (ageMs < recheckMs) return viewerFromPerson(session);
  try {
    return await recheckOnce(session);
  } catch (error) {
    if (!(error instanceof IamUnreachable) || ageMs >= groupsHoldSec() * 1000) throw error;
    log.warn({ ageSec: Math.round(ageMs / 1000) }, "groups can not be checked, the last known ones hold");
    return viewerFromPerson(session);
  }
}

/**
 * Asks the identity service for the groups of a session's person, whatever their age; once for all who ask meanwhile.
 *
 * @throws SessionExpired, IamUnreachable
 */
export function recheckOnce(session: OpenSession): Promise<SignedInViewer> {
  const already = running.get(session.id);
  if (already) return already;
  const check = inTurn(() => recheck(session)).finally(() => running.delete(session.id));
  running.set(session.id, check);
  return check;
}

async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (busy >= atOnce) await new Promise<void>((resolve) => queue.push(resolve));
  busy += 1;
  try {
    if (Date.now() < pausedUntil) throw new IamUnreachable();
    return await work();
  } catch (error) {
    if (error instanceof IamUnreachable && Date.now() >= pausedUntil) pausedUntil = Date.now() + pauseMs;
    throw error;
  } finally {
    busy -= 1;
    queue.shift()?.();
  }
}

/**
 * Refreshes the tokens first: WLCG's userinfo repeats the groups that are frozen into the token it is shown. Another
 * process that has just refreshed them for the same session has done that for us.
 */
async function recheck(session: OpenSession): Promise<SignedInViewer> {
  const askedAtMs = Date.now();
  const { tokens, claims } = await askedFor(session).catch(async (error: unknown) => {
    // Nobody vouches for the groups any more, unless another login of the same person stands.
    if (error instanceof SessionExpired) await lapseGroups(session.userId);
    throw error;
  });
  // Groups may be as old as the token that they were asked with.
  const toldAt = new Date(tokens.refreshToken === null ? askedAtMs : Math.min(askedAtMs, tokens.issuedAt));
  const identity = identityFromClaims(claims);
  // Some profiles leave the name out when asked again; it was told at login.
  const person = await rememberPerson({ ...identity, username: identity.username ?? session.username }, toldAt);
  return viewerFromPerson(person);
}

async function askedFor(session: OpenSession): Promise<{ tokens: IamTokens; claims: Claims }> {
  const tokens = await freshTokens(session.id, Math.min(sharedMs, (setting("GROUPS_RECHECK_SEC") * 1000) / 2));
  const claims = await userinfo(await discovery(), tokens.accessToken);
  // WLCG groups of a token that can not be refreshed are those of the login, and nobody vouches for them any more.
  const frozen = tokens.refreshToken === null && claims !== null && "wlcg.groups" in claims;
  if (claims === null || claims.sub !== session.sub || frozen) {
    await endSession(session.id);
    throw new SessionExpired();
  }
  return { tokens, claims };
}

/** A process that serves no requests may keep more connections busy with it. */
export function recheckAtOnce(most: number): void {
  atOnce = most;
}

/** Tests bring identity services down and up. */
export function forgetPause(): void {
  pausedUntil = 0;
}
