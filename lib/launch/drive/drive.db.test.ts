import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { clearLaunch } from "../clear";
import { readEvents } from "../events";
import { fillBasket, insertLaunchCatalogue, type LaunchCatalogue, member, playSession, report, request, useHub } from "../fixture.test-support";
import { getLaunch, stopLaunch } from "../launch";
import { lockLaunch } from "../locked";
import { moveLaunch } from "../move";
import { reportProgress } from "../progress";
import { redeem } from "../redeem";
import { HubUnreachable } from "../services/faults";
import { FakeHub } from "../services/fake-hub.test-support";
import { startLaunch } from "../start";
import { driveLaunch } from "./drive";

testDatabase();
const hub = new FakeHub();
let catalogue: LaunchCatalogue;
let id: string;

beforeAll(async () => {
  await hub.start();
  useHub(hub);
  catalogue = await insertLaunchCatalogue();
});
afterAll(() => hub.stop());
beforeEach(async () => {
  await withSystemSql("test", (sql) => sql.run("DELETE FROM launch"));
  hub.reset();
  hub.onStart = (server) => void playSession(hub, server);
  await fillBasket(member, catalogue.hidden);
  id = (await startLaunch(member, request())).id;
});
afterEach(() => {
  vi.useRealTimers();
});

const never = new AbortController().signal;
const launch = () => getLaunch(member, id);
const messages = async (of = id) => (await readEvents(member, of, 0)).map(({ message }) => message);
const server = () => [...hub.servers.values()][0]!;
/** A minute later, as far as patience is concerned. */
const jumpAhead = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await holds()) return;
    await sleep(25);
  }
  throw new Error("it did not come to pass");
}

describe("driving a launch", () => {
  it("brings it to its notebook", async () => {
    await driveLaunch(id, never);
    expect(await launch()).toMatchObject({ state: "ready", problem: null, url: expect.stringMatching(new RegExp(`^${hub.url}/user/pi-crab/airshower-[0-9a-f]{10}/notebooks/CRAB.ipynb$`)) as string });
    expect((await readEvents(member, id, 0)).map(({ state }) => state)).toEqual(expect.arrayContaining(["requested", "staging", "starting", "ready"]));
    expect(await messages()).toContain("Server requested");
    expect(hub.started).toEqual([id]);
    expect(Object.keys(server().options).sort()).toEqual(["launchId", "portal", "ticket", "workFolder"]);
  });

  it("speaks to hub 6", async () => {
    hub.version = "6.0.0";
    await driveLaunch(id, never);
    expect((await launch()).state).toBe("ready");
  });

  it("by two workers at once has one server, and one of them finishes it", async () => {
    await Promise.all([driveLaunch(id, never), driveLaunch(id, never), driveLaunch(id, never)]);
    await until(async () => (await launch()).state === "ready");
    expect(hub.started).toEqual([id]);
    expect((await messages()).filter((message) => message === "The notebook is ready")).toHaveLength(1);
  });

  it("goes on where the answer to its start was lost", async () => {
    hub.fault("POST servers", "lose-answer");
    await driveLaunch(id, never);
    expect((await launch()).state).toBe("ready");
    expect(hub.started).toEqual([id]);
  });

  it("waits for a hub that is away for a moment, and says so once", async () => {
    hub.fault("POST users", "drop", "drop");
    await driveLaunch(id, never);
    expect((await launch()).state).toBe("ready");
    expect((await messages()).filter((message) => message.includes("can not be reached"))).toHaveLength(1);
  });

  it("fails when the hub stays away, and can be launched again", async () => {
    hub.down = true;
    const driving = driveLaunch(id, never);
    await until(async () => (await messages()).some((message) => message.includes("Trying again")));
    jumpAhead(60_000);
    await driving;
    vi.useRealTimers();
    expect(await launch()).toMatchObject({ state: "failed", url: null, problem: { slug: "hub-unreachable", detail: "Test hub can not be reached just now." } });
    hub.down = false;
    await clearLaunch(id, never);
    const again = await startLaunch(member, request());
    await driveLaunch(again.id, never);
    expect((await getLaunch(member, again.id)).state).toBe("ready");
  });

  it("fails at once when the hub refuses the portal", async () => {
    hub.fault("POST servers", { status: 403, message: "Action is not authorized with current scopes; requires any of [servers]" });
    await driveLaunch(id, never);
    expect(await launch()).toMatchObject({ state: "failed", problem: { slug: "hub-refused" } });
  });

  it("fails with the hub's own words when the server does not start, and leaves nothing", async () => {
    hub.onStart = (started) => hub.settle(started, "the volume can not be mounted");
    await driveLaunch(id, never);
    expect(await launch()).toMatchObject({ state: "failed", problem: { slug: "spawn-failed", detail: "Test hub says: Spawn failed: the volume can not be mounted" } });
    await clearLaunch(id, never);
    expect(hub.servers.size).toBe(0);
  });

  it("asks again for a server that vanished while it started, and no more than once", async () => {
    let starts = 0;
    hub.onStart = (started) => (++starts === 1 ? hub.forget(started) : void playSession(hub, started));
    await driveLaunch(id, never);
    expect((await launch()).state).toBe("ready");
    expect(hub.started).toEqual([id, id]);
  });

  it("fails when the server vanishes each time", async () => {
    hub.onStart = (started) => hub.forget(started);
    await driveLaunch(id, never);
    expect(await launch()).toMatchObject({ state: "failed", problem: { slug: "spawn-failed" } });
  });

  it("ends the server of an earlier launch of the same files first", async () => {
    await driveLaunch(id, never);
    await stopLaunch(member, id);
    const again = await startLaunch(member, request());
    hub.stopMs = 100;
    await driveLaunch(again.id, never);
    expect((await getLaunch(member, again.id)).state).toBe("ready");
    expect(hub.servers.size).toBe(1);
    expect(server().options.launchId).toBe(again.id);
    await clearLaunch(id, never);
    expect(server().options.launchId).toBe(again.id);
  });

  it("leaves a server alone that no launch started", async () => {
    const name = (await withSystemSql("test", (sql) => sql.rows<{ name: string }>("SELECT server_name AS name FROM launch WHERE id = $1", [id])))[0]!.name;
    hub.users.add("pi-crab");
    hub.servers.set(`pi-crab/${name}`, { username: "pi-crab", name, options: {}, ready: true, pending: null, failure: null, lastActivity: null });
    await driveLaunch(id, never);
    expect(await launch()).toMatchObject({ state: "failed", problem: { slug: "spawn-failed" } });
    await clearLaunch(id, never);
    expect(server().ready).toBe(true);
  });
});

