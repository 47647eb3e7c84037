import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { endGroup, isHealthy, type Part, startPart } from "./part";
import type { ProcessRegister } from "./register";

const RESTARTS_PER_MINUTE = 5;

/** Starts parts, starts again those that die, and ends all of them, last first. */
export class Supervisor {
  readonly #pids = new Map<string, number>();
  readonly #restarts = new Map<string, number[]>();
  #stopping = false;

  constructor(
    private readonly register: ProcessRegister,
    private readonly say: (line: string) => void,
  ) {}

  /** Resolves once the part serves; rejects, naming its log, when it ends or takes too long. */
  async start(part: Part, withinMs = 60_000): Promise<void> {
    const child = this.#launch(part);
    const deadline = Date.now() + withinMs;
    let ended = false;
    child.once("exit", () => (ended = true));
    child.once("error", () => (ended = true));
    while (Date.now() < deadline) {
      if (ended) throw new Error(`${part.name} ended while starting: ${lastWords(part.logFile)}`);
      if (!part.healthUrl || (await isHealthy(part.healthUrl))) return;
      await sleep(100);
    }
    throw new Error(`${part.name} did not serve within ${withinMs / 1000} s; its log is ${part.logFile}`);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const pids = [...this.#pids.values()].reverse();
    await Promise.all(pids.map((pid) => endGroup(pid)));
    this.register.clear();
  }

  #launch(part: Part) {
    const child = startPart(part);
    if (child.pid !== undefined) {
      this.#pids.set(part.name, child.pid);
      this.register.add(part.name, child.pid);
    }
    child.on("exit", (code, signal) => void this.#ended(part, signal ?? `exit ${code}`));
    return child;
  }

  async #ended(part: Part, how: string): Promise<void> {
    if (this.#stopping) return;
    const pid = this.#pids.get(part.name);
    // What the part itself had started must not outlive it beside a second one.
    if (pid !== undefined) await endGroup(pid, 2000);
    const recent = (this.#restarts.get(part.name) ?? []).filter((at) => at > Date.now() - 60_000);
    if (recent.length >= RESTARTS_PER_MINUTE) {
      this.say(`${part.name} ended again (${how}) and is left down; its log is ${part.logFile}`);
      return;
    }
    this.#restarts.set(part.name, [...recent, Date.now()]);
    this.say(`${part.name} ended (${how}); starting it again. Its log is ${part.logFile}`);
    await sleep(300 * 2 ** recent.length);
    if (!this.#stopping) this.#launch(part);
  }
}

function lastWords(logFile: string): string {
  const lines = fs.readFileSync(logFile, "utf8").trimEnd().split("\n");
  return `${lines.slice(-4).join(" / ")} (whole log: ${logFile})`;
}
