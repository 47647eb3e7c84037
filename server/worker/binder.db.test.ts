import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { fillBasket, insertLaunchCatalogue, type LaunchCatalogue, request, useServices } from "@/lib/launch/fixture.test-support";
import { getLaunch, stopLaunch } from "@/lib/launch/launch";
import { redeem } from "@/lib/launch/redeem";
import { FakeBinder } from "@/lib/launch/services/fake-binder.test-support";
import { StubJupyter } from "@/lib/launch/services/stub-jupyter.test-support";
import { startLaunch } from "@/lib/launch/start";
import { WorkerProcess } from "./process.test-support";

testDatabase();
const jupyter = new StubJupyter();
const binder = new FakeBinder(jupyter.start);
let catalogue: LaunchCatalogue;
let worker: WorkerProcess;

beforeAll(async () => {
  await binder.start();
  useServices([{ id: "binder", kind: "binderhub", title: "Binder", url: binder.url, dataClass: "public", mayInstall: true, environments: [{ id: "gammapy", title: "gammapy", repository: "gh/a/b/main" }] }]);
  catalogue = await insertLaunchCatalogue();
});
afterAll(() => binder.stop());
beforeEach(() => {
  binder.reset();
  jupyter.reset();
});
afterEach(() => worker.kill());

async function until(what: string, holds: () => boolean | Promise<boolean>, withinSec = 40): Promise<void> {
  for (const giveUpAtMs = Date.now() + withinSec * 1000; Date.now() < giveUpAtMs; await sleep(20)) if (await holds()) return;
  throw new Error(`not within ${withinSec} s: ${what}. The worker said: ${worker.said}`);
}

async function launchOf(name: string): Promise<{ id: string; owner: SignedInViewer }> {
  const owner = viewer(name, "cta/projects/crab");
  await withSystemSql("test", (sql) => sql.run(`INSERT INTO "user" (id, sub, username, groups, groups_checked_at) VALUES ($1, $1, $2, $3, now()) ON CONFLICT DO NOTHING`, [owner.sub, name, owner.groups]));
  await fillBasket(owner, [catalogue.open]);
  return { id: (await startLaunch(owner, request({ service: "binder" }))).id, owner };
}
const stateOf = async ({ id, owner }: { id: string; owner: SignedInViewer }) => (await getLaunch(owner, id)).state;

/** Where the worker stands when it is killed: what the service does then, or what it is asked. */
const phases = ["waiting", "building", "pushing", "built", "launching", "ready"] as const;
const calls = ["GET api/status", "PUT api/contents/airshower", "PUT ticket", "POST api/shutdown"] as const;

describe("a worker that is killed while a launch is at a BinderHub", () => {
  it.each(phases)("in the phase %s leaves a launch that the next one finishes, with one build", { timeout: 120_000 }, async (at) => {
    let isHeld = false;
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    binder.before = async (phase) => {
      if (phase !== at || isHeld) return;
      isHeld = true;
      await released;
    };
    worker = new WorkerProcess();
    const launch = await launchOf(`killed-${at}`);
    await until(`the build is at ${at}`, () => isHeld);
    await worker.kill();
    release();
    worker = new WorkerProcess();
    await until("ready", async () => (await stateOf(launch)) === "ready");
    expect(binder.builds).toEqual(["gh/a/b/main"]);
    // A session that nobody heard of was given no ticket; the service ends it as an idle one.
    expect(new Set(jupyter.tickets).size).toBe(1);
    await expect(redeem(jupyter.tickets[0]!, "the-key-of-this-session")).resolves.toMatchObject({ launchId: launch.id });
  });

  it.each(calls)("at the call %s leaves one too, in the same session", { timeout: 120_000 }, async (at) => {
    let isHeld = false;
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    jupyter.before = async (call) => {
      if (isHeld || !(at === "PUT ticket" ? call.endsWith("airshower-ticket.json") : call.startsWith(at))) return;
      isHeld = true;
      await released;
    };
    worker = new WorkerProcess();
    const launch = await launchOf(`killed-${calls.indexOf(at)}`);
    if (at === "POST api/shutdown") {
      await until("ready", async () => (await stateOf(launch)) === "ready");
      await stopLaunch(launch.owner, launch.id);
    }
    await until(`the worker is at ${at}`, () => isHeld);
    await worker.kill();
    release();
    worker = new WorkerProcess();
    const end = at === "POST api/shutdown" ? "ended" : "ready";
    await until(end, async () => (await stateOf(launch)) === end);
    expect([binder.builds.length, binder.started.length]).toEqual([1, 1]);
    if (end === "ready") await expect(redeem(jupyter.tickets.at(-1)!, "the-key-of-this-session")).resolves.toMatchObject({ launchId: launch.id });
  });
});
