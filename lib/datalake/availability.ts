import { setTimeout as sleep } from "node:timers/promises";
import { setting } from "@/lib/config/environment";
import type { RucioConnection } from "./backends/rucio/connection";
import { RucioSaysNo } from "./backends/rucio/faults";
import { parseLocation } from "./backends/rucio/location";
import { inParallel } from "./backends/rucio/parallel";
import { type EnsuredRule, isQuota, type Rule } from "./backends/rucio/rules";
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
  /** When the first of the copies may go; null: none ends by itself. */
  readonly until: Date | null;
}

const DAY_MS = 86_400_000;
const AT_ONCE = 8;

/**
 * Asks Rucio for copies of files at a storage site until a date: one rule per file, those that are there already adopted
 * and made to last. Call it outside any transaction. Keep the rules' ids: by them it is watched, extended and ended.
 *
 * @throws BadUntil, SiteUnknown, SiteFull, RucioFault
 */
export async function makeAvailable({ rules }: RucioConnection, { locations, site, until, comment }: AvailabilityWish, signal?: AbortSignal): Promise<EnsuredRule[]> {
  requireUntil(until);
  const dids = locations.map(parseLocation).map(({ scope, name }) => ({ scope, name }));
  return rules.ensureAll(dids, { site, until, comment }, signal).catch((error: unknown) => {
    if (isQuota(error)) throw new SiteFull(site, { cause: error });
    if (error instanceof RucioSaysNo && error.exception === "InvalidRSEExpression") throw new SiteUnknown(site, { cause: error });
    throw error;
  });
}

/** How many of the files have no copy on disk anywhere: bringing those takes as long as the tape library does. */
export async function countOnTape({ client }: RucioConnection, locations: readonly string[], signal?: AbortSignal): Promise<number> {
  const files = await client.replicas(locations.map(parseLocation), undefined, signal);
  const isOnTape = (medium: string) => medium === "tape";
  return [...files.values()].filter(({ replicas }) => replicas.some(({ medium }) => isOnTape(medium)) && replicas.every(({ medium, state }) => isOnTape(medium) || state !== "AVAILABLE")).length;
}

/** How far the rules of these ids are; a rule that Rucio knows no more has ended. */
export async function readAvailability({ rules }: RucioConnection, ruleIds: readonly string[], signal?: AbortSignal): Promise<Availability> {
  const found: Rule[] = [];
  await inParallel(ruleIds, AT_ONCE, async (id) => {
    const rule = await rules.read(id, signal).catch(unlessEnded);
    if (rule) found.push(rule);
  });
  return summedUp(found, ruleIds.length);
}

/** Tells how far it is whenever that changes, until all is there or the signal ends it. Passing faults of Rucio are waited out. */
export async function* watchAvailability(rucio: RucioConnection, ruleIds: readonly string[], everyMs: number, signal: AbortSignal): AsyncGenerator<Availability> {
  let told = "";
  for (;;) {
    const now = await readAvailability(rucio, ruleIds, signal);
    const text = JSON.stringify(now);
    if (text !== told) yield now;
    told = text;
    if (now.state === "ready" || now.state === "ended") return;
    await sleep(everyMs, undefined, { signal });
  }
}

/** Moves the end of all of them. @throws BadUntil, RucioFault; RucioSaysNo (RuleNotFound) for one that has ended */
export async function extendAvailability({ rules }: RucioConnection, ruleIds: readonly string[], until: Date, signal?: AbortSignal): Promise<void> {
  requireUntil(until);
  await inParallel(ruleIds, AT_ONCE, (id) => rules.extend(id, until, signal));
}

/**
 * Ends rules; the copies go within hours if nobody else wants them. Two launches of one file share its rule: the caller
 * names those that others still need, which stay.
 */
export async function endAvailability({ rules }: RucioConnection, ruleIds: readonly string[], stillNeeded: ReadonlySet<string>, signal?: AbortSignal): Promise<void> {
  await inParallel(ruleIds.filter((id) => !stillNeeded.has(id)), AT_ONCE, (id) => rules.end(id, signal));
}

function requireUntil(until: Date): void {
  const mostDays = setting("RUCIO_RULE_MAX_DAYS");
  const leftMs = until.getTime() - Date.now();
  if (!(leftMs > 0 && leftMs <= mostDays * DAY_MS)) throw new BadUntil(mostDays);
}

function unlessEnded(error: unknown): undefined {
  if (error instanceof RucioSaysNo && error.exception === "RuleNotFound") return undefined;
  throw error;
}

function summedUp(rules: readonly Rule[], asked: number): Availability {
  const sum = (count: (rule: Rule) => number) => rules.reduce((total, rule) => total + count(rule), 0);
  const ends = rules.flatMap(({ expiresAt }) => (expiresAt ? [expiresAt.getTime()] : []));
  const [first] = ends.sort((a, b) => a - b);
  return {
    state: rules.length < asked ? "ended" : stateOf(rules),
    readyFiles: sum(({ okCount }) => okCount),
    totalFiles: sum(({ okCount, replicatingCount, stuckCount }) => okCount + replicatingCount + stuckCount),
    reason: rules.find(({ error, state }) => state === "STUCK" && error !== null)?.error ?? null,
    until: first === undefined ? null : new Date(first),
  };
}

/** The worst of them counts. */
function stateOf(rules: readonly Rule[]): Availability["state"] {
  const some = (...states: Rule["state"][]) => rules.some(({ state }) => states.includes(state));
  if (some("STUCK")) return "stuck";
  if (some("SUSPENDED", "WAITING_APPROVAL")) return "waiting";
  return some("INJECT", "REPLICATING") ? "bringing" : "ready";
}
