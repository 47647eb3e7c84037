import path from "node:path";
import { log } from "@/lib/config/log";
import type { TakeIn } from "@/lib/catalogue/load/store-files";
import { type LoadReport, loadStore } from "@/lib/catalogue/load/load-store";
import { withSystemSql } from "@/lib/embargo/transaction";
import { AppError } from "@/lib/errors/app-error";
import type { KeptReport } from "./schemas";
import { type ConfiguredStore, configuredStores } from "./stores";

const BEAT_MS = 10_000;
/** A load that ends its worker each time would do so for ever. */
const BEGUN_AT_MOST = 3;
const FINDINGS_KEPT = 100;

/** The oldest that waits, or whose worker has said nothing for a minute. */
const BEGIN = `UPDATE collection_load l SET state = 'running', begun_count = begun_count + 1, beat_at = now() FROM collection c
WHERE c.id = l.collection_id AND l.id = (SELECT id FROM collection_load WHERE state = 'waiting' OR (state = 'running' AND beat_at < now() - interval '1 minute') ORDER BY asked_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING l.id, c.name AS collection, begun_count AS "begunCount"`;
const BEAT = "UPDATE collection_load SET beat_at = now() WHERE id = $1";
const END = "UPDATE collection_load SET state = $2, report = $3, problem = $4, ended_at = now() WHERE id = $1 AND state = 'running'";
const LET_GO = "UPDATE collection_load SET state = 'waiting', begun_count = begun_count - 1 WHERE id = $1 AND state = 'running'";

interface Begun {
  readonly id: string;
  readonly collection: string;
  readonly begunCount: number;
}
type End = { readonly state: "done"; readonly report: KeptReport } | { readonly state: "refused" | "failed"; readonly problem: string };

/**
 * Does the load that waits longest, from the store that the operators configured for its collection, and keeps what came
 * of it. When the worker ends it goes back to waiting: a load is all or nothing, so another begins it anew.
 *
 * @param takeIn as for a load by command: brings a file into the lake
 * @returns false when none waited
 */
export async function carryOutLoad(takeIn: TakeIn, signal: AbortSignal): Promise<boolean> {
  const [begun] = await withSystemSql("begin a load that was asked for", (sql) => sql.rows<Begun>(BEGIN), "debug");
  if (!begun) return false;
  const beating = setInterval(() => void run(BEAT, [begun.id]).catch((error: unknown) => log.warn({ err: error }, "a load could not say that it goes on")), BEAT_MS);
  try {
    const end = await attempt(begun, takeIn, signal);
    if (end === null) await run(LET_GO, [begun.id]);
    else await run(END, [begun.id, end.state, end.state === "done" ? JSON.stringify(end.report) : null, end.state === "done" ? null : end.problem]);
  } finally {
    clearInterval(beating);
  }
  return true;
}

const run = (text: string, values: readonly unknown[]) => withSystemSql("keep the state of a load", (sql) => sql.run(text, values), "debug");

/** How it ended; null when the worker ends first. */
async function attempt({ id, collection, begunCount }: Begun, takeIn: TakeIn, signal: AbortSignal): Promise<End | null> {
  if (begunCount > BEGUN_AT_MOST) return { state: "failed", problem: `It was begun ${BEGUN_AT_MOST} times, and its worker ended each time. Nothing was changed. Ask the operators, whose log of the worker says more.` };
  let store: ConfiguredStore | undefined;
  try {
    store = configuredStores().find((each) => each.collection === collection);
    if (!store) return { state: "refused", problem: "The operators have not said from where this collection may be loaded again: ask them to name its store, or to load it themselves." };
    const report = await unlessEnded(load(store, takeIn, signal), signal);
    return report && { state: "done", report: keptReport(report, store) };
  } catch (error) {
    if (signal.aborted) return null;
    // Of the store: what the lake or the database lack is not for who asked.
    if (store && error instanceof AppError && error.status < 500) return { state: "refused", problem: withoutFolders(error.message, store) };
    log.error({ err: error, loadId: id }, "a load that was asked for failed");
    return { state: "failed", problem: `It failed for a reason that was not foreseen, and nothing was changed. Ask the operators, who find the load ${id} in the worker's log.` };
  }
}

function load({ store, collection, projects }: ConfiguredStore, takeIn: TakeIn, signal: AbortSignal): Promise<LoadReport> {
  const takeInUntilTheEnd: TakeIn = (file) => {
    signal.throwIfAborted();
    return takeIn(file);
  };
  return loadStore({ store, collection, projectsFile: projects ?? null, takeIn: takeInUntilTheEnd, progress: () => undefined });
}

/** What is still being written when the process ends is rolled back with its connection. */
async function unlessEnded<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result | null> {
  let end = (): void => undefined;
  const ended = new Promise<null>((resolve) => {
    end = () => resolve(null);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
  return Promise.race([work, ended]).finally(() => signal.removeEventListener("abort", end));
}

function keptReport({ observations, products, kept, findings }: LoadReport, store: ConfiguredStore): KeptReport {
  const told = (texts: readonly string[]) => texts.map((each) => withoutFolders(each, store));
  return { observations, products, kept: told(kept), findings: told(findings.slice(0, FINDINGS_KEPT)), findingCount: findings.length };
}

/** Where operators keep things on their machines is no matter of who asks; the files' names are. */
function withoutFolders(text: string, { store, projects }: ConfiguredStore): string {
  const shortened = [store, ...(projects === undefined ? [] : [projects])].sort((a, b) => b.length - a.length);
  return shortened.reduce((said, folder) => said.replaceAll(folder, path.basename(folder)), text);
}
