import { z } from "zod";
import { type Discovery, discovery } from "@/lib/auth/discovery";
import { IamUnreachable, SessionExpired } from "@/lib/auth/errors";
import { askIam, iamTimeoutMs, oauthError } from "@/lib/auth/iam-client";
import { type IamTokens, sealTokens, unsealTokens } from "@/lib/auth/sessions";
import { setting } from "@/lib/config/environment";
import { log } from "@/lib/config/log";
import { inTransaction, type Sql } from "@/lib/db/transaction";
import { groupsAgeMs } from "@/lib/embargo/groups-age";
import { isHeldByOthers } from "@/lib/errors/refused";

const refreshedSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  id_token: z.string().min(1).optional(),
});

type Outcome = { tokens: IamTokens } | "ended";

interface HeldRow {
  readonly sessionToken: string;
  readonly iamTokens: string | null;
}

/** For how long somebody waits for who refreshes the same tokens, milliseconds: longer than one call to the service can take. */
const waitMs = 2 * iamTimeoutMs + 5000;

/**
 * Tokens of a session that are younger than `maximumAgeMs`, refreshed if need be.
 *
 * A refresh token rotates and counts once: used twice, the identity service takes it for stolen and ends the login. So
 * whoever refreshes holds the session's row (SELECT … FOR UPDATE), and others wait for it and find fresh tokens. This
 * is the one transaction that spans a call to another service; the call's time limit bounds it.
 *
 * @throws SessionExpired when the identity service has ended the login: the session is deleted.
 * @throws IamUnreachable
 */
export async function freshTokens(sessionId: string, maximumAgeMs: number): Promise<IamTokens> {
  const found = await discovery();
  const outcome = await inTransaction("web", async (sql): Promise<Outcome> => {
    const row = await heldRow(sql, sessionId);
    if (!row) return "ended";
    const kept = unsealTokens(row.sessionToken, row.iamTokens);
    // Of tokens that a clock issued which has jumped since, nobody knows how old they are.
    if (kept && groupsAgeMs(new Date(kept.issuedAt)) < maximumAgeMs) return { tokens: kept };
    const tokens = kept && (await refresh(found, kept));
    if (!tokens) {
      await sql.run("DELETE FROM session WHERE id = $1", [sessionId]);
      return "ended";
    }
    await sql.run("UPDATE session SET iam_tokens = $2 WHERE id = $1", [sessionId, sealTokens(row.sessionToken, tokens)]);
    return { tokens };
  });
  if (outcome === "ended") throw new SessionExpired();
  return outcome.tokens;
}

/** The session's row, which nobody else changes until the transaction ends. @throws IamUnreachable when who holds it does not get on. */
async function heldRow(sql: Sql, sessionId: string): Promise<HeldRow | undefined> {
  await sql.rows("SELECT set_config('lock_timeout', $1, true)", [`${waitMs}`]);
  try {
    const [row] = await sql.rows<HeldRow>(`SELECT session_token AS "sessionToken", iam_tokens AS "iamTokens" FROM session WHERE id = $1 FOR UPDATE`, [sessionId]);
    return row;
  } catch (error) {
    if (isHeldByOthers(error)) throw new IamUnreachable({ cause: error });
    throw error;
  }
}

/** null: the login is over. Without a refresh token the first tokens serve for as long as the service takes them. */
async function refresh(found: Discovery, old: IamTokens): Promise<IamTokens | null> {
  if (old.refreshToken === null) return old;
  const answer = await askIam(found.token_endpoint, {
    method: "POST",
    headers: { authorization: basicAuthorization(), accept: "application/json" },
    body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: old.refreshToken }),
  });
  if (answer.status !== 200) {
    const error = oauthError(answer);
    if (error === "invalid_grant") return null;
    // Anything else (a wrong client secret, say) is the operators' to mend and no reason to sign people out.
    log.error({ status: answer.status, error }, "the identity service refuses to refresh tokens");
    throw new IamUnreachable();
  }
  const parsed = refreshedSchema.safeParse(answer.body);
  if (!parsed.success) throw new IamUnreachable({ cause: parsed.error });
  return {
    accessToken: parsed.data.access_token,
    refreshToken: parsed.data.refresh_token ?? old.refreshToken,
    idToken: parsed.data.id_token ?? old.idToken,
    issuedAt: Date.now(),
  };
}

/** RFC 6749, section 2.3.1: both parts are form-encoded before they are joined. */
function basicAuthorization(): string {
  const encode = (text: string) => new URLSearchParams({ text }).toString().slice("text=".length);
  return `Basic ${Buffer.from(`${encode(setting("OIDC_CLIENT_ID"))}:${encode(setting("OIDC_CLIENT_SECRET"))}`).toString("base64")}`;
}
