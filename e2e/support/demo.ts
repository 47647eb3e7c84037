import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

export const root = path.resolve(import.meta.dirname, "../..");
export const sharedData = path.resolve(root, "../shared/data");
export const hasSharedData = fs.existsSync(path.join(sharedData, "hess-dl3-dr1"));

/** The folder of the demo that the journeys use; playwright.config.ts made it. */
export function demoDataDir(): string {
  const dataDir = process.env.E2E_DATA_DIR;
  if (!dataDir) throw new Error("E2E_DATA_DIR is not set: run the journeys with npm test or npx playwright test");
  return dataDir;
}

interface Addresses {
  readonly portalUrl: string;
  readonly filesUrl: string;
  readonly issuer: string;
  readonly hubUrl: string | null;
}

export function addresses(): Addresses {
  return JSON.parse(fs.readFileSync(path.join(demoDataDir(), "demo.json"), "utf8")) as Addresses;
}

/** Runs one of the project's commands as a user would, and gives what it printed. */
export async function command(script: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", path.join(root, script), ...args], { cwd: root });
  return stdout;
}

/** An access token of one of the demo's accounts, as a script gets it. */
export async function tokenOf(account: string): Promise<string> {
  return (await command("scripts/token.ts", "--user", account, "--data-dir", demoDataDir())).trim();
}
