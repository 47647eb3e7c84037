import type { Viewer } from "@/lib/embargo/viewer";
import { effectOf } from "./effect";
import { EffectChanged, orBlocked } from "./errors";
import { changeId, readChange } from "./list";
import { APPLY_TIME_LIMIT } from "./make";
import { withManager } from "./office";
import type { EmbargoChange } from "./schemas";

/** What can be decided on a waiting change; who made it can only withdraw it, and nobody else can. */
export type Verdict = "approve" | "refuse" | "withdraw";

/**
 * Decides on a change that waits for a second manager.
 *
 * @param expect the digest of what it would do, as the second manager looked at it
 * @throws NotFound @throws ChangeBlocked @throws SecondManagerNeeded for one's own @throws EffectChanged
 */
export function decideChange(viewer: Viewer, id: string, verdict: Verdict, reason: string, expect?: string): Promise<EmbargoChange> {
  const known = changeId(id);
  return withManager(viewer, async (sql) => {
    await sql.run(APPLY_TIME_LIMIT);
    if (expect !== undefined) {
      const effect = await effectOf(sql, viewer, known, known);
      if (effect.digest !== expect) throw new EffectChanged(effect);
    }
    await orBlocked(sql.rows("SELECT embargo.decide_change($1, $2, $3)", [known, verdict, reason]));
    return readChange(sql, known);
  });
}

/** Puts back what was before a change. @throws NotFound @throws ChangeBlocked naming what stands in the way */
export function undoChange(viewer: Viewer, id: string, reason: string): Promise<EmbargoChange> {
  const known = changeId(id);
  return withManager(viewer, async (sql) => {
    await sql.run(APPLY_TIME_LIMIT);
    await orBlocked(sql.rows("SELECT embargo.undo_change($1, $2)", [known, reason]));
    return readChange(sql, known);
  });
}
