import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { forgetEnvironment } from "@/lib/config/environment";
import { testEnvironment } from "@/lib/config/environment.test-support";
import { FakeHub } from "./fake-hub.test-support";
import { noLimits } from "./facts";
import { HubAnswerOdd, HubBusy, HubRefused, HubUnreachable, SpawnFailed } from "./faults";
import { JupyterHub } from "./jupyterhub";
import type { SpawnEvent } from "./service";

const hub = new FakeHub();
const server = { username: "pi-crab", serverName: "airshower-1", launchId: "launch-1", session: null };
const options = { ticket: "t", portal: "http://portal", launchId: "launch-1", workFolder: "airshower-1" };
const signal = () => AbortSignal.timeout(20_000);
const service = (change: { url?: string; token?: string } = {}) =>
  new JupyterHub({ id: "jupyterhub", title: "Hub", url: hub.url, token: hub.token, dataClass: "embargoed", mayInstall: false, storageSites: [], stageBeforeOpenBytes: 5e9, limits: noLimits, environments: [], softwareRules: [], sizes: [], notebookPage: "notebooks", ...change });

async function all(events: AsyncIterable<SpawnEvent>): Promise<SpawnEvent[]> {
  const found: SpawnEvent[] = [];
  for await (const event of events) found.push(event);
  return found;
}

beforeAll(() => {
  Object.assign(process.env, testEnvironment);
  forgetEnvironment();
});
beforeEach(async () => {
  await hub.start();
});
afterEach(async () => {
  hub.reset();
  await hub.stop();
});

describe("a launch's server", () => {
  it("is started for a user whom the hub did not know, and followed until it is ready", async () => {
    await service().start(server, options, signal());
    expect(hub.server("pi-crab", "airshower-1")?.options).toEqual(options);
    const told = all(service().follow(server, signal()));
    setTimeout(() => hub.settle(hub.server("pi-crab", "airshower-1")!), 50);
    expect(await told).toEqual([{ kind: "message", message: "Server requested" }, { kind: "ready", url: "/user/pi-crab/airshower-1/" }]);
    expect(await service().look(server, signal())).toEqual({ state: "ready", launchId: "launch-1", url: "/user/pi-crab/airshower-1/", lastActiveAt: expect.any(Date) as Date });
  });

  it("is started once, however often it is asked for", async () => {
    const one = service();
    await Promise.all([one.start(server, options, signal()), one.start(server, options, signal())]);
    hub.settle(hub.server("pi-crab", "airshower-1")!);
    await one.start(server, options, signal());
    expect(hub.started).toEqual(["launch-1"]);
  });

  it("is there when the answer to its start was lost", async () => {
    hub.fault("POST servers", "lose-answer");
    await expect(service().start(server, options, signal())).rejects.toThrow(HubUnreachable);
    expect((await service().look(server, signal())).state).toBe("starting");
    await service().start(server, options, signal());
    expect(hub.started).toEqual(["launch-1"]);
  });

  it("tells why it did not start, in the hub's own words", async () => {
    hub.fault("POST servers", { status: 400, message: "User pi-crab already has the maximum of 20 named servers." });
    await expect(service().start(server, options, signal())).rejects.toThrow(/maximum of 20/);
    await service().start(server, options, signal());
    hub.settle(hub.server("pi-crab", "airshower-1")!, "its image is missing");
    expect(await all(service().follow(server, signal()))).toContainEqual({ kind: "failed", message: "Spawn failed: its image is missing" });
  });

  it("is not mistaken for a server of another launch", async () => {
    await service().start({ ...server, launchId: "launch-0" }, { ...options, launchId: "launch-0" }, signal());
    hub.settle(hub.server("pi-crab", "airshower-1")!);
    await expect(service().start(server, options, signal())).rejects.toThrow(SpawnFailed);
    await service().remove(server, signal());
    expect(hub.server("pi-crab", "airshower-1")?.ready).toBe(true);
  });

  it("is gone when it was removed, also while it was starting, and again", async () => {
    hub.stopMs = 100;
    await service().start(server, options, signal());
    const removed = service().remove(server, signal());
    setTimeout(() => hub.settle(hub.server("pi-crab", "airshower-1")!), 200);
    await removed;
    expect(await service().look(server, signal())).toEqual({ state: "absent" });
    await service().remove(server, signal());
  });

});

