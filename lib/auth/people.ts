import type { Identity } from "@/lib/auth/claims";
import { AccountConflict, IdentityIncomplete } from "@/lib/auth/errors";
import { ASKABLE } from "@/lib/auth/standing-logins";
import { Prisma, type User } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { groupsAgeMs } from "@/lib/embargo/groups-age";
import type { SignedInViewer } from "@/lib/embargo/viewer";

/**
 * Keeps what the identity service just said about somebody: staging and jobs, which run without a login, take the
 * groups from here.
 *
 * @param toldAt when the service said it.
 * @param unlessYoungerMs groups that were checked so recently stay: a token may carry some of somebody's groups only,
 *   and then must not narrow what their open session sees. A login and a re-check replace all but newer ones.
 * @throws AccountConflict when another subject has the name, IdentityIncomplete when there is no name at all.
 */
export async function rememberPerson(identity: Identity, toldAt: Date, unlessYoungerMs = 0): Promise<User> {
  const { sub, username, name, email } = identity;
  if (username === null) throw new IdentityIncomplete("gave no user name that can be used here (claim preferred_username)");
  const groups = [...(identity.groups ?? [])];
  try {
    const known = await prisma().user.upsert({
      where: { sub },
      create: { sub, username, name, email, groups, groupsCheckedAt: toldAt },
      // An access token may leave out what the ID token told.
      update: { username, ...(name !== null && { name }), ...(email !== null && { email }) },
    });
    // What a clock told that has jumped since is no newer than this.
    const isKnownWhen = Number.isFinite(groupsAgeMs(known.groupsCheckedAt));
    if (isKnownWhen && known.groupsCheckedAt!.getTime() >= toldAt.getTime() - unlessYoungerMs) return known;
    return await prisma().user.update({ where: { sub }, data: { groups, groupsCheckedAt: toldAt } });
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") throw new AccountConflict();
    throw error;
  }
}

const LAPSE = `UPDATE "user" u SET groups = '{}', groups_checked_at = now() WHERE u.id = $1
  AND NOT EXISTS (SELECT 1 FROM session s WHERE s.user_id = $1 AND ${ASKABLE})`;

/** The identity service has ended somebody's login: the groups go, unless another login stands by which they can be asked. */
export async function lapseGroups(userId: string): Promise<void> {
  await pool("web").query(LAPSE, [userId]);
}

const TOLD_AFTER = `SELECT groups FROM "user" WHERE sub = $1 AND groups_checked_at > $2 AND groups_checked_at <= now() + interval '30 seconds'`;

/** Somebody's groups as the identity service told them after a moment; null when it has not told any since. */
export async function groupsToldAfter(sub: string, moment: Date): Promise<readonly string[] | null> {
  const { rows } = await pool("web").query<{ groups: string[] }>({ name: "groups-told-after", text: TOLD_AFTER, values: [sub, moment] });
  return rows[0]?.groups ?? null;
}

/** The row of a subject who was here before; null for a stranger. Its groups may be old: see `viewerOfSubject`. */
export function findPerson(sub: string): Promise<User | null> {
  return prisma().user.findUnique({ where: { sub } });
}

export function viewerFromPerson(person: Pick<User, "sub" | "username" | "name" | "groups">): SignedInViewer {
  return { kind: "user", sub: person.sub, username: person.username, name: person.name, groups: person.groups };
}