describe("a session that goes wrong", () => {
  it("fails its launch by its own word, before the hub has one", async () => {
    hub.onStart = (started) => void (async () => {
      const { token } = await redeem(started.options.ticket!, "the-key-of-this-session");
      await reportProgress(token, report(id, "failed", { problem: { slug: "checksum-mismatch", detail: "data/obs_10001.fits arrived damaged." } }));
      hub.settle(started);
    })();
    await driveLaunch(id, never);
    expect(await launch()).toMatchObject({ state: "failed", problem: { slug: "checksum-mismatch" } });
    await clearLaunch(id, never);
    expect(hub.servers.size).toBe(0);
  });

  it("that says nothing fails it when its server is there all the same", async () => {
    hub.onStart = (started) => hub.settle(started);
    const driving = driveLaunch(id, never);
    await until(async () => (await launch()).state === "staging");
    await sleep(300);
    jumpAhead(60_000);
    await driving;
    vi.useRealTimers();
    expect(await launch()).toMatchObject({ state: "failed", problem: { slug: "session-silent" } });
  });

  it("whose ticket somebody else had used says so", async () => {
    hub.onStart = (started) => void (async () => {
      await redeem(started.options.ticket!, "the-key-of-somebody-else");
      await redeem(started.options.ticket!, "the-key-of-this-session").catch(() => undefined);
      hub.settle(started);
    })();
    await driveLaunch(id, never);
    expect(await launch()).toMatchObject({ state: "failed", problem: { slug: "ticket-used" } });
  });

  it("whose last report was lost is taken at its word that all is verified", async () => {
    hub.onStart = (started) => void (async () => {
      const { token } = await redeem(started.options.ticket!, "the-key-of-this-session");
      await reportProgress(token, report(id, "verified", { filesDone: 5 }));
      hub.settle(started);
    })();
    await driveLaunch(id, never);
    expect((await launch()).state).toBe("ready");
  });
});

