import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type APIRequestContext, expect, type Page } from "@playwright/test";
import { addresses } from "./demo";

export const python = "/usr/bin/python3";
/** Why the client can not be run here; null where there is a Python. */
export const pythonMissing = spawnSync(python, ["--version"]).status === 0 ? null : "there is no /usr/bin/python3";

export interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** The one file that the portal serves, in a folder of its own, which is its home too. */
export class PythonClient {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "airshower-client-"));
  readonly #started: ChildProcess[] = [];

  static async fetch(request: APIRequestContext): Promise<PythonClient> {
    const answer = await request.get("/client/airshower.py");
    expect([answer.status(), answer.headers()["content-type"]]).toEqual([200, "text/x-python; charset=utf-8"]);
    const client = new PythonClient();
    fs.writeFileSync(path.join(client.folder, "airshower.py"), await answer.body());
    return client;
  }

  get credentialsFile(): string {
    return path.join(this.folder, ".config/airshower/credentials.json");
  }

  /** Runs the client to its end; what it reads from its standard input is given. */
  run(parameters: readonly string[], input = ""): Promise<Ended> {
    return new Promise((resolve) => {
      const child = execFile(python, ["airshower.py", ...parameters], { cwd: this.folder, env: this.#environment }, (error, out, err) => resolve({ status: error === null ? 0 : Number(error.code), out, err }));
      child.stdin?.end(input);
    });
  }

  start(parameters: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
    const child = spawn(python, ["airshower.py", ...parameters], { cwd: this.folder, env: this.#environment, stdio: ["ignore", "pipe", "pipe"] });
    this.#started.push(child);
    let [out, err] = ["", ""];
    child.stdout.on("data", (text) => (out += String(text)));
    child.stderr.on("data", (text) => (err += String(text)));
    return { child, ended: new Promise((resolve) => child.on("close", (status) => resolve({ status: status ?? -1, out, err }))) };
  }

  /** Signs in by a code that is confirmed in the browser; gives what the client said at the end. */
  async logIn(page: Page, account: string): Promise<Ended> {
    const { child, ended } = this.start(["login", addresses().portalUrl]);
    let said = "";
    child.stderr?.on("data", (text) => (said += String(text)));
    await expect.poll(() => said).toMatch(/Open (\S+) .* code {2}(\S+)/);
    const [, address = "", code = ""] = /Open (\S+) .* code {2}(\S+)/.exec(said) ?? [];
    await page.goto(address);
    await page.getByRole("textbox", { name: "Code" }).fill(code);
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByText(code)).toBeVisible();
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByRole("button", { name: new RegExp(`^${account}\\b`) }).click();
    await expect(page.getByRole("heading", { name: "The program is signed in" })).toBeVisible();
    return ended;
  }

  /** With its folder, and what of it still runs. */
  remove(): void {
    for (const child of this.#started) child.kill("SIGKILL");
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  get #environment(): NodeJS.ProcessEnv {
    return { NODE_ENV: "production", PATH: "/usr/bin:/bin", HOME: this.folder, PYTHONDONTWRITEBYTECODE: "1" };
  }
}
