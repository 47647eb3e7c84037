import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BinderHub } from "./binderhub";
import { noLimits } from "./facts";
import { FakeBinder } from "./fake-binder.test-support";
import { hasJupyter, startJupyter } from "./real-jupyter.test-support";
import type { ServiceSession } from "./service";

let home = "";
let log: () => string = () => "";
const binder = new FakeBinder(async (name, basePath, token) => {
  const session = await startJupyter(name, basePath, token);
  ({ home, log } = session);
  return session;
});
const signal = () => AbortSignal.timeout(30_000);

describe.skipIf(!hasJupyter)(`a real Jupyter server behind a BinderHub${hasJupyter ? "" : " (skipped: apt install jupyter-notebook python3-ipykernel)"}`, () => {
  let service: BinderHub;
  let session: ServiceSession;
  const ref = () => ({ username: "pi", serverName: "airshower-1", launchId: "launch-1", session });
  beforeAll(async () => {
    await binder.start();
    service = new BinderHub({
      id: "binder", title: "Binder", dataClass: "public", mayInstall: true, storageSites: [], stageBeforeOpenBytes: 0, limits: noLimits, environments: [], softwareRules: [], sizes: [],
      url: binder.url, token: null, notebookPage: "notebooks", sessionHosts: [], silentLimitMs: 30_000, buildLimitMs: 60_000,
    });
    for await (const event of service.build("gh/a/b/main", signal())) if (event.kind === "ready") session = event.session!;
  }, 60_000);
  afterAll(() => binder.stop());

  it("takes the files of a launch, again with the same result", async () => {
    const files = [
      { path: "airshower-1/airshower/launch.py", format: "text", content: "# client\n" },
      { path: "airshower-1/SIM CRAB.ipynb", format: "text", content: '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}' },
      { path: "airshower-1/airshower-ticket.json", format: "text", content: "{}" },
    ] as const;
    await service.put(session, files, signal());
    await service.put(session, files, signal());
    for (const { path: name, content } of files) expect(fs.readFileSync(path.join(home, name), "utf8")).toBe(content);
    // No second copy of the ticket, as checkpoints of notebooks are one.
    expect(fs.readdirSync(path.join(home, "airshower-1")).filter((name) => /ticket|checkpoint/.test(name))).toEqual(["airshower-ticket.json"]);
  });

  it("lets in whoever comes by its entrance, and nobody without", async () => {
    const open = await fetch(service.entrance(session, "airshower-1/SIM CRAB.ipynb"), { redirect: "manual" });
    expect(open.status).toBe(200);
    expect((await fetch(`${session.url}notebooks/airshower-1/SIM%20CRAB.ipynb`, { redirect: "manual" })).status).toBe(302);
    expect(log()).not.toContain(session.token);
  });

  it("tells when it was last used, and that it was looked at is no use", async () => {
    const first = await service.look(ref(), signal());
    const second = await service.look(ref(), signal());
    expect(first).toMatchObject({ state: "ready", launchId: "launch-1" });
    expect(second).toEqual(first);
  });

  it("ends when it is asked to, and is known no more", async () => {
    await service.remove(ref(), signal());
    expect(await service.look(ref(), signal())).toEqual({ state: "absent" });
    await service.remove(ref(), signal());
  });
});