describe("a launch that ends while it is driven", () => {
  it("by its person's stop is let go of at once, and cleared away", async () => {
    hub.onStart = () => undefined;
    const driving = driveLaunch(id, never);
    await until(async () => (await launch()).state === "staging");
    const { token } = await redeem(server().options.ticket!, "the-key-of-this-session");
    await stopLaunch(member, id);
    await driving;
    await expect(reportProgress(token, report(id, "fetching"))).rejects.toMatchObject({ slug: "launch-over", status: 409 });
    const clearing = clearLaunch(id, never);
    setTimeout(() => hub.settle(server()), 300);
    await clearing;
    expect(await launch()).toMatchObject({ state: "ended", problem: null });
    expect(hub.servers.size).toBe(0);
    await clearLaunch(id, never);
  });

  it("waits with its clearing for a hub that is away, saying so once", async () => {
    await driveLaunch(id, never);
    await stopLaunch(member, id);
    hub.down = true;
    await expect(clearLaunch(id, never)).rejects.toThrow(HubUnreachable);
    await expect(clearLaunch(id, never)).rejects.toThrow(HubUnreachable);
    expect((await messages()).filter((message) => message.includes("as soon as that works"))).toHaveLength(1);
    hub.down = false;
    await clearLaunch(id, never);
    expect((await launch()).state).toBe("ended");
  });

  it("of whose service nothing is configured any more fails, and ends", async () => {
    await withSystemSql("test", (sql) => sql.run("UPDATE launch SET service = 'gone' WHERE id = $1", [id]));
    await driveLaunch(id, never);
    expect(await launch()).toMatchObject({ state: "failed", problem: { slug: "service-gone" } });
    await clearLaunch(id, never);
  });

  it("by the worker's own end stays where it is, for the next one", async () => {
    hub.onStart = () => undefined;
    const ending = new AbortController();
    const driving = driveLaunch(id, ending.signal);
    await until(async () => (await launch()).state === "staging");
    ending.abort(new Error("the worker ends"));
    await expect(driving).rejects.toThrow();
    expect((await launch()).state).toBe("staging");
    const next = driveLaunch(id, never);
    await playSession(hub, server());
    await next;
    expect((await launch()).state).toBe("ready");
    expect(hub.started).toEqual([id]);
  });

  it("after too many workers fails", async () => {
    await withSystemSql("test", (sql) => sql.run("UPDATE launch SET attempt = 30 WHERE id = $1", [id]));
    await driveLaunch(id, never);
    expect(await launch()).toMatchObject({ state: "failed", problem: { slug: "launch-stuck" } });
  });
});

describe("compare-and-set", () => {
  it("lets one of many move a launch, and each event has its own number", async () => {
    const at = { id, state: "requested", attempt: 0 } as const;
    const moves = await Promise.all(Array.from({ length: 8 }, () => withSystemSql("test", (sql) => moveLaunch(sql, at, "staging", { message: "moved" }))));
    expect(moves.filter((moved) => moved !== null)).toHaveLength(1);
    const story = await withSystemSql("test", (sql) => sql.rows<{ seq: number }>("SELECT seq FROM launch_event WHERE launch_id = $1 ORDER BY seq", [id]));
    expect(story.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it("keeps the state and its event together, or neither", async () => {
    await expect(withSystemSql("test", async (sql) => {
      await moveLaunch(sql, (await lockLaunch(sql, id))!, "failed", { message: "failed" });
      throw new Error("the transaction breaks");
    })).rejects.toThrow("the transaction breaks");
    expect((await launch()).state).toBe("requested");
    expect(await messages()).toHaveLength(1);
  });

  it("changes nothing for a worker that lost the launch, and no way that the table does not allow", async () => {
    await driveLaunch(id, never);
    expect(await withSystemSql("test", (sql) => moveLaunch(sql, { id, state: "ready", attempt: 0 }, "ended", { message: "late" }))).toBeNull();
    await expect(withSystemSql("test", (sql) => moveLaunch(sql, { id, state: "ready", attempt: 1 }, "failed", { message: "never" }))).rejects.toThrow(/does not go/);
    expect((await launch()).state).toBe("ready");
  });
});
