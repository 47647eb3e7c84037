import { type Sql, withSystemSql } from "@/lib/embargo/transaction";
import { lockLaunch } from "../locked";
import { moveLaunch } from "../move";
import type { LaunchProblem } from "../schemas";
import { canMove, livingStates } from "../states";

// The strictest of a joint project's partners counts.
const TO_STOP = `
SELECT r.launch_id AS id, bool_or(r.stop_asked_at IS NOT NULL) AS "byManager" FROM launch_revocation r JOIN launch l ON l.id = r.launch_id
WHERE r.restored_at IS NULL AND l.state = ANY ($1) AND (r.stop_asked_at IS NOT NULL
  OR EXISTS (SELECT 1 FROM project p WHERE p.id = ANY (embargo.with_partners(ARRAY[r.project_id])) AND p.when_right_ends = 'stop'))
GROUP BY r.launch_id`;

/** Ends launches that hold what their owner may not read any more, where a project asks for it, or a manager. */
export async function stopClosed(): Promise<void> {
  const due = await withSystemSql("launches to stop", (sql) => sql.rows<{ id: string; byManager: boolean }>(TO_STOP, [livingStates]));
  for (const { id, byManager } of due) await withSystemSql("stop a launch whose right has ended", (sql) => stop(sql, id, byManager));
}

async function stop(sql: Sql, id: string, byManager: boolean): Promise<void> {
  const at = await lockLaunch(sql, id);
  if (!at || !canMove(at.state, "stopping")) return;
  const problem = rightEnded(byManager);
  await moveLaunch(sql, at, "stopping", { message: problem.title, problem });
}

/** For the owner, who may know no more of the data than that there were some: they staged them. */
function rightEnded(byManager: boolean): LaunchProblem {
  return {
    slug: "right-ended",
    title: "Stopped: a right to its data has ended",
    detail: `Some of the data that this launch staged are closed to you by now, and ${byManager ? "a manager of these data has stopped the launch" : "launches that hold them end then"}. The staged data are removed; what you saved beside them is kept.`,
    nextStep: "Look at the basket: it shows what is open to you now. Then launch again.",
  };
}
