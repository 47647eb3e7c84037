import pino from "pino";

/**
 * Structured log, one JSON line per entry. It carries request ids and account-free facts only: no token, no name, no
 * address. What could hold a secret by accident is removed by name.
 */
export const log = pino({
  level: process.env.LOG_LEVEL ?? "info",
  base: { process: process.env.AIRSHOWER_PROCESS ?? "portal" },
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: {
    paths: ["authorization", "cookie", "token", "ticket", "password", "secret", "*.authorization", "*.cookie", "*.token", "*.ticket", "*.password", "*.secret", "*.access_token", "*.refresh_token", "*.id_token"],
    remove: true,
  },
});
