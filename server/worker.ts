import { checkEnvironment, ConfigurationError } from "@/lib/config/environment";
import { log } from "@/lib/config/log";
import { serveMetrics } from "@/lib/http/metrics";
import { notebookServices } from "@/lib/launch/services/registry";
import { localSoftware } from "@/lib/launch/software/folder";
import { watchCanaries } from "./worker/canary-watch";
import { watchSoftware } from "./worker/software-watch";
import { Worker } from "./worker/worker";

// The process that brings launches to their notebooks and keeps house. Several may run at once; each can be killed at
// any time. Start: AIRSHOWER_PROCESS=worker node --import tsx server/worker.ts

process.env.AIRSHOWER_PROCESS ??= "worker";

async function main(): Promise<void> {
  checkEnvironment("worker");
  notebookServices();
  localSoftware();
  serveMetrics("worker");
  const worker = new Worker();
  const ending = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      ending.abort();
      void worker.stop().finally(() => process.exit(0));
    });
  }
  await worker.start();
  log.info("the worker takes jobs");
  void watchCanaries(ending.signal);
  void watchSoftware(ending.signal);
}

main().catch((error: unknown) => {
  if (error instanceof ConfigurationError) process.stderr.write(`${error.message}\n`);
  else log.fatal({ err: error }, "the worker could not start");
  process.exit(1);
});
