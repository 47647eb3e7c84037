import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { fillBasket, insertLaunchCatalogue, type LaunchCatalogue, playSession, report, request, useHub } from "@/lib/launch/fixture.test-support";
import { getLaunch, stopLaunch } from "@/lib/launch/launch";
import { reportProgress } from "@/lib/launch/progress";
import { redeem } from "@/lib/launch/redeem";
import type { LaunchState } from "@/lib/launch/schemas";
import { FakeHub, type FakeServer } from "@/lib/launch/services/fake-hub.test-support";
import { startLaunch } from "@/lib/launch/start";
import { WorkerProcess } from "./process.test-support";

testDatabase();
const hub = new FakeHub();
let catalogue: LaunchCatalogue;
let worker: WorkerProcess;

beforeAll(async () => {
  await hub.start();
  useHub(hub);
  catalogue = await insertLaunchCatalogue();
});
afterAll(() => hub.stop());
beforeEach(() => hub.reset());
afterEach(() => worker.kill());

async function until(what: string, holds: () => boolean | Promise<boolean>, withinSec = 40): Promise<void> {
  const giveUpAtMs = Date.now() + withinSec * 1000;
  while (Date.now() < giveUpAtMs) {
    if (await holds()) return;
    await sleep(20);
  }
  throw new Error(`not within ${withinSec} s: ${what}. The worker said: ${worker.said}`);
}

/** Somebody who launches something. */
async function launchOf(name: string): Promise<{ id: string; owner: SignedInViewer }> {
  const owner = viewer(name, "cta/projects/crab");
  await withSystemSql("test", (sql) => sql.run(`INSERT INTO "user" (id, sub, username, groups, groups_checked_at) VALUES ($1, $1, $2, $3, now()) ON CONFLICT DO NOTHING`, [owner.sub, name, owner.groups]));
  await fillBasket(owner, catalogue.hidden);
  return { id: (await startLaunch(owner, request())).id, owner };
}
const stateOf = async ({ id, owner }: { id: string; owner: SignedInViewer }) => (await getLaunch(owner, id)).state;
const serverOf = (name: string): FakeServer | undefined => [...hub.servers.values()].find(({ username }) => username === name);
const isCleared = async (id: string) => (await withSystemSql("test", (sql) => sql.rows("SELECT 1 FROM launch WHERE id = $1 AND cleared_at IS NOT NULL", [id]))).length === 1;

async function tokenOf(name: string): Promise<string> {
  const { ticket, launchId } = serverOf(name)!.options;
  return (await redeem(ticket!, `key-of-${launchId}`)).token;
}

describe("the worker", () => {
  it("brings a launch to its notebook, and clears it away when it was stopped", async () => {
    worker = new WorkerProcess();
    hub.onStart = (server) => void playSession(hub, server);
    const launch = await launchOf("plain");
    await until("ready", async () => (await stateOf(launch)) === "ready");
    await stopLaunch(launch.owner, launch.id);
    await until("ended", async () => (await stateOf(launch)) === "ended");
    expect(hub.servers.size).toBe(0);
    expect(worker.said).toBe("");
    expect(await worker.end()).toBe(0);
  });

  it("hands over at once when it is ended", async () => {
    worker = new WorkerProcess();
    const launch = await launchOf("handed-over");
    await until("staging", async () => (await stateOf(launch)) === "staging");
    expect(await worker.end()).toBe(0);
    const endedAtMs = Date.now();
    worker = new WorkerProcess();
    await playSession(hub, serverOf("handed-over")!);
    await until("ready", async () => (await stateOf(launch)) === "ready", 9);
    expect(Date.now() - endedAtMs).toBeLessThan(9000);
    expect(hub.started).toEqual([launch.id]);
  });

  it("names what is missing in its configuration", async () => {
    worker = new WorkerProcess({ SYSTEM_DATABASE_URL: "" });
    expect(await worker.ended()).toBe(1);
    expect(worker.said).toMatch(/^SYSTEM_DATABASE_URL is missing: .* Example: /);
  });
});

