import { IamUnreachable, SessionExpired } from "@/lib/auth/errors";
import { recheckAtOnce, recheckOnce } from "@/lib/auth/groups-recheck";
import type { OpenSession } from "@/lib/auth/sessions";
import { ASKABLE, tidySessions } from "@/lib/auth/standing-logins";
import { setting } from "@/lib/config/environment";
import { log } from "@/lib/config/log";
import { pool } from "@/lib/db/pool";
import { isToldByNow } from "@/lib/embargo/groups-age";

/** How old groups may grow before they are asked again: sooner than they must be, since asking takes its time. */
const DUE_AT = 0.8;
const AT_ONCE = 8;
/** A round takes the oldest first; the rest comes with the next one. */
const MOST_EACH = 500;

// For each person whose groups grow old, the login that lasts longest, by whose tokens they can be asked: an open one, or
// one that stands for API tokens.
const DUE = `
SELECT * FROM (
  SELECT DISTINCT ON (u.id) s.id, s.user_id AS "userId", u.sub, u.username, u.name, u.groups, u.groups_checked_at AS "groupsCheckedAt"
  FROM session s JOIN "user" u ON u.id = s.user_id
  WHERE ${ASKABLE}
    AND (u.groups_checked_at IS NULL OR u.groups_checked_at < now() - make_interval(secs => $1) OR NOT ${isToldByNow("u.groups_checked_at")})
  ORDER BY u.id, s.expires DESC) due
ORDER BY "groupsCheckedAt" NULLS FIRST LIMIT $2`;

/**
 * Keeps the groups of everybody with an open session or a live API token fresh, without a request of theirs: what acts on their behalf
 * (launches, tokens, downloads) loses a right as soon as the identity service takes the group away, after
 * GROUPS_RECHECK_SEC at the latest. Asked with the sessions' own tokens; several processes may do it at once.
 */
export class GroupsWatch {
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;

  start(): void {
    recheckAtOnce(AT_ONCE);
    const everyMs = Math.min(5000, (setting("GROUPS_RECHECK_SEC") * 1000) / 20);
    this.#timer = setInterval(() => {
      this.#round ??= checkGroups()
        .catch((error: unknown) => log.error({ err: error }, "groups could not be checked; it is tried again"))
        .finally(() => (this.#round = undefined));
    }, everyMs).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#round;
  }
}

/** One round: asks for all groups that are due. */
export async function checkGroups(): Promise<void> {
  await tidySessions();
  const { rows } = await pool("web").query<OpenSession>(DUE, [setting("GROUPS_RECHECK_SEC") * DUE_AT, MOST_EACH]);
  let isAway = false;
  const lane = async () => {
    for (let session = rows.shift(); session && !isAway; session = rows.shift()) {
      await recheckOnce(session).catch((error: unknown) => {
        if (error instanceof IamUnreachable) isAway = true;
        // One person's fault (two accounts of one name, a login that has ended) is no reason to leave out the others.
        else if (!(error instanceof SessionExpired)) log.warn({ err: error }, "somebody's groups could not be checked");
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}
