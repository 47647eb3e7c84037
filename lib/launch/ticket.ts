import { randomBytes } from "node:crypto";
import { secretHash } from "@/lib/embargo/staging-viewer";
import type { Sql } from "@/lib/embargo/transaction";

/** A session redeems its ticket as soon as it starts; a day covers the slowest of hubs. */
const TICKET_HOURS = 24;

/** 256 random bits, in letters that need no escape anywhere. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

/**
 * Issues a ticket for a launch; its hash is kept, the ticket itself nowhere. A worker that is killed before the hub has
 * it leaves one that nobody knows; the next worker issues another, and all of them go when the launch is over.
 */
export async function issueTicket(sql: Sql, launchId: string): Promise<string> {
  const ticket = newSecret();
  await sql.run("INSERT INTO staging_ticket (hash, launch_id, expires_at) VALUES ($1, $2, now() + make_interval(hours => $3))", [secretHash(ticket), launchId, TICKET_HOURS]);
  return ticket;
}

/**
 * From now on nothing that was given out for this launch opens anything. Tickets stay until they are tidied away: a
 * session that comes late hears that its launch is over.
 */
export async function revokeAccess(sql: Sql, launchId: string): Promise<void> {
  await sql.run("UPDATE staging_token SET revoked_at = now() WHERE launch_id = $1 AND revoked_at IS NULL", [launchId]);
}
