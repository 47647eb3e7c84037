import { log } from "@/lib/config/log";
import { type Sql, withSystemSql } from "@/lib/embargo/transaction";
import { enqueue } from "./jobs";
import { lockLaunch } from "./locked";
import { moveLaunch } from "./move";
import type { LaunchState } from "./schemas";
import { findService } from "./services/registry";
import { canMove, isDriven } from "./states";

const READ_OVERDUE = `SELECT id FROM launch WHERE state IN ('requested', 'staging', 'starting', 'ready') AND until < now()`;
const READ_UNFINISHED = `SELECT id, state FROM launch WHERE cleared_at IS NULL AND state <> 'ready'`;
/** Open notebooks; and launches that were cleared lately, should a worker that was cut off have started one's server after. */
const READ_WATCHED = `SELECT service, username, json_agg(json_build_object('id', id, 'isReady', state = 'ready')) AS launches FROM launch
  WHERE state = 'ready' OR cleared_at > now() - interval '15 minutes' GROUP BY service, username`;
// Counts that later ones have overtaken; the last of each state stays.
const FORGET_COUNTS = `
DELETE FROM launch_event e WHERE e.progress IS NOT NULL AND e.at < now() - interval '1 minute'
  AND EXISTS (SELECT 1 FROM launch_event n WHERE n.launch_id = e.launch_id AND n.seq > e.seq AND n.state = e.state AND n.progress IS NOT NULL)
  AND EXISTS (SELECT 1 FROM launch_event p WHERE p.launch_id = e.launch_id AND p.seq < e.seq AND p.state = e.state)`;

interface Watched {
  readonly service: string;
  readonly username: string;
  readonly launches: readonly { readonly id: string; readonly isReady: boolean }[];
}

/**
 * Housekeeping, made again and again: what is due is stopped, what lacks a job gets one, what has ended at its service
 * is ended here, what nobody needs is forgotten. Several workers may do it at once.
 */
export class Sweep {
  /** Ready launches that their service did not list the last time: a service that has just started may not know them yet. */
  #missed = new Set<string>();

  async run(signal: AbortSignal): Promise<void> {
    await withSystemSql("launches that are due or unfinished", async (sql) => {
      await stopOverdue(sql);
      await orderJobs(sql);
    });
    await this.#compareWithServices(signal);
    await withSystemSql("tidy up launches", async (sql) => {
      await sql.run(FORGET_COUNTS);
      await sql.run("DELETE FROM staging_ticket WHERE expires_at < now() - interval '1 day'");
      await sql.run("DELETE FROM staging_token WHERE least(expires_at, revoked_at) < now() - interval '7 days'");
    });
  }

  async #compareWithServices(signal: AbortSignal): Promise<void> {
    const missed = new Set<string>();
    for (const { service, username, launches } of await withSystemSql("watch open notebooks", (sql) => sql.rows<Watched>(READ_WATCHED))) {
      const there = await findService(service)?.launchesOf(username, signal).catch((error: unknown) => void log.warn({ service, err: error }, "open notebooks could not be compared"));
      for (const { id, isReady } of launches) {
        if (!isReady && there?.includes(id)) await clearAgain(id);
        if (!isReady || there?.includes(id)) continue;
        if (there && this.#missed.has(id)) await endGone(id);
        else if (there || this.#missed.has(id)) missed.add(id);
      }
    }
    this.#missed = missed;
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

function endGone(id: string): Promise<void> {
  return withSystemSql("end a launch whose server is gone", async (sql) => {
    const at = await lockLaunch(sql, id);
    if (at?.state === "ready") await moveLaunch(sql, at, "ended", { message: "The notebook server has ended at its service" });
  });
}

function clearAgain(id: string): Promise<void> {
  return withSystemSql("clear a launch whose server came back", async (sql) => {
    log.warn({ launchId: id }, "a launch that is over has a server again");
    await sql.run("UPDATE launch SET cleared_at = NULL WHERE id = $1", [id]);
    await enqueue(sql, "launch-clear", id);
  });
}
