import http from "node:http";
import net from "node:net";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POST as postProgress } from "@/app/api/v1/staging/progress/route";
import { POST as postRedeem } from "@/app/api/v1/staging/tickets/redeem/route";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { fillBasket, insertLaunchCatalogue, request, useServices } from "@/lib/launch/fixture.test-support";
import { stopLaunch } from "@/lib/launch/launch";
import { Reconciliation } from "@/lib/launch/reconcile";
import { startLaunch } from "@/lib/launch/start";
import { WorkerProcess } from "./process.test-support";
import { SleepingHub } from "./sleeping-hub.test-support";

const COUNT = 50;
const hasHub = SleepingHub.isThere();
testDatabase();
const sessions = http.createServer((asked, answer) => void serve(asked, answer).catch(() => answer.destroy()));
let hub: SleepingHub;
let worker: WorkerProcess;
const launches: { id: string; owner: SignedInViewer }[] = [];

/** What sessions ask of the portal; and an empty page where the hub looks whether they are there. */
async function serve(asked: http.IncomingMessage, answer: http.ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of asked) parts.push(part as Buffer);
  const handler = { "/api/v1/staging/tickets/redeem": postRedeem, "/api/v1/staging/progress": postProgress }[asked.url ?? ""];
  if (!handler) return void answer.writeHead(200).end();
  const response = await handler(new Request(`http://127.0.0.1${asked.url}`, { method: "POST", body: Buffer.concat(parts), headers: asked.headers as Record<string, string> }), { params: Promise.resolve({}) });
  answer.writeHead(response.status).end(Buffer.from(await response.arrayBuffer()));
}

/** The first of three free ports in a row. */
async function freePorts(): Promise<number> {
  for (let port = 41_000 + Math.floor(Math.random() * 8000); ; port += 3) {
    const free = await Promise.all([0, 1, 2].map((offset) => new Promise<boolean>((resolve) => {
      const server = net.createServer().once("error", () => resolve(false));
      server.listen(port + offset, "127.0.0.1", () => server.close(() => resolve(true)));
    })));
    if (free.every(Boolean)) return port;
  }
}

async function until(what: string, holds: () => boolean | Promise<boolean>, withinSec: number): Promise<void> {
  for (const giveUpAtMs = Date.now() + withinSec * 1000; Date.now() < giveUpAtMs; await sleep(250)) if (await holds()) return;
  throw new Error(`not within ${withinSec} s: ${what}: ${JSON.stringify(await states())}. The worker said: ${worker.said}. The hub: ${hub.log}`);
}
async function states(): Promise<Record<string, number>> {
  const rows = await withSystemSql("test", (sql) => sql.rows<{ state: string; count: number }>("SELECT state, count(*)::int AS count FROM launch GROUP BY state"));
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}
/** As many as the portal's connections to its database serve without letting one wait too long. */
async function tenAtOnce(work: (launch: (typeof launches)[number]) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < COUNT; from += 10) await Promise.all(launches.slice(from, from + 10).map(work));
}
const all = (state: string) => async () => (await states())[state] === COUNT;

describe.skipIf(!hasHub)(`fifty launches at once on a real hub${hasHub ? "" : " (skipped: apt install jupyterhub)"}`, () => {
  beforeAll(async () => {
    await new Promise<void>((resolve) => sessions.listen(0, "127.0.0.1", resolve));
    const portalUrl = `http://127.0.0.1:${(sessions.address() as AddressInfo).port}`;
    hub = new SleepingHub(await freePorts(), portalUrl);
    await hub.start();
    useServices([{ id: "hub", kind: "jupyterhub", title: "Hub", url: hub.url, token: { env: "HUB_A_TOKEN" }, dataClass: "embargoed", mayInstall: true, environments: [{ id: "default", title: "none" }] }], { HUB_A_TOKEN: hub.token, PORTAL_URL: portalUrl });
    const catalogue = await insertLaunchCatalogue();
    for (let each = 0; each < COUNT; each++) {
      const owner = viewer(`pi-${each}`, "cta/projects/crab");
      await withSystemSql("test", (sql) => sql.run(`INSERT INTO "user" (id, sub, username, groups, groups_checked_at) VALUES ($1, $1, $2, $3, now())`, [owner.sub, owner.username, owner.groups]));
      await fillBasket(owner, catalogue.hidden);
      launches.push({ id: "", owner });
    }
    worker = new WorkerProcess();
  }, 120_000);
  afterAll(async () => {
    await worker?.kill();
    await hub?.end();
    sessions.closeAllConnections();
    await new Promise((resolve) => sessions.close(resolve));
  });

  it("all come to their notebooks, each with one server", { timeout: 300_000 }, async () => {
    await tenAtOnce(async (launch) => {
      launch.id = (await startLaunch(launch.owner, request({ service: "hub" }))).id;
    });
    await until("all are ready", all("ready"), 240);
    expect([...hub.started].sort()).toEqual(launches.map(({ id }) => id).sort());
  });

  it("all are kept through a kill of the hub and one of the worker", { timeout: 300_000 }, async () => {
    await worker.kill();
    await hub.kill();
    await hub.start();
    worker = new WorkerProcess();
    // As the worker does it every 15 s; what is missed twice is ended.
    const housekeeping = new Reconciliation();
    for (let rounds = 0; rounds < 3; rounds++) await housekeeping.run(new AbortController().signal);
    expect(await states()).toEqual({ ready: COUNT });
    expect(hub.started).toHaveLength(COUNT);
  });

  it("all end, also when the worker is killed while they are stopped", { timeout: 300_000 }, async () => {
    await tenAtOnce(({ owner, id }) => stopLaunch(owner, id));
    await until("some have ended", async () => ((await states()).ended ?? 0) > 3, 60);
    await worker.kill();
    worker = new WorkerProcess();
    await until("all have ended", all("ended"), 240);
    const answer = await fetch(`${hub.url}/hub/api/users?state=active&limit=200`, { headers: { authorization: `token ${hub.token}` } });
    expect(await answer.json()).toEqual([]);
  });
});
