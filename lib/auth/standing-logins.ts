import type { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";

// A login whose browser has left stands for as long as its person has a live API token: by the login's own tokens the
// identity service is asked for the groups on which API tokens rest. No cookie opens it any more. It goes with the last
// API token, or when the identity service refuses it.

/** Of a session `s` of a person `u`: groups can be asked for by it, since it is open, or stands for API tokens. */
export const ASKABLE = "s.iam_tokens IS NOT NULL AND (s.expires > now() OR embargo.has_api_token(u.sub))";

/** $1 and $2: the hash under which it is kept, or the identity service's session; $3: only if it is this person's. */
const LEAVE = `WITH chosen AS (
    SELECT s.id, s.iam_tokens IS NOT NULL AND embargo.has_api_token(u.sub) AS stands FROM session s JOIN "user" u ON u.id = s.user_id
    WHERE (s.session_token = $1::text OR s.iam_session_id = $2::text) AND ($3::text IS NULL OR u.sub = $3)),
  kept AS (UPDATE session s SET expires = least(s.expires, now() - interval '1 second') FROM chosen c WHERE c.id = s.id AND c.stands RETURNING 1),
  gone AS (DELETE FROM session s USING chosen c WHERE c.id = s.id AND NOT c.stands RETURNING 1)
SELECT ((SELECT count(*) FROM kept) + (SELECT count(*) FROM gone))::int AS count`;

/** Ends the session that is kept under this hash, for its browser. */
export async function leaveSession(sessionToken: string): Promise<void> {
  await pool("web").query(LEAVE, [sessionToken, null, null]);
}

/** Ends the sessions that came of one at the identity service, in a transaction that others' work is part of. @returns how many */
export async function leaveIamSession(tx: Prisma.TransactionClient, iamSessionId: string, sub: string | null): Promise<number> {
  const [row] = await tx.$queryRawUnsafe<{ count: number }[]>(LEAVE, null, iamSessionId, sub);
  return row?.count ?? 0;
}

const TIDY = `DELETE FROM session s USING "user" u WHERE u.id = s.user_id AND s.expires < now() AND NOT (${ASKABLE})`;

/** Removes sessions that are over and stand for nothing. */
export async function tidySessions(): Promise<void> {
  await pool("web").query(TIDY);
}
