import type { Sql } from "@/lib/embargo/transaction";
import { type LaunchPlace, moveLaunch, tellLaunch } from "./move";
import { type LaunchProblem, launchStateSchema } from "./schemas";
import { canMove } from "./states";

/** A launch's place, with its row locked until the transaction ends: nothing moves it meanwhile. Null when it is not the viewer's. */
export async function lockLaunch(sql: Sql, id: string): Promise<LaunchPlace | null> {
  const [row] = await sql.rows<{ state: string; attempt: number }>("SELECT state, attempt FROM launch WHERE id = $1 FOR UPDATE", [id]);
  return row ? { id, state: launchStateSchema.parse(row.state), attempt: row.attempt } : null;
}

/**
 * Ends a launch that is under way by a problem. One whose notebook is open already goes on: the problem becomes a line
 * of its story, and the notebook itself shows the whole of it.
 */
export async function failLaunch(sql: Sql, at: LaunchPlace, problem: LaunchProblem): Promise<void> {
  if (canMove(at.state, "failed")) await moveLaunch(sql, at, "failed", { message: problem.title, problem });
  else if (at.state === "ready") await tellLaunch(sql, at, { message: problem.title });
}