describe("a worker that is killed", () => {
  it("right after each transition leaves a launch that the next one finishes, with one server", { timeout: 180_000 }, async () => {
    const launch = await launchOf("step-by-step");
    const report1 = (phase: "fetching" | "starting") => tokenOf("step-by-step").then((token) => reportProgress(token, report(launch.id, phase, { filesDone: 5 })));
    const steps: [LaunchState, act: () => Promise<unknown>][] = [
      ["staging", async () => undefined],
      ["starting", () => report1("starting")],
      ["ready", async () => hub.settle(serverOf("step-by-step")!)],
      ["ended", () => stopLaunch(launch.owner, launch.id)],
    ];
    for (const [state, act] of steps) {
      worker = new WorkerProcess();
      await act();
      await until(state, async () => (await stateOf(launch)) === state);
      await worker.kill();
      expect(await stateOf(launch)).toBe(state);
    }
    worker = new WorkerProcess();
    await until("cleared", () => isCleared(launch.id));
    expect(hub.started).toEqual([launch.id]);
    expect(hub.servers.size).toBe(0);
  });

  it("between any two steps does no harm either", { timeout: 120_000 }, async () => {
    const held = new Set<string>();
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    /** Where the worker stands, for each person, when it is killed. */
    const points: Record<string, [moment: "beforeCall" | "beforeAnswer", call: string]> = {
      "before-the-user": ["beforeCall", "POST users"],
      "before-the-start": ["beforeCall", "POST servers"],
      "start-unanswered": ["beforeAnswer", "POST servers"],
      "ready-unheard": ["beforeCall", "GET progress"],
      "before-the-stop": ["beforeCall", "DELETE servers"],
      "stop-unanswered": ["beforeAnswer", "DELETE servers"],
      "failed-uncleared": ["beforeCall", "DELETE servers"],
    };
    const hold = (moment: "beforeCall" | "beforeAnswer") => async (call: string, name: string) => {
      if (points[name]?.[0] !== moment || points[name][1] !== call) return;
      held.add(name);
      await released;
    };
    Object.assign(hub, { beforeCall: hold("beforeCall"), beforeAnswer: hold("beforeAnswer") });
    hub.onStart = (server) => {
      if (server.username === "failed-uncleared") void redeem(server.options.ticket!, "the-key-of-this-session").then(({ token }) => reportProgress(token, report(server.options.launchId!, "failed", { problem: { slug: "disk-full", detail: "full" } }))).then(() => hub.settle(server));
      else void playSession(hub, server);
    };

    worker = new WorkerProcess();
    const launches: Record<string, { id: string; owner: SignedInViewer }> = {};
    for (const name of Object.keys(points)) launches[name] = await launchOf(name);
    for (const name of ["before-the-stop", "stop-unanswered"]) {
      await until(`${name} ready`, async () => (await stateOf(launches[name]!)) === "ready");
      await stopLaunch(launches[name]!.owner, launches[name]!.id);
    }
    await until("every point is reached", () => held.size === Object.keys(points).length);
    await worker.kill();
    release();
    Object.assign(hub, { beforeCall: () => undefined, beforeAnswer: () => undefined });

    worker = new WorkerProcess();
    const ends: Record<string, LaunchState> = { "before-the-stop": "ended", "stop-unanswered": "ended", "failed-uncleared": "failed" };
    for (const [name, launch] of Object.entries(launches)) {
      const end = ends[name] ?? "ready";
      await until(`${name} ${end}`, async () => (await stateOf(launch)) === end && (end === "ready" || (await isCleared(launch.id))));
    }
    expect([...hub.started].sort()).toEqual(Object.values(launches).map(({ id }) => id).sort());
    expect([...hub.servers.values()].map(({ username }) => username).sort()).toEqual(["before-the-start", "before-the-user", "ready-unheard", "start-unanswered"]);
  });
});
