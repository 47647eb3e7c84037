import { setTimeout as sleep } from "node:timers/promises";
import { log } from "@/lib/config/log";
import { datasetFor, readAvailability, type Whereabouts, whereabouts } from "@/lib/datalake/availability";
import { rucio } from "@/lib/datalake/backends/rucio/connection";
import { isPassing } from "@/lib/datalake/backends/rucio/faults";
import { hasRucio } from "@/lib/datalake/backends/rucio/settings";
import { AppError } from "@/lib/errors/app-error";
import type { DrivenLaunch } from "../drive/driven";
import type { MountedSite } from "../services/facts";
import type { NotebookService } from "../services/service";
import { ask, noteMounted } from "./ask";
import { filesFor, type LakeFile } from "./files";
import { Pace } from "./pace";
import { type KeptRule, livingRule, noteAvailability, writeRule } from "./rows";

const TICK_MS = 1000;
/** What is stuck, or waits for somebody, may come right in a moment; longer nobody should wait for it. */
const STUCK_PATIENCE_MS = 60_000;
const AWAY_PATIENCE_MS = 60_000;
const MINUTE_MS = 60_000;

/**
 * Brings a launch's data to a storage site that its service mounts, where there are such data and such a site: a rule is
 * asked for and followed until all is there. It never fails a launch: what does not come in time is downloaded by the
 * session. Begun again, it goes on with the rule that is written down.
 *
 * @throws LaunchLost
 */
export async function bringData(launch: DrivenLaunch, { facts }: NotebookService, signal: AbortSignal): Promise<void> {
  if (facts.storageSites.length === 0 || !hasRucio()) return;
  try {
    const rule = (await livingRule(launch.its.id)) ?? (await begin(launch.its.id, facts.storageSites, signal));
    const site = facts.storageSites.find((one) => one.site === rule?.site);
    if (rule && site) await follow(launch, site, signal);
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError)) throw error;
    log.warn({ err: error, launchId: launch.its.id }, "data could not be brought to a storage site; they are downloaded");
    const rule = await livingRule(launch.its.id);
    if (rule) await noteAvailability(rule, { state: "away", reason: null });
    else await launch.tell("The data lake can not be asked just now: the data are downloaded");
  }
}

/** Chooses the site and writes down what is wanted there; null where there is nothing to bring. */
async function begin(launchId: string, sites: readonly MountedSite[], signal: AbortSignal): Promise<KeptRule | null> {
  const bySite = await Promise.all(sites.map(async (site) => ({ site, files: await filesFor(launchId, site) })));
  const widest = bySite.reduce((most, one) => (one.files.length > most.files.length ? one : most));
  if (widest.files.length === 0) return null;
  const { onTapeCount, bytesAt } = await whereabouts(rucio(), locationsOf(widest.files), signal).catch((error: unknown) => {
    if (signal.aborted || !isPassing(error)) throw error;
    // A Rucio that is away just now is waited for by who follows the rule, who needs a rule to follow.
    return nothingKnown;
  });
  // Where most may lie; of several, where most lies already; of those, the first that the operators wrote.
  const { site, files } = bySite.filter((one) => one.files.length === widest.files.length).reduce((best, one) => ((bytesAt.get(one.site.site) ?? 0) > (bytesAt.get(best.site.site) ?? 0) ? one : best));
  await writeRule({ launchId, site: site.site, dataset: datasetFor(rucio(), locationsOf(files)), releaseIds: files.map(({ releaseId }) => releaseId), onTapeFiles: onTapeCount, expectedSec: onTapeCount > 0 && site.tapeWaitMinutes !== null ? site.tapeWaitMinutes * 60 : null });
  return livingRule(launchId);
}

const nothingKnown: Whereabouts = { onTapeCount: 0, bytesAt: new Map() };
const locationsOf = (files: readonly LakeFile[]) => files.map(({ location }) => location);

/** Follows the launch's rule, which the housekeeping may replace by another, until it is worth no more waiting. */
async function follow(launch: DrivenLaunch, site: MountedSite, signal: AbortSignal): Promise<void> {
  const pace = new Pace();
  let troubleSinceMs: number | null = null;
  for (;;) {
    const rule = await livingRule(launch.its.id);
    if (!rule) return;
    const isOver = await isWaitOver(launch, rule, site);
    if (pace.isDue() || isOver) {
      const state = await lookOnce(launch, rule, site, signal);
      pace.looked(`${state} ${(await livingRule(launch.its.id))?.readyFiles}`);
      const isFine = state === "bringing" || state === "asking";
      troubleSinceMs = isFine ? null : (troubleSinceMs ?? Date.now());
      const patienceMs = state === "away" ? AWAY_PATIENCE_MS : STUCK_PATIENCE_MS;
      if (state === "ready" || state === "full" || state === "ended" || isOver || (troubleSinceMs !== null && Date.now() - troubleSinceMs > patienceMs)) return finish(launch, site, signal);
    }
    await sleep(TICK_MS, undefined, { signal });
  }
}

/** Whether its owner wants to wait no more, or its service's time for that is over. Tape takes its time, and there is no other way to what is on it. */
async function isWaitOver(launch: DrivenLaunch, rule: KeptRule, site: MountedSite): Promise<boolean> {
  if (!(await launch.now()).waitsForData) return true;
  const tapeMinutes = rule.onTapeFiles > 0 ? 2 * (site.tapeWaitMinutes ?? 0) : 0;
  return Date.now() > rule.askedAt.getTime() + (site.waitMinutes + tapeMinutes) * MINUTE_MS;
}

/** One look at the rule, or one try to have it made. `away`: Rucio does not answer, which is said once and waited out. */
async function lookOnce(launch: DrivenLaunch, rule: KeptRule, site: MountedSite, signal: AbortSignal): Promise<KeptRule["state"]> {
  try {
    if (rule.ruleId === null) {
      const asked = await ask(rule, site, signal);
      if (asked === "adopted") await launch.tell(`The data lake has a rule for these very files at ${site.site} already: it is used, and made to last`);
      return asked === "full" ? "full" : asked === "over" ? "ended" : "asking";
    }
    const now = await readAvailability(rucio(), rule.ruleId, signal);
    await noteAvailability(rule, now);
    return now.state;
  } catch (error) {
    if (signal.aborted || !isPassing(error)) throw error;
    log.warn({ err: error, launchId: launch.its.id }, "Rucio does not answer; it is asked again");
    await launch.tell("The data lake does not answer just now; it is asked again");
    return "away";
  }
}

/** Notes what is there, to be linked, and says what becomes of the rest. */
async function finish(launch: DrivenLaunch, site: MountedSite, signal: AbortSignal): Promise<void> {
  const rule = await livingRule(launch.its.id);
  if (!rule) return;
  const linked = await noteMounted(rule, site, signal);
  const rest = rule.releaseIds.length - linked;
  const restWords = rest === 0 ? "" : linked === 0 ? "Nothing is there to be linked: the data are downloaded" : `${rest} files that are not there are downloaded`;
  await launch.tell([linked > 0 ? `${linked} files at ${site.site} are linked, not copied` : "", restWords].filter(Boolean).join("; "));
}
