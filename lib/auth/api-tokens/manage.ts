import { TooManyTokens } from "@/lib/auth/api-tokens/errors";
import type { ApiToken, ApiTokenBody, ApiTokenList, ApiTokenMade } from "@/lib/auth/api-tokens/schemas";
import { newApiToken } from "@/lib/auth/api-tokens/secret";
import { secretHash } from "@/lib/embargo/staging-viewer";
import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";

/** The most live tokens of one person. */
export const TOKENS_LIMIT = 100;
/** So long after its end a token is still shown, so that a script that stopped can be explained. */
const SHOWN_AFTER_END_DAYS = 90;

const COLUMNS = `id, name, hint, scopes, made_at AS "madeAt", expires_at AS until, CASE WHEN expires_at > now() THEN 'live' ELSE 'ended' END AS state,
  last_used_at AS "lastUsedAt", last_used_from AS "lastUsedFrom"`;
const LIST = `SELECT ${COLUMNS} FROM api_token WHERE revoked_at IS NULL AND expires_at > now() - make_interval(days => $1) ORDER BY made_at DESC, id`;
const MAKE = `INSERT INTO api_token (owner_sub, name, hash, hint, scopes, expires_at) VALUES (embargo.me(), $1, $2, $3, $4, $5) RETURNING ${COLUMNS}`;
const LIVE_COUNT = "SELECT count(*)::int AS count FROM api_token WHERE revoked_at IS NULL AND expires_at > now()";
const REVOKE = "UPDATE api_token SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL";

interface Row extends Omit<ApiToken, "madeAt" | "until" | "lastUsedAt"> {
  readonly madeAt: Date;
  readonly until: Date;
  readonly lastUsedAt: Date | null;
}

const tokenOf = (row: Row): ApiToken => ({ ...row, madeAt: row.madeAt.toISOString(), until: row.until.toISOString(), lastUsedAt: row.lastUsedAt?.toISOString() ?? null });

/** The viewer's tokens, newest first: those that are alive, and those that ended lately. Revoked ones are gone. */
export function listApiTokens(viewer: SignedInViewer): Promise<ApiTokenList> {
  return withViewerSql(viewer, async (sql) => ({ items: (await sql.rows<Row>(LIST, [SHOWN_AFTER_END_DAYS])).map(tokenOf) }));
}

/** Makes a token. Its secret is in the answer and nowhere else. @throws TooManyTokens */
export function makeApiToken(viewer: SignedInViewer, { name, scopes, until }: ApiTokenBody): Promise<ApiTokenMade> {
  return withViewerSql(viewer, async (sql) => {
    // Two at once must not both be the last one.
    await sql.rows("SELECT pg_advisory_xact_lock(hashtextextended('api tokens of ' || embargo.me(), 0))");
    if ((await liveCount(sql)) >= TOKENS_LIMIT) throw new TooManyTokens(TOKENS_LIMIT);
    const token = newApiToken();
    const [row] = await sql.rows<Row>(MAKE, [name, secretHash(token), token.slice(-4), scopes, until]);
    return { ...tokenOf(row!), token };
  });
}

async function liveCount(sql: Sql): Promise<number> {
  return (await sql.rows<{ count: number }>(LIVE_COUNT))[0]!.count;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Revokes a token for good; what is under way by it ends. @throws NotFound, for another's and a revoked one as for none. */
export async function revokeApiToken(viewer: SignedInViewer, id: string): Promise<void> {
  if (!uuid.test(id) || (await withViewerSql(viewer, (sql) => sql.run(REVOKE, [id]))) === 0) throw new NotFound();
}
