import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { checkEnvironment, ConfigurationError, type ProcessName } from "../lib/config/environment";
import { isBuilt, portalArguments } from "./demo/build";
import { givesMemoryBack } from "./processes/memory";
import type { Part } from "./processes/part";
import { ProcessRegister } from "./processes/register";
import { Supervisor } from "./processes/supervisor";

// `npm start`: portal, files process and worker with one's own PostgreSQL, identity service and hub. Settings come from
// the environment (lib/config/variables.ts); each process can as well be run by itself, see docs/operations.md.

const root = path.resolve(import.meta.dirname, "..");
const names: ProcessName[] = ["portal", "files", "worker"];

/** Every fault of every process at once, each line once. */
function faults(): string[] {
  const found = names.flatMap((name) => {
    try {
      checkEnvironment(name);
      return [];
    } catch (error) {
      if (error instanceof ConfigurationError) return error.faults;
      throw error;
    }
  });
  return [...new Set(found)];
}

function parts(): Part[] {
  const env = checkEnvironment("portal");
  const logDir = process.env.LOG_DIR ?? path.join(os.tmpdir(), `airshower-${process.pid}`);
  fs.mkdirSync(logDir, { recursive: true, mode: 0o700 });
  const inherited = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", NEXTAUTH_URL: env.PORTAL_URL } as Record<string, string>;
  // Least privilege: only the worker is given the role that sees all.
  const { SYSTEM_DATABASE_URL: _system, MIGRATE_DATABASE_URL: _owner, ...web } = inherited;
  const tsx = (file: string) => ["--import", "tsx", path.join(root, file)];
  return [
    { name: "portal", command: process.execPath, args: portalArguments(root, env.PORTAL_PORT), cwd: root, env: { ...web, AIRSHOWER_PROCESS: "portal" }, logFile: path.join(logDir, "portal.log"), healthUrl: `http://127.0.0.1:${env.PORTAL_PORT}/healthz` },
    { name: "files", command: process.execPath, args: tsx("server/files.ts"), cwd: root, env: { ...web, AIRSHOWER_PROCESS: "files" }, logFile: path.join(logDir, "files.log"), healthUrl: `http://127.0.0.1:${env.FILES_PORT}/healthz` },
    { name: "worker", command: process.execPath, args: tsx("server/worker.ts"), cwd: root, env: { ...givesMemoryBack, ...inherited, AIRSHOWER_PROCESS: "worker" }, logFile: path.join(logDir, "worker.log") },
  ];
}

const wrong = faults();
if (wrong.length > 0) {
  console.error(`Airshower can not start:\n  ${wrong.join("\n  ")}`);
  process.exit(1);
}
if (!isBuilt(root)) {
  console.error("The portal is not built from these sources: run npm ci and npm run build first.");
  process.exit(1);
}
const all = parts();
const supervisor = new Supervisor(new ProcessRegister(path.join(path.dirname(all[0]!.logFile), "processes.json")), (line) => console.log(line));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void supervisor.stop().then(() => process.exit(0)));
try {
  for (const part of all) await supervisor.start(part);
  console.log(`Airshower serves ${process.env.PORTAL_URL}; logs in ${path.dirname(all[0]!.logFile)}`);
} catch (error) {
  console.error((error as Error).message);
  await supervisor.stop();
  process.exitCode = 1;
}
