import { createHash } from "node:crypto";
import { pool } from "@/lib/db/pool";
import { groupsHoldSec } from "./groups-age";
import type { SignedInViewer } from "./viewer";

/** For whom a staging token acts, and the one manifest that it opens. */
export interface StagingAccess {
  readonly launchId: string;
  readonly manifestId: string;
  readonly viewer: SignedInViewer;
  /** For how long this is certain unless the database calls out a change. */
  readonly certainSec: number | null;
}

/** Tokens and tickets are kept as hashes only: a copy of the database opens nothing. */
export function secretHash(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/**
 * The access that a staging token gives now, with its owner's groups as far as they count; null for one that is unknown,
 * revoked, ended, or whose launch is over.
 */
export async function stagingAccess(token: string): Promise<StagingAccess | null> {
  const { rows } = await pool("web").query<{ launch_id: string; manifest_id: string; sub: string; username: string; groups: string[]; certain_sec: number | null }>(
    "SELECT * FROM embargo.staging_viewer($1, $2)",
    [secretHash(token), groupsHoldSec()],
  );
  const row = rows[0];
  if (!row) return null;
  return {
    launchId: row.launch_id,
    manifestId: row.manifest_id,
    viewer: { kind: "user", sub: row.sub, username: row.username, name: null, groups: row.groups },
    certainSec: row.certain_sec,
  };
}

/** Whether a token that opens nothing is one whose launch is over; false for one that never was, or was revoked. */
export async function stagingTokenIsOver(token: string): Promise<boolean> {
  const { rows } = await pool("web").query<{ over: boolean }>("SELECT embargo.staging_token_is_over($1) AS over", [secretHash(token)]);
  return rows[0]?.over ?? false;
}

export type Redemption = { outcome: "redeemed"; launchId: string; tokenExpiresAt: Date } | { outcome: "unknown" | "over" | "used" };

/** Exchanges a ticket for a staging token whose hash is kept; see embargo.redeem_ticket. */
export async function redeemTicket(ticket: string, key: string, token: string): Promise<Redemption> {
  const { rows } = await pool("web").query<{ outcome: Redemption["outcome"]; launch_id: string; token_expires_at: Date }>(
    "SELECT * FROM embargo.redeem_ticket($1, $2, $3)",
    [secretHash(ticket), secretHash(key), secretHash(token)],
  );
  const row = rows[0];
  if (!row || row.outcome !== "redeemed") return { outcome: row?.outcome === "used" || row?.outcome === "over" ? row.outcome : "unknown" };
  return { outcome: "redeemed", launchId: row.launch_id, tokenExpiresAt: row.token_expires_at };
}
