import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { setting } from "@/lib/config/environment";
import { log } from "@/lib/config/log";
import type { RucioConnection } from "./backends/rucio/connection";
import { RucioSaysNo } from "./backends/rucio/faults";
import { parseLocation } from "./backends/rucio/location";
import { chunks } from "./backends/rucio/parallel";
import { type EnsuredRule, isQuota, type Rule } from "./backends/rucio/rules";
import { didText, type RucioDid } from "./backends/rucio/schemas";
import { BadUntil, SiteFull, SiteUnknown } from "./availability-errors";

/** What shall lie at a storage site that a notebook service mounts, and until when. */
export interface AvailabilityWish {
  /** Of releases whose backend is `rucio`. */
  readonly locations: readonly string[];
  /** As Rucio names the storage site. */
  readonly site: string;
  readonly until: Date;
  /** For those who look after Rucio; it names no person and no data. */
  readonly comment: string;
}

/** How far it is. */
export interface Availability {
  /** `waiting`: somebody at the storage site has to agree, or has stopped it. */
  readonly state: "bringing" | "ready" | "stuck" | "waiting" | "ended";
  readonly readyFiles: number;
  readonly totalFiles: number;
  /** Rucio's words on what is stuck. Rucio goes on trying by itself. */
  readonly reason: string | null;
  /** When the copies may go; null: they do not by themselves. */
  readonly until: Date | null;
}

const DAY_MS = 86_400_000;
const LISTED_AT_ONCE = 2000;
/** A dataset outlives its rule, whose end may still be moved, and goes by itself should the portal be gone. */
const DATASET_AFTER_MS = 14 * DAY_MS;

/**
 * The dataset that stands for these files, in any order: the same files are the same dataset, so that launches of one
 * basket share its rule and its room. It need not be there.
 */
export function datasetFor({ settings }: Pick<RucioConnection, "settings">, locations: readonly string[]): RucioDid {
  const names = [...new Set(locations.map(parseLocation).map(didText))].sort();
  return { scope: settings.ownScope, name: `airshower.${createHash("sha256").update(JSON.stringify(names)).digest("hex").slice(0, 32)}` };
}

/**
 * Asks Rucio for copies of files at a storage site until a date: a dataset of them, and one rule on it. A rule that is
 * there already is adopted and made to last. Call it outside any transaction. Keep the rule's id: by it the rule is
 * watched, extended and ended. Called again after any end, it makes nothing twice.
 *
 * @throws BadUntil, SiteUnknown, SiteFull, RucioFault
 */
export async function makeAvailable(rucio: RucioConnection, { locations, site, until, comment }: AvailabilityWish, signal?: AbortSignal): Promise<EnsuredRule> {
  requireUntil(until);
  const did = datasetFor(rucio, locations);
  try {
    await rucio.datasets.ensure(did, locations.map(parseLocation), signal);
    const rule = await rucio.rules.ensure({ did, site, until, comment }, signal);
    await expire(rucio, did, new Date(until.getTime() + DATASET_AFTER_MS), signal);
    return rule;
  } catch (error) {
    if (isQuota(error)) throw new SiteFull(site, { cause: error });
    if (error instanceof RucioSaysNo && error.exception === "InvalidRSEExpression") throw new SiteUnknown(site, { cause: error });
    throw error;
  }
}

/** Where files are now. */
export interface Whereabouts {
  /** How many have no copy on disk anywhere: bringing those takes as long as the tape library does. */
  readonly onTapeCount: number;
  /** Bytes on disk by storage site. */
  readonly bytesAt: ReadonlyMap<string, number>;
}

