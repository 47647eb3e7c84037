import { withManager } from "@/lib/embargo/changes/office";
import { withSystemSql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import type { CanaryLeak, CanaryRun } from "./schemas";

const SHOWN = 50;
const KEPT_DAYS = 90;

const COLUMNS = `id, started_at AS "startedAt", finished_at AS "finishedAt", origin, state, probe_count AS "probeCount", viewers, leaks, problem`;
/** One run at a time, and by the worker none so soon after another; $2 seconds, 0 for at once. */
const START = `INSERT INTO canary_run (origin) SELECT $1 WHERE NOT EXISTS (SELECT 1 FROM canary_run WHERE started_at > now() - make_interval(secs => $2)) RETURNING id`;
const FINISH = `UPDATE canary_run SET finished_at = now(), state = $2, probe_count = $3, viewers = $4, leaks = $5, problem = $6 WHERE id = $1`;

type Row = Omit<CanaryRun, "startedAt" | "finishedAt"> & { readonly startedAt: Date; readonly finishedAt: Date | null };
const told = (row: Row): CanaryRun => ({ ...row, startedAt: row.startedAt.toISOString(), finishedAt: row.finishedAt?.toISOString() ?? null });

/** Claims a run; null where one was begun within the last `everySec` seconds. */
export function startRun(origin: CanaryRun["origin"], everySec: number): Promise<string | null> {
  return withSystemSql("begin a canary run", async (sql) => {
    await sql.run("SELECT pg_advisory_xact_lock(hashtext('airshower canary runs'))");
    await sql.run("DELETE FROM canary_run WHERE started_at < now() - make_interval(days => $1)", [KEPT_DAYS]);
    return (await sql.rows<{ id: string }>(START, [origin, everySec]))[0]?.id ?? null;
  });
}

export interface Outcome {
  readonly probeCount: number;
  readonly viewers: CanaryRun["viewers"];
  readonly leaks: readonly CanaryLeak[];
  /** Why it could not be finished; null where it was. */
  readonly problem: string | null;
}

export function stateOf({ leaks, problem }: Outcome): "clean" | "leak" | "failed" {
  if (leaks.length > 0) return "leak";
  return problem === null ? "clean" : "failed";
}

export function finishRun(id: string, outcome: Outcome): Promise<number> {
  const { probeCount, viewers, leaks, problem } = outcome;
  return withSystemSql("end a canary run", (sql) => sql.run(FINISH, [id, stateOf(outcome), probeCount, viewers, JSON.stringify(leaks), problem]));
}

/** The last runs, newest first. @throws NotFound for whoever manages nothing. */
export function listRuns(viewer: Viewer): Promise<CanaryRun[]> {
  return withManager(viewer, async (sql) => (await sql.rows<Row>(`SELECT ${COLUMNS} FROM canary_run ORDER BY started_at DESC LIMIT ${SHOWN}`)).map(told));
}

/** For metrics; null before the first run has ended. */
export function lastRun(): Promise<CanaryRun | null> {
  return withSystemSql("tell the last canary run", async (sql) => {
    const [row] = await sql.rows<Row>(`SELECT ${COLUMNS} FROM canary_run WHERE finished_at IS NOT NULL ORDER BY started_at DESC LIMIT 1`);
    return row ? told(row) : null;
  });
}
