import { createServer, type Server } from "node:http";
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { environment, type ProcessName } from "@/lib/config/environment";
import { log } from "@/lib/config/log";
import { lastRun } from "@/lib/embargo/canary/runs";

/** One environment serves all processes of a machine: each has a port of its own beside METRICS_PORT. */
const offsets: Partial<Record<ProcessName, number>> = { portal: 0, files: 1, worker: 2 };

/**
 * Tells this process's metrics at `/metrics` on a port of its own, on 127.0.0.1: totals tell of hidden things, so they
 * are for operators and never on a port that the public reaches. Nothing happens when METRICS_PORT is unset.
 */
export function serveMetrics(name: "portal" | "files" | "worker"): Server | null {
  const { METRICS_PORT } = environment();
  if (METRICS_PORT === undefined) return null;
  const { registry, refresh } = registryOf(name);
  const server = createServer((request, response) => {
    if (request.method !== "GET" || request.url !== "/metrics") return void response.writeHead(404).end();
    refresh().then(() => registry.metrics()).then(
      (text) => response.writeHead(200, { "content-type": registry.contentType, "cache-control": "no-store" }).end(text),
      (error: unknown) => {
        log.warn({ err: error }, "metrics could not be told");
        response.writeHead(503).end();
      },
    );
  });
  const port = METRICS_PORT + (offsets[name] ?? 0);
  server.on("error", (error: NodeJS.ErrnoException) => log.error({ port, code: error.code }, "no metrics: the port can not be listened on"));
  server.listen(port, "127.0.0.1", () => log.info({ port }, "metrics"));
  server.unref();
  return server;
}

interface Metrics {
  readonly registry: Registry;
  /** Brings up to date what is looked up rather than counted. */
  refresh(): Promise<void>;
}

function registryOf(name: "portal" | "files" | "worker"): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ process: name });
  collectDefaultMetrics({ register: registry, prefix: "airshower_" });
  return { registry, refresh: name === "worker" ? canaryGauges(registry) : async () => undefined };
}

/** Asked of the database at each scrape, so that runs of other workers and of the command count too. */
function canaryGauges(registry: Registry): () => Promise<void> {
  const gauge = (name: string, help: string) => new Gauge({ name: `airshower_canary_${name}`, help, registers: [registry] });
  const finished = gauge("finished_seconds", "When the last canary run ended, Unix time; 0 before the first");
  const probes = gauge("probes", "Probes of the last canary run");
  const leaks = gauge("leaks", "Canaries seen from outside in the last run: anything but 0 is an alarm");
  const failed = gauge("failed", "1 when the last canary run could not be finished");
  return async () => {
    const run = await lastRun();
    if (run?.finishedAt == null) return;
    finished.set(Date.parse(run.finishedAt) / 1000);
    probes.set(run.probeCount);
    leaks.set(run.leaks.length);
    failed.set(run.state === "failed" ? 1 : 0);
  };
}
