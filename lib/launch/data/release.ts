import { log } from "@/lib/config/log";
import { endAvailability, extendAvailability } from "@/lib/datalake/availability";
import { rucio } from "@/lib/datalake/backends/rucio/connection";
import { RucioSaysNo } from "@/lib/datalake/backends/rucio/faults";
import { hasRucio } from "@/lib/datalake/backends/rucio/settings";
import { withSystemSql } from "@/lib/embargo/transaction";
import { type KeptRule, rulesWhere } from "./rows";

const LATEST_OTHER = `SELECT max(o.until) AS until FROM launch_rule o
  WHERE o.site = $1 AND o.scope = $2 AND o.dataset = $3 AND o.id <> $4 AND o.ended_at IS NULL`;

/** Until when the latest of the other launches of the same files needs the rule; null when none does. */
export async function otherwiseNeededUntil({ id, site, scope, dataset }: KeptRule): Promise<Date | null> {
  const [row] = await withSystemSql("who needs a rule", (sql) => sql.rows<{ until: Date | null }>(LATEST_OTHER, [site, scope, dataset, id]), "debug");
  return row?.until ?? null;
}

/**
 * Tells Rucio that a launch needs its rule no more: it ends, or is left to the other launches that need it. Who asks for
 * the same rule writes that down first, so a launch that comes in between is seen by the second look, and gets it back.
 *
 * @throws RucioFault: to be done again
 */
export async function release(rule: KeptRule, signal: AbortSignal): Promise<void> {
  const named = { ruleId: rule.ruleId, dataset: { scope: rule.scope, name: rule.dataset }, site: rule.site };
  if ((await otherwiseNeededUntil(rule)) === null) await endAvailability(rucio(), named, signal);
  const other = await otherwiseNeededUntil(rule);
  if (other !== null && other.getTime() > Date.now() && rule.ruleId !== null) await extendAvailability(rucio(), rule.ruleId, other, signal).catch(unlessGone);
  await withSystemSql("a rule was given up", (sql) => sql.run("UPDATE launch_rule SET released_at = now() WHERE id = $1", [rule.id]));
}

/** Ends what a launch that is over counts on. A Rucio that is away is told later, by the housekeeping. */
export async function endRulesOf(launchId: string, signal: AbortSignal): Promise<void> {
  await withSystemSql("a launch needs its data no more", (sql) => sql.run("UPDATE launch_rule SET ended_at = now(), state = 'ended', reason = NULL WHERE launch_id = $1 AND ended_at IS NULL", [launchId]));
  await releaseEnded(signal, launchId);
}

/** Tells Rucio of all rules that no launch needs any more and of which it was not told yet. */
export async function releaseEnded(signal: AbortSignal, launchId: string | null = null): Promise<void> {
  const left = await rulesWhere("r.ended_at IS NOT NULL AND r.released_at IS NULL AND ($1::uuid IS NULL OR r.launch_id = $1)", [launchId]);
  if (left.length > 0 && !hasRucio()) return log.warn({ rules: left.map(({ ruleId }) => ruleId) }, "rules are left to their end at Rucio, which is not configured here any more");
  for (const rule of left) {
    await release(rule, signal).catch((error: unknown) => {
      if (signal.aborted) throw error;
      log.warn({ err: error, launchId: rule.launchId, ruleId: rule.ruleId }, "Rucio was not told that a rule may end; it is tried again");
    });
  }
}

function unlessGone(error: unknown): void {
  if (!(error instanceof RucioSaysNo && error.exception === "RuleNotFound")) throw error;
}
