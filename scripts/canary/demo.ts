import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { z } from "zod";

const demoSchema = z.object({ portalUrl: z.url(), filesUrl: z.url(), issuer: z.url(), postgresPort: z.number() });
const secretsSchema = z.looseObject({ portal: z.string(), system: z.string() });

/** The settings by which the canary's command finds the parts of a running demo. */
export async function canaryEnvironment(dataDir: string, user: string | undefined): Promise<Record<string, string>> {
  const read = (name: string): unknown => JSON.parse(fs.readFileSync(path.join(dataDir, name), "utf8"));
  const demo = demoSchema.parse(read("demo.json"));
  const secrets = secretsSchema.parse(read("secrets.json"));
  const token = user === undefined ? undefined : execFileSync(process.execPath, ["--import", "tsx", path.join(import.meta.dirname, "../token.ts"), "--user", user, "--data-dir", dataDir], { encoding: "utf8" }).trim();
  return {
    AIRSHOWER_MODE: "demo",
    PORTAL_URL: demo.portalUrl,
    FILES_URL: demo.filesUrl,
    PORTAL_SECRET: secrets.portal,
    SYSTEM_DATABASE_URL: `postgresql://airshower_system:${secrets.system}@127.0.0.1:${demo.postgresPort}/airshower`,
    ...(token !== undefined && { CANARY_TOKEN: token }),
  };
}
