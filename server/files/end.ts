import type { Server } from "node:http";
import { flushAttempts } from "@/lib/audit/attempts";
import { log } from "@/lib/config/log";
import { ending } from "./handler";

/** Connections that have become idle meanwhile are closed so often. */
const SWEEP_MS = 100;

/**
 * Ends the process as an operator wishes: no new connection, nothing new on those there are, and what is under way goes on
 * for so long at most; then it is cut off, and its callers go on by range elsewhere. Told twice, it does not wait.
 */
export function end(server: Server, graceSec: number): void {
  if (ending.isUnderWay) return server.closeAllConnections();
  ending.isUnderWay = true;
  log.info({ graceSec }, "files process ends");
  server.close(() => void flushAttempts().finally(() => process.exit(0)));
  server.closeIdleConnections();
  setInterval(() => server.closeIdleConnections(), SWEEP_MS).unref();
  setTimeout(() => server.closeAllConnections(), graceSec * 1000).unref();
}
