import { withSystemSql } from "@/lib/embargo/transaction";
import type { Mailable } from "./letter";

/** A notice that is one worker's to send for some minutes; `attempt` is the fence against one that slept longer. */
export interface Claimed extends Mailable {
  readonly attempt: number;
}

/** Older notices are history, not news; they stay in the portal. */
const NEWS_DAYS = 3;
/** Longer than a letter may take: after it, the worker that claimed the notice is taken for dead. */
const LEASE_MINUTES = 5;
/** What is hidden from whom it is for is looked at again, until it is no news any more. */
const HIDDEN_MINUTES = 10;

const EXPIRE = `UPDATE notice SET mail_problem = 'too old' WHERE mailed_at IS NULL AND handed_at IS NULL AND mail_problem IS NULL AND made_at <= now() - interval '${NEWS_DAYS} days'`;
const NO_ADDRESS = `UPDATE notice n SET mail_problem = 'no address' WHERE mailed_at IS NULL AND handed_at IS NULL AND mail_problem IS NULL
AND NOT EXISTS (SELECT 1 FROM "user" u WHERE u.sub = n.sub AND u.email LIKE '%_@_%')`;
/** Moments are kept in milliseconds, rounded: what is due now may stand half of one ahead. */
const CLAIM = `UPDATE notice SET mail_attempts = mail_attempts + 1, mail_due_at = now() + interval '${LEASE_MINUTES} minutes'
WHERE id = (SELECT n.id FROM notice n WHERE n.mailed_at IS NULL AND n.handed_at IS NULL AND n.mail_problem IS NULL AND n.mail_due_at <= now() + interval '1 ms' ORDER BY n.mail_due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, sub, kind, text, link, project_id AS "projectId", collection_id AS "collectionId", mail_attempts AS attempt`;
const ADDRESS = 'SELECT email AS address, name FROM "user" WHERE sub = $1';
const PUT_OFF = `UPDATE notice SET mail_attempts = mail_attempts - 1, mail_due_at = now() + interval '${HIDDEN_MINUTES} minutes' WHERE id = $1`;

interface ClaimedRow extends Omit<Claimed, "address" | "name"> {
  readonly sub: string;
  readonly projectId: number | null;
  readonly collectionId: number | null;
}

/** Puts aside what will not be mailed: what is no news any more, and what is for people without an address. */
export async function retireNotices(): Promise<void> {
  await withSystemSql("mail notices", async (sql) => {
    await sql.run(EXPIRE);
    await sql.run(NO_ADDRESS);
  });
}

/** Takes one notice that is due, for this worker alone; null when there is none. What it is about is visible to whom it is for, now. */
export async function claimNotice(): Promise<Claimed | null> {
  for (;;) {
    const found = await withSystemSql("mail notices", async (sql): Promise<Claimed | "hidden" | null> => {
      const [row] = await sql.rows<ClaimedRow>(CLAIM);
      if (!row) return null;
      const { sub, projectId, collectionId, ...notice } = row;
      const [person] = await sql.rows<{ address: string; name: string | null }>(ADDRESS, [sub]);
      const [judged] = await sql.rows<{ sees: boolean }>("SELECT embargo.person_sees($1, $2, $3) AS sees", [sub, projectId, collectionId]);
      if (person && judged!.sees) return { ...notice, ...person };
      await sql.run(PUT_OFF, [row.id]);
      return "hidden";
    });
    if (found !== "hidden") return found;
  }
}

const MINE = "WHERE id = $1 AND mail_attempts = $2 AND mailed_at IS NULL AND mail_problem IS NULL";
const write = (text: string) => async ({ id, attempt }: Claimed, ...values: readonly unknown[]): Promise<boolean> => (await withSystemSql("mail notices", (sql) => sql.run(text, [id, attempt, ...values]))) === 1;

/** Just before the letter's first byte. False when the notice is another worker's by now. */
export const markHandedOver = write(`UPDATE notice SET handed_at = now() ${MINE} AND handed_at IS NULL`);
/** The server has confirmed it. */
export const markMailed = write(`UPDATE notice SET mailed_at = now() ${MINE}`);
/** The server is known not to have it: later again, ever more slowly. */
export const tryLater = write(`UPDATE notice SET handed_at = NULL, mail_due_at = now() + interval '30 seconds' * (2 ^ least(mail_attempts - 1, 7)) ${MINE}`);
/** As if this attempt had not been: the worker ends. */
export const giveBack = write(`UPDATE notice SET handed_at = NULL, mail_due_at = now() ${MINE}`);
/** It is not mailed, for good; $3 why. */
export const giveUp = write(`UPDATE notice SET mail_problem = left($3, 500) ${MINE}`);
