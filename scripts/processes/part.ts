import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";

/** One process of the platform, and how one knows that it serves. */
export interface Part {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Record<string, string>;
  readonly cwd: string;
  readonly logFile: string;
  /** Answers 2xx once the part serves; none: it serves when it runs. */
  readonly healthUrl?: string;
}

/** Starts a part in a process group of its own, so that its own children can be ended with it. */
export function startPart(part: Part): ChildProcess {
  const log = fs.openSync(part.logFile, "a");
  const child = spawn(part.command, part.args, { cwd: part.cwd, env: part.env as NodeJS.ProcessEnv, stdio: ["ignore", log, log], detached: true });
  fs.closeSync(log);
  return child;
}

/** Does the part answer? A refused or slow answer is a no. */
export async function isHealthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000), redirect: "manual" });
    await answer.body?.cancel();
    return answer.status < 400;
  } catch {
    return false;
  }
}

/** Asks a process group to end, and ends it by force when it has not after the time. */
export async function endGroup(pid: number, afterMs = 10_000): Promise<void> {
  if (!signalGroup(pid, "SIGTERM")) return;
  const deadline = Date.now() + afterMs;
  while (Date.now() < deadline) {
    if (!signalGroup(pid, 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  signalGroup(pid, "SIGKILL");
}

function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}