describe.each(["3.0.0", "4.1.6", "5.2.1", "6.0.1"])("a hub of version %s", (version) => {
  beforeEach(() => {
    hub.version = version;
  });

  it("starts, tells of, lists and removes a launch's server", async () => {
    const one = service();
    const told = { ...options, portal: "http://127.0.0.1:39000" };
    await one.start(server, told, signal());
    expect(hub.server("pi-crab", "airshower-1")?.options).toEqual(told);
    hub.settle(hub.server("pi-crab", "airshower-1")!);
    expect(await all(one.follow(server, signal()))).toContainEqual({ kind: "ready", url: "/user/pi-crab/airshower-1/" });
    expect(await one.list(signal())).toEqual([{ username: "pi-crab", serverName: "airshower-1", launchId: "launch-1", lastActiveAt: expect.any(Date) as Date }]);
    await one.remove(server, signal());
    expect(await one.list(signal())).toEqual([]);
  });
});

describe("the list of a portal's servers", () => {
  it("is whole, however few a hub shows at once", async () => {
    hub.pageLimit = 2;
    for (let each = 0; each < 5; each++) await service().start({ ...server, username: `pi-${each}` }, { ...options, portal: "http://127.0.0.1:39000" }, signal());
    expect((await service().list(signal())).map(({ username }) => username)).toEqual(["pi-0", "pi-1", "pi-2", "pi-3", "pi-4"]);
  });

  it("has neither another portal's servers nor those that people started themselves", async () => {
    await service().start(server, { ...options, portal: "https://other.example.org" }, signal());
    hub.users.add("pi-agn");
    hub.servers.set("pi-agn/", { username: "pi-agn", name: "", options: {}, ready: true, pending: null, failure: null, lastActivity: null });
    expect(await service().list(signal())).toEqual([]);
  });
});

describe("a hub of version 2", () => {
  it("is told from others, with what to do", async () => {
    hub.version = "2.3.1";
    await expect(service().health(signal())).rejects.toThrow(/runs JupyterHub 2.3.1; the portal needs 3 or newer/);
  });
});

describe("a hub in trouble", () => {
  it("that is down, hangs up, or is a proxy without its hub, can not be reached", async () => {
    for (const fault of ["drop", { status: 503, message: "Service Unavailable" }, { status: 502 }] as const) {
      hub.fault("GET version", fault);
      await expect(service().health(signal())).rejects.toThrow(HubUnreachable);
    }
    hub.down = true;
    await expect(service().start(server, options, signal())).rejects.toThrow(HubUnreachable);
  });

  it("that takes no more on is busy", async () => {
    hub.fault("POST servers", { status: 429, message: "Too many users trying to log in right now." });
    await expect(service().start(server, options, signal())).rejects.toThrow(HubBusy);
  });

  it("whose scopes do not suffice refuses, and the token is in no message", async () => {
    const refused = await service({ token: "some-other-token-0123" }).start(server, options, signal()).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(HubRefused);
    expect(String(refused)).not.toContain("some-other-token");
  });

  it("that is something else altogether answers strangely", async () => {
    hub.fault("GET version", { status: 200, message: "It works!" }, { status: 302 });
    await expect(service().health()).rejects.toThrow(HubAnswerOdd);
    await expect(service().health()).rejects.toThrow(HubAnswerOdd);
  });

  it("whose progress breaks off ends the story without an end", async () => {
    await service().start(server, options, signal());
    hub.fault("GET progress", "drop", { status: 500 });
    await expect(all(service().follow(server, signal()))).rejects.toThrow(HubUnreachable);
    await expect(all(service().follow(server, signal()))).rejects.toThrow(HubUnreachable);
  });

  it("is no longer waited for when the caller ends the call", async () => {
    hub.beforeCall = () => new Promise((resolve) => setTimeout(resolve, 5000));
    await expect(service().look(server, AbortSignal.timeout(50))).rejects.toMatchObject({ name: "TimeoutError" });
    hub.beforeCall = () => undefined;
  });
});

describe("the notebook's address", () => {
  it("is the server's own, whatever its base, with the path in it", () => {
    const one = service({ url: "https://hub.example.org/jupyter" });
    expect(one.notebookUrl("/jupyter/user/pi-crab/s/", "SIM CRAB.ipynb")).toBe("https://hub.example.org/jupyter/user/pi-crab/s/notebooks/SIM%20CRAB.ipynb");
    expect(one.notebookUrl("/jupyter/user/pi-crab/s", null)).toBe("https://hub.example.org/jupyter/user/pi-crab/s/");
    expect(one.notebookUrl("https://pi-crab.hub.example.org/user/pi-crab/s/", "a.ipynb")).toBe("https://pi-crab.hub.example.org/user/pi-crab/s/notebooks/a.ipynb");
  });

  it("never leads elsewhere", () => {
    for (const elsewhere of ["https://evil.example/user/x/", "//evil.example/x", "http://hub.example.org/user/x/", "https://evilhub.example.org/"]) {
      expect(() => service({ url: "https://hub.example.org" }).notebookUrl(elsewhere, "a.ipynb")).toThrow(HubAnswerOdd);
    }
  });
});
