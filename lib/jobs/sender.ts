import { type Clock, type ConstructorOptions, PgBoss } from "pg-boss";
import { log } from "@/lib/config/log";
import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import { anonymous } from "@/lib/embargo/viewer";

/** The job queue's own schema. */
export const JOB_SCHEMA = "pgboss";

/** What pg-boss is told in every process: it never changes its own schema. */
export const bossOptions = { schema: JOB_SCHEMA, createSchema: false, migrate: false, schedule: false } satisfies ConstructorOptions;

/**
 * Call it before a transaction that orders a job: a sender that starts needs a connection of its own, and of many
 * transactions at once each would wait for one with the last of them in hand.
 */
export async function readyToEnqueue(): Promise<void> {
  await sender();
}

/**
 * Orders a job in the transaction of what it serves; nothing happens where a queue that is `exclusive` has one of this key already.
 *
 * @returns whether it is a new one
 */
export async function enqueueJob(sql: Sql, name: string, job: object, singletonKey: string): Promise<boolean> {
  const boss = await sender();
  const id = await boss.send(name, job, { singletonKey, db: { executeSql: (text, values) => sql.client.query(text, values ? [...values] : undefined) } });
  return id !== null;
}

const kept = globalThis as typeof globalThis & { airshowerJobSender?: Promise<PgBoss> };

/** Lets a process that runs jobs send by the same pg-boss. */
export function sendJobsBy(boss: PgBoss): void {
  kept.airshowerJobSender = Promise.resolve(boss);
}

/** Tests begin as a process that has just started. */
export function forgetSender(): void {
  kept.airshowerJobSender = undefined;
}

/** pg-boss for sending only; made at the first use, and made anew after a start that failed. */
function sender(): Promise<PgBoss> {
  kept.airshowerJobSender ??= startSender().catch((error: unknown) => {
    kept.airshowerJobSender = undefined;
    throw error;
  });
  return kept.airshowerJobSender;
}

async function startSender(): Promise<PgBoss> {
  // It asks for its queues as the portal asks for everything, and sends in the caller's transaction.
  const db = { executeSql: (text: string, values?: unknown[]) => withViewerSql(anonymous, (sql) => sql.client.query(text, values)) };
  const boss = new PgBoss({ ...bossOptions, db, supervise: false, clock: unhurriedClock });
  boss.on("error", (error) => log.warn({ err: error }, "job sender"));
  await boss.start();
  return boss;
}

// Timers of the sender must not keep a process alive that has nothing else to do.
const unhurriedClock: Clock = {
  now: () => Date.now(),
  setTimeout: (work, ms) => setTimeout(work, ms).unref(),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
  setInterval: (work, ms) => setInterval(work, ms).unref(),
  clearInterval: (timer) => clearInterval(timer as NodeJS.Timeout),
};
