import { createHash } from "node:crypto";
import { z } from "zod";
import { seal, unseal } from "@/lib/auth/sealed";
import { pool } from "@/lib/db/pool";

/** How long a login at the portal lasts; the groups are checked much more often. */
export const sessionLifetimeSec = 7 * 24 * 3600;

const tokensPurpose = "iam-tokens";

const tokensSchema = z.object({
  accessToken: z.string(),
  /** null when the identity service gives none: then the session ends with the access token. */
  refreshToken: z.string().nullable(),
  idToken: z.string().nullable(),
  /** Unix time in milliseconds at which these were issued. */
  issuedAt: z.number(),
});
/** The tokens of one login. */
export type IamTokens = z.infer<typeof tokensSchema>;

/** An open session with the person whose it is. */
export interface OpenSession {
  readonly id: string;
  readonly userId: string;
  readonly sub: string;
  readonly username: string;
  readonly name: string | null;
  readonly groups: readonly string[];
  readonly groupsCheckedAt: Date | null;
}

/** The database keeps the cookie's hash only: a copy of it lets nobody in. */
export function sessionTokenHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

const FIND_SESSION = `
  SELECT s.id, s.user_id AS "userId", u.sub, u.username, u.name, u.groups, u.groups_checked_at AS "groupsCheckedAt"
  FROM session s JOIN "user" u ON u.id = s.user_id
  WHERE s.session_token = $1 AND s.expires > now()`;

/** The session of a cookie's value; null when there is none or it is over. Runs with every request: one prepared query. */
export async function findSession(token: string): Promise<OpenSession | null> {
  const { rows } = await pool("web").query<OpenSession>({ name: "find-session", text: FIND_SESSION, values: [sessionTokenHash(token)] });
  return rows[0] ?? null;
}

/** Ends one session; quietly when it is gone already. */
export async function endSession(id: string): Promise<void> {
  await pool("web").query("DELETE FROM session WHERE id = $1", [id]);
}

/** @param sessionToken the hash under which the session is kept; sealed tokens open for that session only. */
export function sealTokens(sessionToken: string, tokens: IamTokens): string {
  return seal(tokensPurpose, sessionToken, JSON.stringify(tokens));
}

/** null for a session without tokens, and after PORTAL_SECRET was changed: then people sign in again. */
export function unsealTokens(sessionToken: string, sealed: string | null): IamTokens | null {
  const text = sealed === null ? null : unseal(tokensPurpose, sessionToken, sealed);
  return text === null ? null : tokensSchema.parse(JSON.parse(text));
}
