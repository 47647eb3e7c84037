import type { PgBoss, Queue } from "pg-boss";

/**
 * The jobs of a launch: `launch-drive` brings it to its notebook, `launch-clear` removes what it left (its server, its
 * tokens). Each carries the launch's id only, and a launch has at most one of each, waiting or under way (`exclusive`).
 */
export const jobNames = ["launch-drive", "launch-clear"] as const;
export type JobName = (typeof jobNames)[number];
export interface LaunchJob {
  readonly launchId: string;
}

// A worker that was killed is missed after ten seconds without a heartbeat, the least that pg-boss allows; its jobs are
// then another's. How long a launch may take is for the launch to know: the queue's limit is far above that.
const common = { notify: true, heartbeatSeconds: 10, expireInSeconds: 12 * 3600, retentionSeconds: 30 * 86_400, deleteAfterSeconds: 86_400 } as const;
const queues: Readonly<Record<JobName, Omit<Queue, "name" | "policy">>> = {
  "launch-drive": { ...common, retryLimit: 100, retryDelay: 0 },
  // A hub may be away for days: it is asked again, ever more slowly, until what is left there is gone.
  "launch-clear": { ...common, retryLimit: 10_000, retryDelay: 2, retryBackoff: true, retryDelayMax: 300 },
};

/** Makes the queues, and brings those there are to these settings. Belongs to migrating. */
export async function makeQueues(boss: PgBoss): Promise<void> {
  for (const name of jobNames) {
    await boss.createQueue(name, { policy: "exclusive", ...queues[name] });
    await boss.updateQueue(name, queues[name]);
  }
}
