import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import net from "node:net";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { FakeSession } from "./fake-binder.test-support";

const python = "/usr/bin/python3";
export const hasJupyter = fs.existsSync(python) && spawnSync(python, ["-c", "import notebook, ipykernel"]).status === 0;
export const hasGammapy = hasJupyter && spawnSync(python, ["-c", "import gammapy"]).status === 0;

/** Debian's Jupyter server in an empty home, as an image of a BinderHub has one; its home goes with it. */
export async function startJupyter(name: string, basePath: string, token: string): Promise<FakeSession & { readonly home: string; readonly log: () => string }> {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), `airshower-${name}-`));
  const port = await freePort();
  const logFile = path.join(os.tmpdir(), `${path.basename(home)}.log`);
  const log = fs.openSync(logFile, "a");
  const root = process.getuid?.() === 0 ? ["--allow-root"] : [];
  const child = spawn(python, ["-m", "notebook", "--no-browser", "--ip=127.0.0.1", `--port=${port}`, "--port-retries=0", `--NotebookApp.base_url=${basePath}`, `--NotebookApp.notebook_dir=${home}`, ...root], {
    cwd: home,
    // The token comes as its hub gives it: in no list of processes.
    env: { HOME: home, PATH: "/usr/bin:/bin", LANG: "C.UTF-8", JUPYTER_TOKEN: token, OMP_NUM_THREADS: "1", NODE_ENV: "test" },
    stdio: ["ignore", log, log],
  });
  fs.closeSync(log);
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM");
      child.kill("SIGTERM");
      await Promise.race([once(child, "exit"), sleep(5000, undefined, { ref: false }).then(() => child.kill("SIGKILL"))]);
    }
    fs.rmSync(home, { recursive: true, force: true });
    fs.rmSync(logFile, { force: true });
  };
  for (let tries = 0; tries < 600 && child.exitCode === null; tries++) {
    if (await fetch(`http://127.0.0.1:${port}${basePath}api`).then(({ ok }) => ok, () => false)) return { port, stop, home, log: () => fs.readFileSync(logFile, "utf8") };
    await sleep(100);
  }
  throw new Error(`Jupyter did not start: ${fs.readFileSync(logFile, "utf8").slice(-2000)}`);
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
