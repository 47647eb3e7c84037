import { type Job, PgBoss } from "pg-boss";
import { GroupsWatch } from "@/lib/auth/groups-watch";
import { setting } from "@/lib/config/environment";
import { log } from "@/lib/config/log";
import { mailIsOn } from "@/lib/embargo/grants/mail/send-notices";
import { clearLaunch } from "@/lib/launch/clear";
import { driveLaunch } from "@/lib/launch/drive/drive";
import { bossOptions, sendJobsBy } from "@/lib/jobs/sender";
import { RulesWatch } from "@/lib/launch/data/watch";
import type { JobName, LaunchJob } from "@/lib/launch/queues";
import { RevocationWatch } from "@/lib/launch/revocation/watch";
import { Sweep } from "@/lib/launch/sweep";
import { makeLook } from "@/lib/looks/make";
import { LOOK_QUEUE, type LookOrder } from "@/lib/looks/queue";
import { folding } from "./folding";
import { loadWatch } from "./load-watch";
import { post } from "./post";
import { sealing } from "./sealing";
import { searchWatch } from "./search-watch";

const SWEEP_MS = 15_000;
/** A launch waits for its hub most of the time, so one worker drives many. */
const DRIVEN_AT_ONCE = 64;
const CLEARED_AT_ONCE = 8;
/** Each takes the processor for itself for moments, and holds a few megabytes of its file. */
const LOOKED_AT_ONCE = 2;
/** New jobs are called out; this is how soon one that a killed worker left is found, once it is known to be left. */
const LOOK_FOR_LEFT_SEC = 3;
const END_WITHIN_MS = 8000;

/** Runs the jobs of launches, and the housekeeping, until it is stopped. */
export class Worker {
  readonly #boss = new PgBoss({
    ...bossOptions,
    connectionString: setting("SYSTEM_DATABASE_URL"),
    application_name: "airshower-worker",
    useListenNotify: true,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    // Rebuilding indexes is for their owner.
    reindex: false,
  });
  readonly #ending = new AbortController();
  readonly #sweep = new Sweep();
  readonly #sealing = sealing();
  readonly #post = post();
  readonly #searches = searchWatch();
  readonly #loads = loadWatch();
  readonly #folding = folding();
  readonly #groups = new GroupsWatch();
  readonly #revocations = new RevocationWatch();
  readonly #rules = new RulesWatch();
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> = Promise.resolve();

  async start(): Promise<void> {
    this.#boss.on("error", (error) => log.error({ err: error }, "job queue"));
    this.#boss.on("warning", (warning) => log.warn({ warning }, "job queue"));
    this.#sealing.start();
    // Nothing is mailed where no mail server is configured; half of one is a fault.
    if (mailIsOn()) this.#post.start();
    this.#searches.start();
    this.#loads.start();
    this.#folding.start();
    await this.#boss.start();
    sendJobsBy(this.#boss);
    await this.#run("launch-drive", DRIVEN_AT_ONCE, driveLaunch);
    await this.#run("launch-clear", CLEARED_AT_ONCE, clearLaunch);
    await this.#makeLooks();
    this.#groups.start();
    this.#revocations.start();
    this.#rules.start();
    this.#sweepNow();
    this.#timer = setInterval(() => this.#sweepNow(), SWEEP_MS);
  }

  /** Lets go of what is under way: the next worker goes on from there at once. */
  async stop(): Promise<void> {
    log.info("the worker ends");
    clearInterval(this.#timer);
    this.#ending.abort(new Error("the worker ends"));
    await Promise.all([this.#sweeping, this.#sealing.stop(), this.#post.stop(), this.#searches.stop(), this.#loads.stop(), this.#folding.stop(), this.#groups.stop(), this.#revocations.stop(), this.#rules.stop()]);
    await this.#boss.stop({ graceful: true, timeout: END_WITHIN_MS });
  }

  async #run(name: JobName, atOnce: number, work: (launchId: string, signal: AbortSignal) => Promise<void>): Promise<void> {
    const handle = async ([job]: Job<LaunchJob>[]): Promise<void> => {
      if (!job) return;
      await work(job.data.launchId, AbortSignal.any([job.signal, this.#ending.signal])).catch((error: unknown) => {
        // The queue tries again and keeps the fault in its own table: an operator looks here first.
        if (!this.#ending.signal.aborted) log.error({ err: error, job: name, launchId: job.data.launchId }, "a job failed; it is tried again");
        throw error;
      });
    };
    await this.#boss.work<LaunchJob>(name, { localConcurrency: atOnce, pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: LOOK_FOR_LEFT_SEC, heartbeatRefreshSeconds: 3 }, handle);
  }

  async #makeLooks(): Promise<void> {
    const handle = async ([job]: Job<LookOrder>[]): Promise<void> => {
      if (job) await makeLook(job.data, AbortSignal.any([job.signal, this.#ending.signal]));
    };
    await this.#boss.work<LookOrder>(LOOK_QUEUE, { localConcurrency: LOOKED_AT_ONCE, pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: LOOK_FOR_LEFT_SEC, heartbeatRefreshSeconds: 3 }, handle);
  }

  #sweepNow(): void {
    this.#sweeping = this.#sweeping.then(() => this.#sweep.run(this.#ending.signal)).catch((error: unknown) => {
      if (!this.#ending.signal.aborted) log.error({ err: error }, "housekeeping failed; it is tried again");
    });
  }
}
