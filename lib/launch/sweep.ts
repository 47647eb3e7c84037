import { type Sql, withSystemSql } from "@/lib/embargo/transaction";
import { enqueue } from "./jobs";
import { lockLaunch } from "./locked";
import { moveLaunch } from "./move";
import type { LaunchState } from "./schemas";
import { stopClosedAtPublicPlaces } from "./place-public";
import { Reconciliation } from "./reconcile";
import { canMove, isDriven } from "./states";

const READ_OVERDUE = `SELECT id FROM launch WHERE state IN ('requested', 'staging', 'starting', 'ready') AND until < now()`;
const READ_UNFINISHED = `SELECT id, state FROM launch WHERE cleared_at IS NULL AND state <> 'ready'`;
// Counts that later ones have overtaken; the last of each state stays.
const FORGET_COUNTS = `
DELETE FROM launch_event e WHERE e.progress IS NOT NULL AND e.at < now() - interval '1 minute'
  AND EXISTS (SELECT 1 FROM launch_event n WHERE n.launch_id = e.launch_id AND n.seq > e.seq AND n.state = e.state AND n.progress IS NOT NULL)
  AND EXISTS (SELECT 1 FROM launch_event p WHERE p.launch_id = e.launch_id AND p.seq < e.seq AND p.state = e.state)`;

/**
 * Housekeeping, made again and again: what is due is stopped, what lacks a job gets one, what has ended at its service
 * is ended here, what nobody needs is forgotten. Several workers may do it at once.
 */
export class Sweep {
  readonly #reconciliation = new Reconciliation();

  async run(signal: AbortSignal): Promise<void> {
    await withSystemSql("launches that are due or unfinished", async (sql) => {
      await stopOverdue(sql);
      await orderJobs(sql);
    });
    await this.#reconciliation.run(signal);
    await stopClosedAtPublicPlaces();
    await withSystemSql("tidy up launches", async (sql) => {
      await sql.run(FORGET_COUNTS);
      await sql.run("DELETE FROM staging_ticket WHERE expires_at < now() - interval '1 day'");
      await sql.run("DELETE FROM staging_token WHERE least(expires_at, revoked_at) < now() - interval '7 days'");
    });
  }
}

async function stopOverdue(sql: Sql): Promise<void> {
  for (const { id } of await sql.rows<{ id: string }>(READ_OVERDUE)) {
    const at = await lockLaunch(sql, id);
    if (at && canMove(at.state, "stopping")) await moveLaunch(sql, at, "stopping", { message: "Stopping: the time that was asked for is up" });
  }
}

/** Jobs are ordered with what they serve; this finds those that were lost all the same, with a queue restored from a copy. */
async function orderJobs(sql: Sql): Promise<void> {
  for (const { id, state } of await sql.rows<{ id: string; state: LaunchState }>(READ_UNFINISHED)) {
    await enqueue(sql, isDriven(state) ? "launch-drive" : "launch-clear", id);
  }
}
