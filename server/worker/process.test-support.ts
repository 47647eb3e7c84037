import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

/** The real worker as a process of its own, with this test's database and hub, which tests kill. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  #errors = "";

  constructor(change: Record<string, string> = {}) {
    const root = path.resolve(import.meta.dirname, "../..");
    this.#child = spawn(process.execPath, ["--import", "tsx", path.join(root, "server/worker.ts")], {
      cwd: root,
      env: { ...process.env, AIRSHOWER_PROCESS: "worker", LOG_LEVEL: "error", ...change },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream?.on("data", (part: Buffer) => (this.#errors += part.toString()));
  }

  /** What it wrote, which is little when nothing is wrong. */
  get said(): string {
    return this.#errors;
  }

  /** As by the machine's own trouble: it can do nothing about it. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill("SIGKILL");
    await once(this.#child, "exit");
  }

  /** As an operator does. Returns the exit code. */
  async end(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill("SIGTERM");
      await once(this.#child, "exit");
    }
    return this.#child.exitCode;
  }

  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, "exit");
    return this.#child.exitCode;
  }
}
