import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { checkEnvironment, type ProcessName } from "@/lib/config/environment";
import { log } from "@/lib/config/log";
import { demoSecrets } from "../demo/secrets";

/** What was asked for can not be done; the message says why and what to do. */
export class Complaint extends Error {}

const demoSchema = z.object({ postgresPort: z.number().int() });

/** With the settings of the environment; where the database's address is not among them, those of the demo on a data folder. */
export function configureAudit(name: Extract<ProcessName, "audit" | "audit-upkeep">, dataDir: string): void {
  const address = name === "audit" ? "SYSTEM_DATABASE_URL" : "MIGRATE_DATABASE_URL";
  process.env.AIRSHOWER_PROCESS = name;
  if (!process.env[address]) Object.assign(process.env, demoEnvironment(path.resolve(dataDir), address));
  checkEnvironment(name);
  log.level = process.env.LOG_LEVEL ?? "warn";
}

function demoEnvironment(dataDir: string, address: string): Record<string, string> {
  const file = path.join(dataDir, "demo.json");
  if (!fs.existsSync(file)) throw new Complaint(`No database is known: start the demo (npm run demo), name its folder with --data-dir (${dataDir} has none), or set ${address} and PORTAL_SECRET.`);
  const { postgresPort } = demoSchema.parse(JSON.parse(fs.readFileSync(file, "utf8")));
  const secrets = demoSecrets(dataDir);
  const url = (role: string, password: string) => `postgresql://${role}:${password}@127.0.0.1:${postgresPort}/airshower`;
  return { AIRSHOWER_MODE: "demo", PORTAL_SECRET: secrets.portal, SYSTEM_DATABASE_URL: url("airshower_system", secrets.system), MIGRATE_DATABASE_URL: url("airshower_owner", secrets.owner) };
}