/** @throws RucioFault */
export async function whereabouts({ client }: RucioConnection, locations: readonly string[], signal?: AbortSignal): Promise<Whereabouts> {
  let onTapeCount = 0;
  const bytesAt = new Map<string, number>();
  for (const some of chunks(locations.map(parseLocation), LISTED_AT_ONCE)) {
    for (const { replicas, sizeBytes } of (await client.replicas(some, undefined, signal)).values()) {
      const there = replicas.filter(({ state }) => state === "AVAILABLE");
      const sites = new Set(there.filter(({ medium }) => medium === "disk").map(({ site }) => site));
      if (sites.size === 0 && there.length > 0) onTapeCount++;
      for (const site of sites) bytesAt.set(site, (bytesAt.get(site) ?? 0) + sizeBytes);
    }
  }
  return { onTapeCount, bytesAt };
}

/** How far a rule is; one that Rucio knows no more has ended. @throws RucioFault */
export async function readAvailability({ rules }: RucioConnection, ruleId: string, signal?: AbortSignal): Promise<Availability> {
  const rule = await rules.read(ruleId, signal).catch((error: unknown) => {
    if (error instanceof RucioSaysNo && error.exception === "RuleNotFound") return null;
    throw error;
  });
  if (rule === null) return { state: "ended", readyFiles: 0, totalFiles: 0, reason: null, until: null };
  const { okCount, replicatingCount, stuckCount, error, expiresAt } = rule;
  const state = stateOf(rule);
  return { state, readyFiles: okCount, totalFiles: okCount + replicatingCount + stuckCount, reason: state === "stuck" ? error : null, until: expiresAt };
}

/** Tells how far a rule is whenever that changes, until all is there or the signal ends it. Passing faults of Rucio are waited out. */
export async function* watchAvailability(rucio: RucioConnection, ruleId: string, everyMs: number, signal: AbortSignal): AsyncGenerator<Availability> {
  let told = "";
  for (;;) {
    const now = await readAvailability(rucio, ruleId, signal);
    const text = JSON.stringify(now);
    if (text !== told) yield now;
    told = text;
    if (now.state === "ready" || now.state === "ended") return;
    await sleep(everyMs, undefined, { signal });
  }
}

/** Moves the end of a rule and of its dataset, earlier too. @throws BadUntil, RucioFault; RucioSaysNo (RuleNotFound) for one that has ended */
export async function extendAvailability(rucio: RucioConnection, ruleId: string, until: Date, signal?: AbortSignal): Promise<void> {
  requireUntil(until);
  await rucio.rules.extend(ruleId, until, signal);
  const { did } = await rucio.rules.read(ruleId, signal);
  await expire(rucio, did, new Date(until.getTime() + DATASET_AFTER_MS), signal);
}

/**
 * Ends a rule; the copies go within hours if no other rule holds them, and the dataset after them. Launches of the same
 * files share a rule: it is for the caller to know that none needs it any more.
 *
 * @param ruleId null where it is not known whether the rule was made: it is looked for
 */
export async function endAvailability(rucio: RucioConnection, { ruleId, dataset, site }: { readonly ruleId: string | null; readonly dataset: RucioDid; readonly site: string }, signal?: AbortSignal): Promise<void> {
  const id = ruleId ?? (await rucio.rules.find({ did: dataset, site }, signal))?.id;
  if (id === undefined) return;
  await rucio.rules.end(id, signal);
  await expire(rucio, dataset, new Date(Date.now() + DAY_MS), signal);
}

/** A dataset that stays is an empty name: no reason to fail. */
async function expire({ datasets }: RucioConnection, dataset: RucioDid, until: Date, signal: AbortSignal | undefined): Promise<void> {
  await datasets.expireAfter(dataset, until, signal).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    log.warn({ err: error, dataset: didText(dataset) }, "Rucio was not told when a dataset of the portal's may go");
  });
}

function requireUntil(until: Date): void {
  const mostDays = setting("RUCIO_RULE_MAX_DAYS");
  const leftMs = until.getTime() - Date.now();
  if (!(leftMs > 0 && leftMs <= mostDays * DAY_MS)) throw new BadUntil(mostDays);
}

function stateOf({ state }: Rule): Availability["state"] {
  if (state === "STUCK") return "stuck";
  if (state === "SUSPENDED" || state === "WAITING_APPROVAL") return "waiting";
  return state === "OK" ? "ready" : "bringing";
}
