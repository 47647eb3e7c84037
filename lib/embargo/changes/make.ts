import type { Viewer } from "@/lib/embargo/viewer";
import { draftChange } from "./draft";
import { effectOf } from "./effect";
import { EffectChanged, orBlocked } from "./errors";
import { readChange } from "./list";
import { withManager } from "./office";
import type { Change, Effect, EmbargoChange, ImportedClocks } from "./schemas";

/** Rows of large projects follow their clocks one by one: longer than any search may take, and not for ever. */
export const APPLY_TIME_LIMIT = "SET LOCAL statement_timeout = '300s'";

/**
 * What a change would do, and to whom; nothing is changed.
 *
 * @throws NotFound for who does not manage all of what it is about. @throws ChangeBlocked
 */
export function whatIf(viewer: Viewer, change: Change | ImportedClocks): Promise<Effect> {
  return withManager(viewer, async (sql) => {
    await sql.run("SAVEPOINT draft");
    const effect = await effectOf(sql, viewer, await draftChange(sql, change, "what if", false), change);
    await sql.run("ROLLBACK TO SAVEPOINT draft");
    return effect;
  });
}

/**
 * Makes a change: it holds at once, or waits for a second manager where one is asked for.
 *
 * @param expect the digest of the effect that was looked at
 * @throws NotFound @throws ChangeBlocked @throws EffectChanged when it would do something else by now
 */
export function makeChange(viewer: Viewer, change: Change | ImportedClocks, reason: string, expect?: string): Promise<EmbargoChange> {
  return withManager(viewer, async (sql) => {
    await sql.run(APPLY_TIME_LIMIT);
    const id = await draftChange(sql, change, reason, true);
    const effect = await effectOf(sql, viewer, id, change);
    if (expect !== undefined && expect !== effect.digest) throw new EffectChanged(effect);
    await orBlocked(sql.rows("SELECT embargo.settle_change($1, $2)", [id, JSON.stringify(effect)]));
    return readChange(sql, id);
  });
}
