import { randomUUID } from "node:crypto";
import type { Identity } from "@/lib/auth/claims";
import { AccountConflict, IdentityIncomplete } from "@/lib/auth/errors";
import { ASKABLE } from "@/lib/auth/standing-logins";
import { pool } from "@/lib/db/pool";
import { isToldByNow } from "@/lib/embargo/groups-age";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { orTaken } from "@/lib/errors/refused";

type Person = Pick<SignedInViewer, "sub" | "username" | "name" | "groups">;

// Worked out in one statement: between reading and writing, newer groups could be told and be lost. An access token may
// leave out the name and address that the ID token told. What a clock told that has jumped since is no newer than this.
const REMEMBER = `
  INSERT INTO "user" AS u (id, sub, username, name, email, groups, groups_checked_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (sub) DO UPDATE SET (username, name, email, groups, groups_checked_at) = (
    SELECT EXCLUDED.username, coalesce(EXCLUDED.name, u.name), coalesce(EXCLUDED.email, u.email),
      CASE WHEN younger.stay THEN u.groups ELSE EXCLUDED.groups END,
      CASE WHEN younger.stay THEN u.groups_checked_at ELSE EXCLUDED.groups_checked_at END
    FROM (SELECT coalesce(u.groups_checked_at >= EXCLUDED.groups_checked_at - $8 * interval '1 ms' AND ${isToldByNow("u.groups_checked_at")}, false) AS stay) younger)
  RETURNING sub, username, name, groups`;

/**
 * Keeps what the identity service just said about somebody: staging and jobs, which run without a login, take the
 * groups from here.
 *
 * @param toldAt when the service said it.
 * @param unlessYoungerMs groups that were checked so recently stay: a token may carry some of somebody's groups only,
 *   and then must not narrow what their open session sees. A login and a re-check replace all but newer ones.
 * @throws AccountConflict when another subject has the name, IdentityIncomplete when there is no name at all.
 */
export async function rememberPerson(identity: Identity, toldAt: Date, unlessYoungerMs = 0): Promise<Person> {
  const { sub, username, name, email } = identity;
  if (username === null) throw new IdentityIncomplete("gave no user name that can be used here (claim preferred_username)");
  const values = [randomUUID(), sub, username, name, email, [...(identity.groups ?? [])], toldAt, unlessYoungerMs];
  const written = pool("web").query<Person>({ name: "remember-person", text: REMEMBER, values });
  const { rows } = await orTaken(written, () => new AccountConflict());
  return rows[0]!;
}

const LAPSE = `UPDATE "user" u SET groups = '{}', groups_checked_at = now() WHERE u.id = $1
  AND NOT EXISTS (SELECT 1 FROM session s WHERE s.user_id = $1 AND ${ASKABLE})`;

/** The identity service has ended somebody's login: the groups go, unless another login stands by which they can be asked. */
export async function lapseGroups(userId: string): Promise<void> {
  await pool("web").query(LAPSE, [userId]);
}

const TOLD_AFTER = `SELECT groups FROM "user" WHERE sub = $1 AND groups_checked_at > $2 AND ${isToldByNow("groups_checked_at")}`;

/** Somebody's groups as the identity service told them after a moment; null when it has not told any since. */
export async function groupsToldAfter(sub: string, moment: Date): Promise<readonly string[] | null> {
  const { rows } = await pool("web").query<{ groups: string[] }>({ name: "groups-told-after", text: TOLD_AFTER, values: [sub, moment] });
  return rows[0]?.groups ?? null;
}

/** The name of a subject who was here before; null for a stranger. */
export async function knownUsername(sub: string): Promise<string | null> {
  const { rows } = await pool("web").query<{ username: string }>({ name: "known-username", text: `SELECT username FROM "user" WHERE sub = $1`, values: [sub] });
  return rows[0]?.username ?? null;
}

export function viewerFromPerson(person: Person): SignedInViewer {
  return { kind: "user", sub: person.sub, username: person.username, name: person.name, groups: person.groups };
}
