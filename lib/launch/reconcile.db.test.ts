import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { clearLaunch } from "./clear";
import { driveLaunch } from "./drive/drive";
import { readEvents } from "./events";
import { fillBasket, insertLaunchCatalogue, type LaunchCatalogue, member, playSession, request, useServices } from "./fixture.test-support";
import { getLaunch } from "./launch";
import { Reconciliation } from "./reconcile";
import { FakeBinder } from "./services/fake-binder.test-support";
import { FakeHub, type FakeServer } from "./services/fake-hub.test-support";
import { StubJupyter } from "./services/stub-jupyter.test-support";
import { startLaunch } from "./start";

testDatabase();
const hub = new FakeHub();
const jupyter = new StubJupyter();
const binder = new FakeBinder(jupyter.start);
const never = new AbortController().signal;
let catalogue: LaunchCatalogue;

beforeAll(async () => {
  await hub.start();
  await binder.start();
  useServices(
    [
      { id: "hub", kind: "jupyterhub", title: "Hub", url: hub.url, token: { env: "HUB_A_TOKEN" }, dataClass: "embargoed", mayInstall: true, limits: { idleMinutes: 60 }, environments: [{ id: "default", title: "gammapy" }] },
      { id: "binder", kind: "binderhub", title: "Binder", url: binder.url, dataClass: "public", mayInstall: true, limits: { idleMinutes: 60 }, environments: [{ id: "gammapy", title: "gammapy", repository: "gh/a/b/main" }] },
    ],
    { HUB_A_TOKEN: hub.token },
  );
  catalogue = await insertLaunchCatalogue();
});
afterAll(async () => {
  await hub.stop();
  await binder.stop();
});
beforeEach(async () => {
  await withSystemSql("test", async (sql) => {
    await sql.run("DELETE FROM launch");
    await sql.run("DELETE FROM pgboss.job");
  });
  hub.reset();
  binder.reset();
  jupyter.reset();
  hub.onStart = (server) => void playSession(hub, server);
  await fillBasket(member, [catalogue.open]);
});

async function ready(service: "hub" | "binder"): Promise<string> {
  const { id } = await startLaunch(member, request({ service }));
  await driveLaunch(id, never);
  expect((await getLaunch(member, id)).state).toBe("ready");
  return id;
}
const state = async (id: string) => (await getLaunch(member, id)).state;
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
function serverOfNobody(launchId: string, portal = "http://127.0.0.1:39000"): FakeServer {
  const server: FakeServer = { username: "pi-crab", name: `airshower-${launchId.slice(0, 8)}`, options: { launchId, portal }, ready: true, pending: null, failure: null, lastActivity: null };
  hub.users.add("pi-crab");
  hub.servers.set(`pi-crab/${server.name}`, server);
  return server;
}

describe("a server that no launch knows", () => {
  it("is removed, once it was seen twice", async () => {
    const reconciliation = new Reconciliation();
    serverOfNobody(randomUUID());
    await reconciliation.run(never);
    expect(hub.servers.size).toBe(1);
    await reconciliation.run(never);
    expect(hub.servers.size).toBe(0);
  });

  it("is left alone where another portal, or a person, started it", async () => {
    const reconciliation = new Reconciliation();
    serverOfNobody(randomUUID(), "https://other.example.org");
    serverOfNobody("not-an-id-of-ours");
    for (let times = 0; times < 3; times++) await reconciliation.run(never);
    expect(hub.servers.size).toBe(2);
  });

  it("of a launch that is over, however long ago, is cleared away", async () => {
    const id = await ready("hub");
    await withSystemSql("test", (sql) => sql.run("UPDATE launch SET state = 'ended', cleared_at = now() - interval '3 days' WHERE id = $1", [id]));
    await new Reconciliation().run(never);
    await clearLaunch(id, never);
    expect(hub.servers.size).toBe(0);
  });
});

describe.each(["hub", "binder"] as const)("an open notebook at a %s", (service) => {
  const used = (at: string) => {
    jupyter.lastActivity = at;
    for (const server of hub.servers.values()) server.lastActivity = at;
  };

  it("has its last use written down", async () => {
    const id = await ready(service);
    used(minutesAgo(10));
    await new Reconciliation().run(never);
    expect(Math.abs(Date.parse((await getLaunch(member, id)).lastActiveAt!) - Date.parse(minutesAgo(10)))).toBeLessThan(5000);
    expect(await state(id)).toBe("ready");
  });

  it("is stopped when it was not used for too long, and its story says why", async () => {
    const id = await ready(service);
    used(minutesAgo(61));
    await new Reconciliation().run(never);
    expect(await state(id)).toBe("stopping");
    expect((await readEvents(member, id, 0)).at(-1)?.message).toBe("Stopping: nothing was done in the notebook for 60 minutes");
  });

  it("that went by itself ends its launch, once it was missed twice", async () => {
    const id = await ready(service);
    const reconciliation = new Reconciliation();
    await reconciliation.run(never);
    for (const server of hub.servers.values()) hub.lose(server);
    for (const name of [...binder.sessions.keys()]) await binder.end(name);
    await reconciliation.run(never);
    expect(await state(id)).toBe("ready");
    await reconciliation.run(never);
    expect(await state(id)).toBe("ended");
  });
});

describe("after a restart", () => {
  it("a hub that does not list its servers yet, but knows them, ends nothing", async () => {
    const id = await ready("hub");
    const reconciliation = new Reconciliation();
    hub.isStarting = true;
    for (let times = 0; times < 3; times++) await reconciliation.run(never);
    expect(await state(id)).toBe("ready");
  });

  it("services that are away end nothing, and one that is away hides nothing of the other", async () => {
    const id = await ready("hub");
    hub.down = true;
    serverOfNobody(randomUUID());
    const reconciliation = new Reconciliation();
    for (let times = 0; times < 3; times++) await reconciliation.run(never);
    expect(await state(id)).toBe("ready");
    hub.down = false;
    for (let times = 0; times < 2; times++) await reconciliation.run(never);
    expect([...hub.servers.values()].map(({ options }) => options.launchId)).toEqual([id]);
  });
});
