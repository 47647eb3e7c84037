import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CookieJar } from "./cookie-jar";
import { freePort } from "./iam.test-support";
import { signInOverHttp } from "./sign-in";

const root = path.resolve(import.meta.dirname, "../..");
const run = promisify(execFile);
let folder: string;
let port: number;
let child: ChildProcess | undefined;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "airshower-iam-process-"));
  port = await freePort();
});
afterAll(() => {
  child?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

const settings = (change: Record<string, string> = {}) => ({
  PATH: process.env.PATH,
  IAM_PORT: String(port),
  IAM_STATE_DIR: path.join(folder, "iam"),
  PORTAL_URL: "http://127.0.0.1:9",
  OIDC_CLIENT_SECRET: "secret-of-the-portal-in-tests",
  ...change,
});

async function start(): Promise<void> {
  child = spawn(process.execPath, ["--import", "tsx", "scripts/iam/main.ts"], { cwd: root, env: settings() as never, stdio: ["ignore", "pipe", "ignore"] });
  if (child.stdout) await once(child.stdout, "data");
}

async function refusal(env: Record<string, string>): Promise<string> {
  const failed = await run(process.execPath, ["--import", "tsx", "scripts/iam/main.ts"], { cwd: root, env: settings(env) as never }).then(
    () => ({ code: 0, stderr: "it started" }),
    (error: { code: number; stderr: string }) => error,
  );
  expect(failed.code).toBe(1);
  return failed.stderr.replace(/^.*oidc-provider WARNING.*\n/m, "");
}

const login = (password: string) => ({
  issuer: `http://127.0.0.1:${port}`,
  clientId: "airshower",
  clientSecret: "secret-of-the-portal-in-tests",
  redirectUri: "http://127.0.0.1:9/api/auth/callback/iam",
  scope: "openid profile",
  username: "pi-crab",
  password,
});

describe("the demo IAM as a process", () => {
  it("keeps keys, sessions and tokens over a kill -9, in files of its owner's", async () => {
    await start();
    const jar = new CookieJar();
    const { access_token } = await signInOverHttp(login("pi-crab"), jar);
    child?.kill("SIGKILL");
    if (child) await once(child, "exit");
    await start();
    const answer = await fetch(`http://127.0.0.1:${port}/userinfo`, { headers: { authorization: `Bearer ${access_token}` } });
    expect(answer.status).toBe(200);
    await expect(signInOverHttp(login("not asked for"), jar)).resolves.toHaveProperty("access_token");
    expect(statSync(path.join(folder, "iam")).mode & 0o777).toBe(0o700);
    for (const file of ["keys.json", "state.jsonl"]) expect(statSync(path.join(folder, "iam", file)).mode & 0o777).toBe(0o600);
  });

  it("ends on SIGTERM", async () => {
    child?.kill("SIGTERM");
    const [code] = child ? await once(child, "exit") : [null];
    expect(code).toBe(0);
    child = undefined;
  });

  it("refuses to run in production", async () => {
    expect(await refusal({ NODE_ENV: "production" })).toContain("does not run in production");
  });

  it("says that its port is in use", async () => {
    const other = createServer().listen(port, "127.0.0.1");
    await once(other, "listening");
    expect((await refusal({})).trim()).toBe(`Port ${port} is in use: end what uses it, or choose another with IAM_PORT.`);
    other.close();
  });
});

describe("npm run token", () => {
  const token = (...args: string[]) => run(process.execPath, ["--import", "tsx", "scripts/token.ts", ...args], { cwd: root });

  it("prints a token of the running demo, and nothing else", async () => {
    await start();
    writeFileSync(path.join(folder, "demo.json"), JSON.stringify({ issuer: `http://127.0.0.1:${port}`, portalUrl: "http://127.0.0.1:9", pids: {} }));
    const { stdout, stderr } = await token("--user", "pi-crab", "--data-dir", folder);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^[\w.-]+\n$/);
    expect(decodeJwt(stdout.trim())).toMatchObject({ preferred_username: "pi-crab", aud: "http://127.0.0.1:9" });
    const plain = await token("--user", "outsider", "--data-dir", folder, "--opaque");
    expect(plain.stdout).toMatch(/^[\w-]+\n$/);
  });

  it.each([
    [["--user", "nobody"], "no account “nobody”"],
    [[], "Whose token?"],
    [["--person", "x"], "Usage:"],
    [["--user", "pi-crab", "--data-dir", "/nonexistent"], "No demo runs with the data folder /nonexistent"],
  ])("explains %j and exits with 1", async (args, words) => {
    const failed = await token(...args).then(
      () => ({ code: 0, stdout: "", stderr: "it worked" }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
    expect(failed).toMatchObject({ code: 1, stdout: "" });
    expect(failed.stderr).toContain(words);
    expect(failed.stderr.trim().split("\n")).toHaveLength(1);
  });

  it("says that the demo does not answer", async () => {
    mkdirSync(path.join(folder, "gone"));
    writeFileSync(path.join(folder, "gone", "demo.json"), JSON.stringify({ issuer: `http://127.0.0.1:${await freePort()}`, portalUrl: "http://127.0.0.1:9" }));
    await expect(token("--user", "pi-crab", "--data-dir", path.join(folder, "gone"))).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("does not answer") });
  });
});
