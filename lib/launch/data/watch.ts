import { log } from "@/lib/config/log";
import { datasetFor, readAvailability } from "@/lib/datalake/availability";
import { rucio } from "@/lib/datalake/backends/rucio/connection";
import { inParallel } from "@/lib/datalake/backends/rucio/parallel";
import { hasRucio } from "@/lib/datalake/backends/rucio/settings";
import { EMBARGO_CHANNEL, listen } from "@/lib/embargo/listen";
import { withSystemSql } from "@/lib/embargo/transaction";
import type { MountedSite } from "../services/facts";
import { findService } from "../services/registry";
import { ask, followEnd, noteMounted } from "./ask";
import { filesFor, mayStay } from "./files";
import { otherwiseNeededUntil, release, releaseEnded } from "./release";
import { type KeptRule, livingRule, noteAvailability, rulesWhere, writeRule } from "./rows";

const LOOK_AGAIN_MS = 15_000;
/** Rights may change many times a second, and each look asks Rucio. */
const REST_MS = 2000;
const AT_ONCE = 4;
const END_OF_OVER = `UPDATE launch_rule r SET ended_at = now(), state = 'ended', reason = NULL FROM launch l
  WHERE l.id = r.launch_id AND r.ended_at IS NULL AND l.state IN ('stopping', 'failed', 'ended')`;
const END_ONE = "UPDATE launch_rule SET ended_at = now(), state = 'ended', reason = NULL WHERE id = $1 AND ended_at IS NULL";

/**
 * One look at all rules of launches: those that no launch needs are given up, ends that were moved are told to Rucio,
 * what changed there is told to people, and files to which a right has ended are taken out of their rule.
 */
export async function lookAtRules(signal: AbortSignal): Promise<void> {
  if (!hasRucio()) return;
  await withSystemSql("rules of launches that are over", (sql) => sql.run(END_OF_OVER), "debug");
  await releaseEnded(signal);
  await inParallel(await rulesWhere("r.ended_at IS NULL"), AT_ONCE, (rule) =>
    lookAt(rule, signal).catch((error: unknown) => {
      if (signal.aborted) throw error;
      log.warn({ err: error, launchId: rule.launchId, ruleId: rule.ruleId }, "a rule could not be looked at; it is tried again");
    }),
  );
}

async function lookAt(rule: KeptRule, signal: AbortSignal): Promise<void> {
  const site = findService(rule.service)?.facts.storageSites.find((one) => one.site === rule.site);
  // Of a site that is mounted nowhere any more it is not known who reads it.
  if (!(await mayStay(rule.launchId, rule.releaseIds, site ?? { dataClass: "public" }))) return narrow(rule, site, signal);
  // Without its id it is still being asked for, or will be by whoever drives the launch.
  if (rule.ruleId === null) return;
  const other = await otherwiseNeededUntil(rule);
  await followEnd(rule, other !== null && other > rule.until ? other : rule.until, signal);
  const now = await readAvailability(rucio(), rule.ruleId, signal);
  await noteAvailability(rule, now);
  if (site && (now.readyFiles > rule.readyFiles || rule.state === "away")) await noteMounted(rule, site, signal);
}

/**
 * A right to some of the files has ended: their rule ends at once, and what may still be there gets another. Rucio
 * removes copies within hours of that, and only where no other rule holds them.
 */
async function narrow(rule: KeptRule, site: MountedSite | undefined, signal: AbortSignal): Promise<void> {
  await withSystemSql("files of a rule were closed", (sql) => sql.run(END_ONE, [rule.id]));
  await release(rule, signal);
  const wanted = new Set(rule.releaseIds);
  const files = site ? (await filesFor(rule.launchId, site)).filter(({ releaseId }) => wanted.has(releaseId)) : [];
  log.info({ launchId: rule.launchId, closed: wanted.size - files.length }, "files to which a right has ended were taken out of a rule");
  if (!site || files.length === 0) return;
  await writeRule({ launchId: rule.launchId, site: rule.site, dataset: datasetFor(rucio(), files.map(({ location }) => location)), releaseIds: files.map(({ releaseId }) => releaseId), onTapeFiles: 0, expectedSec: null });
  const rest = await livingRule(rule.launchId);
  if (!rest) return;
  await ask(rest, site, signal);
  await noteMounted(rest, site, signal);
}

/** Looks again and again, and at once when a right may have changed. Several workers may do it at once. */
export class RulesWatch {
  readonly #ending = new AbortController();
  #stopListening: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #lookAgain = false;
  #restedAtMs = 0;

  start(): void {
    this.#stopListening = listen(EMBARGO_CHANNEL, () => this.#called());
    this.#lookIn(0);
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#ending.abort(new Error("the worker ends"));
    this.#stopListening?.();
    clearTimeout(this.#timer);
    await this.#looking;
  }

  /** A right may have changed: at once after a moment's rest, and once for what changes meanwhile. */
  #called(): void {
    this.#lookAgain = this.#looking !== undefined;
    if (!this.#lookAgain) this.#lookIn(Math.max(0, this.#restedAtMs - Date.now()));
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.#ending.signal.aborted) this.#timer = setTimeout(() => this.#look(), ms).unref();
  }

  #look(): void {
    const { signal } = this.#ending;
    this.#lookAgain = false;
    this.#looking = lookAtRules(signal)
      .catch((error: unknown) => {
        if (!signal.aborted) log.error({ err: error }, "rules of launches could not be looked at; it is tried again");
      })
      .finally(() => {
        this.#looking = undefined;
        this.#restedAtMs = Date.now() + REST_MS;
        this.#lookIn(this.#lookAgain ? REST_MS : LOOK_AGAIN_MS);
      });
  }
}
