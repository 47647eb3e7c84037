import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const python = "/usr/bin/python3";

/** Debian's JupyterHub with a spawner that only sleeps; tests kill it and start it again. */
export class SleepingHub {
  readonly token = "0123456789abcdef".repeat(3);
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "airshower-hub-"));
  #child: ChildProcess | undefined;

  static isThere(): boolean {
    return fs.existsSync("/usr/lib/python3/dist-packages/jupyterhub") && fs.existsSync("/usr/bin/configurable-http-proxy");
  }

  constructor(
    private readonly port: number,
    private readonly portalUrl: string,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The launches whose servers were really started, in order. */
  get started(): string[] {
    const file = path.join(this.folder, "started");
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim().split("\n") : [];
  }

  async start(): Promise<void> {
    const log = fs.openSync(path.join(this.folder, "hub.log"), "a");
    this.#child = spawn(python, ["-m", "jupyterhub", "-f", path.join(import.meta.dirname, "sleeping_hub.test-support.py")], {
      cwd: this.folder,
      env: { PATH: "/usr/bin:/bin", NODE_ENV: "test", HUB_DIR: this.folder, HUB_PORT: String(this.port), PORTAL_URL: this.portalUrl, PORTAL_HUB_TOKEN: this.token },
      stdio: ["ignore", log, log],
    });
    fs.closeSync(log);
    for (let tries = 0; tries < 600; tries++) {
      if (await fetch(`${this.url}/hub/health`).then(({ ok }) => ok, () => false)) return;
      await sleep(100);
    }
    throw new Error(`The hub did not come up: ${this.log}`);
  }

  async kill(signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
    if (!this.#child || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill(signal);
    await once(this.#child, "exit");
  }

  /** With its proxy, which outlives a kill. */
  async end(): Promise<void> {
    await this.kill("SIGTERM");
    try {
      process.kill(Number(fs.readFileSync(path.join(this.folder, "proxy.pid"), "utf8")));
    } catch {
      // It went with the hub.
    }
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  get log(): string {
    return fs.readFileSync(path.join(this.folder, "hub.log"), "utf8").slice(-4000);
  }
}
