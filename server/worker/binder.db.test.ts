import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
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

/** Where the worker stands, for each launch, when it is killed: what the service does then, or what its session is asked. */
const points: Readonly<Record<string, readonly [kind: "phase" | "call", at: RegExp]>> = {
  "before-the-build": ["phase", /^waiting$/],
  building: ["phase", /^building$/],
  pushing: ["phase", /^pushing$/],
  built: ["phase", /^built$/],
  launching: ["phase", /^launching$/],
  "ready-unheard": ["phase", /^ready$/],
  "before-its-files": ["call", /^GET api.status/],
  "among-its-files": ["call", /airshower.manifest\.py$/],
  "before-its-ticket": ["call", /airshower-ticket\.json$/],
  "at-its-end": ["call", /^POST api.shutdown/],
};

const repository = (name: string) => `gh/a/b/${name}`;

beforeAll(async () => {
  await binder.start();
  useServices([{ id: "binder", kind: "binderhub", title: "Binder", url: binder.url, dataClass: "public", mayInstall: true, environments: Object.keys(points).map((name) => ({ id: name, title: name, repository: repository(name) })) }]);
  catalogue = await insertLaunchCatalogue();
});
afterAll(() => binder.stop());
afterEach(() => worker.kill());

async function until(what: string, holds: () => boolean | Promise<boolean>, withinSec = 40): Promise<void> {
  for (const giveUpAtMs = Date.now() + withinSec * 1000; Date.now() < giveUpAtMs; await sleep(20)) if (await holds()) return;
  throw new Error(`not within ${withinSec} s: ${what}. The worker said: ${worker.said}`);
}

async function launchOf(name: string): Promise<{ id: string; owner: SignedInViewer }> {
  const owner = viewer(name, "cta/projects/crab");
  await withSystemSql("test", (sql) => sql.run(`INSERT INTO "user" (id, sub, username, groups, groups_checked_at) VALUES ($1, $1, $2, $3, now()) ON CONFLICT DO NOTHING`, [owner.sub, name, owner.groups]));
  await fillBasket(owner, [catalogue.open]);
  return { id: (await startLaunch(owner, request({ service: "binder", environment: name }))).id, owner };
}
const stateOf = async ({ id, owner }: { id: string; owner: SignedInViewer }) => (await getLaunch(owner, id)).state;

describe("a worker that is killed while launches are at a BinderHub", () => {
  it("between any two steps leaves none of them, and no build is made twice", { timeout: 300_000 }, async () => {
    const held = new Set<string>();
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const hold = async (kind: "phase" | "call", now: string, name: string) => {
      const point = points[name];
      if (point?.[0] !== kind || held.has(name) || !point[1].test(now)) return;
      held.add(name);
      await released;
    };
    binder.before = (phase, spec) => hold("phase", phase, spec.slice(repository("").length));
    jupyter.before = (call, session) => hold("call", call, (binder.specs.get(session) ?? "").slice(repository("").length));

    worker = new WorkerProcess();
    const launches: Record<string, { id: string; owner: SignedInViewer }> = {};
    for (const name of Object.keys(points)) launches[name] = await launchOf(name);
    await until("the one to be stopped is ready", async () => (await stateOf(launches["at-its-end"]!)) === "ready");
    await stopLaunch(launches["at-its-end"]!.owner, launches["at-its-end"]!.id);
    await until("every point is reached", () => held.size === Object.keys(points).length);
    await worker.kill();
    // A service that has not yet noticed that nobody listens any more would start sessions for nobody.
    await until("nobody listens any more", () => binder.listeners === 0);
    release();

    worker = new WorkerProcess();
    for (const [name, launch] of Object.entries(launches)) {
      const end = name === "at-its-end" ? "ended" : "ready";
      await until(`${name} ${end}`, async () => (await stateOf(launch)) === end);
    }
    expect([...binder.builds].sort()).toEqual(Object.keys(points).map(repository).sort());
    // A session that was started and never heard of got no ticket: its service ends it as an idle one.
    const sessions = [...binder.specs.values()];
    for (const name of Object.keys(points)) expect([name, sessions.filter((spec) => spec === repository(name)).length]).toEqual([name, name === "ready-unheard" ? 2 : 1]);
    for (const [name, launch] of Object.entries(launches)) {
      const equipped = [...jupyter.ticketsIn].filter(([session]) => binder.specs.get(session) === repository(name));
      expect([name, equipped.length]).toEqual([name, 1]);
      const redeemed = redeem(equipped[0]![1].at(-1)!, "the-key-of-this-session");
      if (name === "at-its-end") await expect(redeemed).rejects.toMatchObject({ slug: "launch-over" });
      else await expect(redeemed).resolves.toMatchObject({ launchId: launch.id });
    }
  });
});
