import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isHealthy } from "../../scripts/processes/part";
import { addresses, demoDataDir } from "./demo";

/** The product's processes, which the demo starts again when they die. */
export const partNames = ["worker", "files", "portal"] as const;
export type PartName = (typeof partNames)[number];

/** Kills the demo's processes, each only when it serves again since the last time. */
export class Parts {
  readonly #killed = new Map<PartName, { readonly pid: number; readonly starts: number }>();

  hasKilled(name: PartName): boolean {
    return this.#killed.has(name);
  }

  /** Does it run, and serve? The worker serves nobody: it says in its log when it takes jobs. */
  async serves(name: PartName): Promise<boolean> {
    const [pid, last] = [pidOf(name), this.#killed.get(name)];
    if (pid === undefined || pid === last?.pid) return false;
    if (name === "worker") return last === undefined || workerStarts() > last.starts;
    const { portalUrl, filesUrl } = addresses();
    return isHealthy(`${name === "portal" ? portalUrl : filesUrl}/healthz`);
  }

  /** As by the machine's own trouble: it can do nothing about it. */
  kill(name: PartName): void {
    const pid = pidOf(name)!;
    this.#killed.set(name, { pid, starts: workerStarts() });
    process.kill(pid, "SIGKILL");
  }
}

/** Waits until something holds; looks often, since what it waits for may be short. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, withinMs = 60_000): Promise<void> {
  for (const giveUpAtMs = Date.now() + withinMs; !(await holds()); await sleep(2)) {
    if (Date.now() > giveUpAtMs) throw new Error(`not within ${withinMs / 1000} s: ${what}`);
  }
}

function pidOf(name: PartName): number | undefined {
  const register = JSON.parse(fs.readFileSync(path.join(demoDataDir(), "processes.json"), "utf8")) as { name: string; pid: number }[];
  return register.find((each) => each.name === name)?.pid;
}

function workerStarts(): number {
  return fs.readFileSync(path.join(demoDataDir(), "logs/worker.log"), "utf8").split("the worker takes jobs").length - 1;
}
