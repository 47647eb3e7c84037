import { spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ProcessRegister } from "../processes/register";
import { takeLock } from "./lock";
import { demoOptions, prepareDataDir } from "./options";
import { checkPorts, portsFrom } from "./ports";
import { demoSecrets } from "./secrets";

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "airshower-demo-test-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

describe("what keeps a demo from starting is said in a line", () => {
  it("an option that is none, a port that is none", () => {
    expect(() => demoOptions(["--prot", "3000"], "/x")).toThrow(/--prot[\s\S]*Usage: npm run demo/);
    expect(() => demoOptions(["--port", "80"], "/x")).toThrow(/--port 80: give a number from 1024/);
    expect(demoOptions(["--port", "4000", "--no-jupyter"], "/x")).toEqual({ port: 4000, dataDir: "/x/.demo", jupyter: false, reset: false });
  });
  it("a data folder that is a file", () => {
    const file = path.join(folder, "file");
    fs.writeFileSync(file, "");
    expect(() => prepareDataDir(file)).toThrow(/data folder .*file can not be written .*--data-dir/);
  });
  it("a port in use, with the part that wanted it", async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as net.AddressInfo;
    await expect(checkPorts({ ...portsFrom(port - 1) })).rejects.toThrow(new RegExp(`Port ${port} \\(for the files\\) is in use`));
    await new Promise((resolve) => server.close(resolve));
  });
  it("another demo on the same folder, and not one that was killed", () => {
    const unlock = takeLock(folder, "http://127.0.0.1:3000");
    expect(() => takeLock(folder, "http://127.0.0.1:4000")).toThrow(/running on .* at http:\/\/127\.0\.0\.1:3000/);
    unlock();
    fs.writeFileSync(path.join(folder, "lock.json"), JSON.stringify({ pid: process.pid, startedTicks: "1", portalUrl: "http://127.0.0.1:3000" }));
    takeLock(folder, "http://127.0.0.1:4000")();
  });
});

describe("what a killed demo left", () => {
  it("is ended at the next start, and nobody else's process is", async () => {
    const left = spawn("sleep", ["60"], { detached: true, stdio: "ignore" });
    const other = spawn("sleep", ["60"], { detached: true, stdio: "ignore" });
    const ended = new Promise((resolve) => left.on("exit", resolve));
    const file = path.join(folder, "processes.json");
    new ProcessRegister(file).add("files", left.pid!);
    // The same pid with another start time is somebody else's process by now.
    const saved = JSON.parse(fs.readFileSync(file, "utf8")) as object[];
    fs.writeFileSync(file, JSON.stringify([...saved, { name: "worker", pid: other.pid, startedTicks: "1" }]));
    expect(await new ProcessRegister(file).endLeftovers()).toEqual(["files"]);
    await ended;
    expect(other.exitCode).toBeNull();
    other.kill();
  });
});

describe("the demo's secrets", () => {
  it("are made once and readable by their owner only", () => {
    const secrets = demoSecrets(folder);
    expect(new Set(Object.values(secrets)).size).toBe(Object.keys(secrets).length);
    expect(demoSecrets(folder)).toEqual(secrets);
    expect(fs.statSync(path.join(folder, "secrets.json")).mode & 0o077).toBe(0);
  });
});
