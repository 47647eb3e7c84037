import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { z } from "zod";
import { checkEnvironment, forgetEnvironment } from "@/lib/config/environment";
import { closePools } from "@/lib/db/pool";
import { log } from "@/lib/config/log";
import { startDatabase } from "../demo/database";
import { type DemoSetting, systemEnvironment } from "../demo/parts";
import { checkPorts, portsFrom } from "../demo/ports";
import { demoSecrets } from "../demo/secrets";
import type { Part } from "../processes/part";
import { ProcessRegister } from "../processes/register";
import { Supervisor } from "../processes/supervisor";
import type { Ending } from "./ending";
import type { BenchOptions } from "./options";

export const root = path.resolve(import.meta.dirname, "../..");

const ENDED = "The benchmarks were ended; nothing more is started";

/** The platform in a folder of its own that goes when the benchmarks end: made of the demo's parts, started as needed. */
export interface Platform {
  readonly setting: DemoSetting;
  readonly superUrl: string;
  /** Starts what does not run yet. */
  start(...parts: Part[]): Promise<void>;
  pidOf(part: string): number;
  /** Ends the database and starts it again, so that it remembers nothing of what it read. */
  restartDatabase(): Promise<void>;
}

/**
 * PostgreSQL with the product's roles and tables, empty or as a run before left it in `keptDir`; this process is set up
 * as its loader. A hub is only announced.
 */
export async function startPlatform(ending: Ending, { port, dataDir: keptDir }: Pick<BenchOptions, "port" | "dataDir">, withHub: boolean): Promise<Platform> {
  const dataDir = keptDir === null ? fs.mkdtempSync(path.join(os.tmpdir(), "airshower-bench-")) : path.resolve(keptDir);
  if (keptDir === null) ending.add(() => fs.rmSync(dataDir, { recursive: true, force: true }));
  fs.mkdirSync(path.join(dataDir, "logs"), { recursive: true });
  const ports = portsFrom(port);
  await checkPorts(ports);
  const secrets = demoSecrets(dataDir);
  let starting = startDatabase(root, dataDir, ports.postgres, secrets);
  // Also when it is still starting: what is half started can not be ended.
  ending.add(async () => (await starting.catch(() => undefined))?.server.stop());
  const database = await starting;
  if (ending.isUnderWay) throw new Error(ENDED);
  const register = path.join(dataDir, "processes.json");
  const supervisor = new Supervisor(new ProcessRegister(register), (line) => console.error(line));
  ending.add(() => supervisor.stop());
  const setting: DemoSetting = { root, options: { port, dataDir, jupyter: false, reset: false }, ports, secrets, database, hubUrl: withHub ? `http://127.0.0.1:${ports.hub}` : null };
  configureThisProcess(setting);
  ending.add(() => closePools());
  return {
    setting,
    superUrl: `postgresql://postgres:${secrets.superuser}@127.0.0.1:${ports.postgres}/airshower`,
    start: async (...parts) => {
      if (ending.isUnderWay) throw new Error(ENDED);
      await Promise.all(parts.filter(({ name }) => pidIn(register, name) === undefined).map((part) => supervisor.start(part)));
    },
    pidOf: (part) => pidIn(register, part) ?? refuse(part),
    restartDatabase: async () => {
      await (await starting).server.stop();
      if (ending.isUnderWay) throw new Error(ENDED);
      starting = startDatabase(root, dataDir, ports.postgres, secrets);
      await starting;
    },
  };
}

const registerSchema = z.array(z.object({ name: z.string(), pid: z.number().int() }));

function pidIn(register: string, part: string): number | undefined {
  if (!fs.existsSync(register)) return undefined;
  return registerSchema.parse(JSON.parse(fs.readFileSync(register, "utf8"))).find(({ name }) => name === part)?.pid;
}

function refuse(part: string): never {
  throw new Error(`The part ${part} was not started`);
}

function configureThisProcess(setting: DemoSetting): void {
  Object.assign(process.env, systemEnvironment(setting), { AIRSHOWER_PROCESS: "loader" });
  forgetEnvironment();
  checkEnvironment("loader");
  log.level = "silent";
}
