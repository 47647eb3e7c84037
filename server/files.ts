import { createServer } from "node:http";
import { checkEnvironment, ConfigurationError } from "@/lib/config/environment";
import { log } from "@/lib/config/log";
import { serveMetrics } from "@/lib/http/metrics";
import { end } from "./files/end";
import { handle } from "./files/handler";

// The process that carries bytes. Next never does: a plain server with pipe is twice as fast and asks for less.

process.env.AIRSHOWER_PROCESS ??= "files";
/** A client that takes nothing for so long is gone: its connection and its open file are given back. */
const STALLED_AFTER_MS = 120_000;

try {
  const { FILES_PORT, FILES_GRACE_SEC } = checkEnvironment("files");
  serveMetrics("files");
  const server = createServer((request, response) => void handle(request, response));
  server.requestTimeout = 30_000;
  server.headersTimeout = 15_000;
  server.timeout = STALLED_AFTER_MS;
  server.listen(FILES_PORT, "127.0.0.1", () => log.info({ port: FILES_PORT }, "files process serves"));
  server.on("error", (error: NodeJS.ErrnoException) => {
    process.stderr.write(`The files process can not listen on port ${FILES_PORT} (${error.code}): set FILES_PORT to a free one.\n`);
    process.exit(1);
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => end(server, FILES_GRACE_SEC));
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  process.stderr.write(`The files process can not start:\n  ${error.faults.join("\n  ")}\n`);
  process.exit(1);
}
