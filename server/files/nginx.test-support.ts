import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { vi } from "vitest";
import { findNginx, nginxArguments, serverBeforeFiles } from "@/scripts/processes/nginx";
import { freePort } from "@/scripts/test/database-cluster";

const nginx = findNginx();
export const nginxMissing = nginx === undefined ? " (skipped: apt-get install nginx-light)" : "";

export interface RunningNginx {
  readonly base: string;
  /** What it wrote into its access log. */
  log(): string;
  stop(): Promise<void>;
}

/** nginx with the configuration that operators are given. */
export async function startNginx(filesPort: number, lakeRoot: string): Promise<RunningNginx> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "airshower-nginx-"));
  const port = await freePort();
  const accessLog = path.join(folder, "access.log");
  const args = nginxArguments(folder, serverBeforeFiles({ port, filesPort, lakeRoot, accessLog }));
  execFileSync(nginx!, [...args, "-t"], { stdio: "pipe" });
  const child: ChildProcess = spawn(nginx!, args, { stdio: "ignore" });
  const base = `http://127.0.0.1:${port}`;
  await vi.waitFor(async () => {
    if (!(await fetch(`${base}/healthz`)).ok) throw new Error("nginx does not answer yet");
  }, 10_000);
  return {
    base,
    log: () => fs.readFileSync(accessLog, "utf8"),
    stop: async () => {
      child.kill("SIGTERM");
      if (child.exitCode === null) await once(child, "exit");
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
