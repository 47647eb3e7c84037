import { makeAvailable, extendAvailability } from "@/lib/datalake/availability";
import { SiteFull } from "@/lib/datalake/availability-errors";
import { rucio } from "@/lib/datalake/backends/rucio/connection";
import { mountedPaths } from "@/lib/datalake/mounted";
import { withSystemSql } from "@/lib/embargo/transaction";
import type { MountedSite } from "../services/facts";
import { filesFor } from "./files";
import { release } from "./release";
import { type KeptRule, noteAvailability } from "./rows";

const KEEP = "UPDATE launch_rule SET rule_id = $2, told_until = $3 WHERE id = $1 AND ended_at IS NULL";
const KEEP_ENDED = "UPDATE launch_rule SET rule_id = $2, released_at = NULL WHERE id = $1";

/** What came of asking. */
export type Asked = "made" | "adopted" | "full" | "over";

/**
 * Asks Rucio for a rule that was written down, and writes its id down. Can be done again after any end, and by two at
 * once: nothing is made twice. Of one that the launch needs no more since, Rucio is told so.
 *
 * @throws SiteUnknown, RucioFault
 */
export async function ask(rule: KeptRule, site: Pick<MountedSite, "dataClass">, signal: AbortSignal): Promise<Asked> {
  const wanted = new Set(rule.releaseIds);
  // Of what was written down, only what may be brought at this moment.
  const files = (await filesFor(rule.launchId, site)).filter(({ releaseId }) => wanted.has(releaseId));
  if (files.length < wanted.size) return "over";
  try {
    const made = await makeAvailable(rucio(), { locations: files.map(({ location }) => location), site: rule.site, until: rule.until, comment: "Airshower: data for a notebook" }, signal);
    const isWanted = await withSystemSql("a rule was made", (sql) => sql.run(KEEP, [rule.id, made.id, rule.until]));
    if (isWanted > 0) return made.adopted ? "adopted" : "made";
    await withSystemSql("a rule that nobody needs", (sql) => sql.run(KEEP_ENDED, [rule.id, made.id]));
    await release({ ...rule, ruleId: made.id }, signal);
    return "over";
  } catch (error) {
    if (!(error instanceof SiteFull)) throw error;
    await noteAvailability(rule, { state: "full", reason: null });
    return "full";
  }
}

/** Tells Rucio of an end that was moved since. @throws RucioFault */
export async function followEnd(rule: KeptRule, latest: Date, signal: AbortSignal): Promise<void> {
  if (rule.ruleId === null || rule.until.getTime() === rule.toldUntil?.getTime()) return;
  await extendAvailability(rucio(), rule.ruleId, latest, signal);
  await withSystemSql("a rule's end was moved", (sql) => sql.run("UPDATE launch_rule SET told_until = $2 WHERE id = $1", [rule.id, rule.until]));
}

/** Notes where the files that are there lie in the service's sessions. @returns how many. @throws RucioFault */
export async function noteMounted(rule: KeptRule, site: MountedSite, signal: AbortSignal): Promise<number> {
  const wanted = new Set(rule.releaseIds);
  const files = (await filesFor(rule.launchId, site)).filter(({ releaseId }) => wanted.has(releaseId));
  const paths = await mountedPaths(rucio(), files.map(({ location }) => location), site, signal);
  const mounted = Object.fromEntries(files.flatMap(({ path, location }) => (paths.has(location) ? [[path, paths.get(location)!]] : [])));
  await withSystemSql("where files are mounted", (sql) => sql.run("UPDATE launch_rule SET mounted = $2 WHERE id = $1", [rule.id, JSON.stringify(mounted)]));
  return Object.keys(mounted).length;
}
