import type { Sql } from "@/lib/embargo/transaction";
import { enqueueJob } from "@/lib/jobs/sender";
import type { JobName, LaunchJob } from "./queues";

/** Orders a job in the transaction of what it serves; nothing happens where the launch has one already. */
export async function enqueue(sql: Sql, name: JobName, launchId: string): Promise<void> {
  const job: LaunchJob = { launchId };
  await enqueueJob(sql, name, job, launchId);
}
