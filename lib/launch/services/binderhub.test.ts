import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { BinderHub } from "./binderhub";
import { Silence } from "./event-data";
import { noLimits } from "./facts";
import { FakeBinder } from "./fake-binder.test-support";
import { BinderFull, BuildFailed, HubAnswerOdd, HubRefused, HubUnreachable, SessionNotStarted } from "./faults";
import type { ServiceSession, SpawnEvent } from "./service";
import { StubJupyter } from "./stub-jupyter.test-support";

const jupyter = new StubJupyter();
const binder = new FakeBinder(jupyter.start);
const repository = "gh/gammapy/gammapy-webpage/main";
const signal = () => AbortSignal.timeout(20_000);
const service = (change: { url?: string; silentLimitMs?: number; sessionHosts?: string[] } = {}) =>
  new BinderHub({
    id: "binder", title: "Binder", dataClass: "public", mayInstall: true, storageSites: [], stageBeforeOpenBytes: 0, limits: noLimits, environments: [], softwareRules: [], sizes: [],
    url: binder.url, token: null, notebookPage: "lab/tree", sessionHosts: [], silentLimitMs: 5000, buildLimitMs: 60_000, ...change,
  });
const ref = (session: ServiceSession | null) => ({ username: "pi-crab", serverName: "airshower-1", launchId: "launch-1", session });

async function all(events: AsyncIterable<SpawnEvent>): Promise<SpawnEvent[]> {
  const found: SpawnEvent[] = [];
  for await (const event of events) found.push(event);
  return found;
}
async function sessionOf(events: AsyncIterable<SpawnEvent>): Promise<ServiceSession> {
  const last = (await all(events)).at(-1);
  if (last?.kind !== "ready" || !last.session) throw new Error(`no session but ${JSON.stringify(last)}`);
  return last.session;
}

beforeAll(() => binder.start());
beforeEach(() => {
  binder.reset();
  jupyter.reset();
});
afterAll(() => binder.stop());

describe("a build", () => {
  it("tells its phases and its log, and ends in a session", async () => {
    const events = await all(service().build(repository, signal()));
    expect(events.flatMap((event) => (event.kind === "message" ? [event.message] : []))).toEqual([
      "Waiting for a place to build", "Fetching the environment's repository", "Building the software", "Storing what was built", "The software is built", "Starting the session",
    ]);
    expect(events.flatMap((event) => (event.kind === "log" ? [event.text] : [])).join("")).toContain(`building of ${repository}`);
    expect(events.at(-1)).toMatchObject({ kind: "ready", session: { url: expect.stringContaining("/user/binder-") as string } });
    // The address of a session is no line of a log that people copy into letters.
    expect(JSON.stringify(events.slice(0, -1))).not.toContain("/user/");
  });

  it("is one, however many ask while it is under way, and none once it is there", async () => {
    const sessions = await Promise.all([1, 2, 3].map(() => sessionOf(service().build(repository, signal()))));
    await sessionOf(service().build(repository, signal()));
    expect(binder.builds).toEqual([repository]);
    expect(new Set(sessions.map(({ url }) => url)).size).toBe(3);
  });

  it("that fails says so in its own words, and what went before is in the log", async () => {
    binder.failure = { phase: "building", message: "PackagesNotFoundError: gammapy=9" };
    const log: string[] = [];
    const build = async () => {
      for await (const event of service().build(repository, signal())) if (event.kind === "log") log.push(event.text);
    };
    await expect(build()).rejects.toThrow(new BuildFailed("Binder", "PackagesNotFoundError: gammapy=9"));
    expect(log.join("")).toContain("fetching of");
  });

  it("whose session does not start is told from one that fails", async () => {
    binder.failure = { phase: "launching", message: "Failed to launch image" };
    await expect(all(service().build(repository, signal()))).rejects.toThrow(SessionNotStarted);
  });

  it("at a hub that is full says that", async () => {
    binder.failure = { phase: "launching", message: "Too many users running https://github.com/gammapy/gammapy-webpage! Try again soon." };
    await expect(all(service().build(repository, signal()))).rejects.toThrow(BinderFull);
    binder.failure = null;
    binder.refusal = 429;
    await expect(all(service().build(repository, signal()))).rejects.toThrow(BinderFull);
  });

  it("goes on while only its heartbeat is heard", async () => {
    binder.before = async (phase) => {
      if (phase === "pushing") await new Promise((resolve) => setTimeout(resolve, 600));
    };
    await sessionOf(service({ silentLimitMs: 300 }).build(repository, signal()));
  });

  it("whose heartbeat is lost counts as lost, and is found again", async () => {
    binder.trouble.push("silent");
    await expect(all(service({ silentLimitMs: 200 }).build(repository, signal()))).rejects.toThrow(Silence);
    await sessionOf(service().build(repository, signal()));
    expect(binder.builds).toEqual([repository]);
  });

  it("whose connection breaks off is no failure", async () => {
    binder.trouble.push("drop");
    await expect(all(service().build(repository, signal()))).rejects.toThrow(HubUnreachable);
  });

  it("at something else altogether is refused in words", async () => {
    const refusals: [status: number, fault: typeof HubRefused | typeof HubAnswerOdd | typeof HubUnreachable][] = [[403, HubRefused], [404, HubAnswerOdd], [502, HubUnreachable]];
    for (const [status, fault] of refusals) {
      binder.refusal = status;
      await expect(all(service().build(repository, signal()))).rejects.toThrow(fault);
    }
    binder.refusal = 200;
    await expect(all(service().build(repository, signal()))).rejects.toThrow(HubAnswerOdd);
  });

  it("that leads to a session at another host puts nothing into it", async () => {
    const elsewhere = service({ url: binder.url.replace("127.0.0.1", "localhost") });
    await expect(all(elsewhere.build(repository, signal()))).rejects.toThrow(/a session at 127\.0\.0\.1:\d+, which is not among its sessionHosts/);
    await sessionOf(service({ url: binder.url.replace("127.0.0.1", "localhost"), sessionHosts: [new URL(binder.url).host] }).build(repository, signal()));
  });

  it("ends with its caller", async () => {
    binder.before = () => new Promise(() => undefined);
    await expect(all(service().build(repository, AbortSignal.timeout(100)))).rejects.toMatchObject({ name: "TimeoutError" });
  });
});

describe("a session", () => {
  const files = [
    { path: "airshower-1/airshower/launch.py", format: "text", content: "# client" },
    { path: "airshower-1/SIM CRAB.ipynb", format: "text", content: "{}" },
  ] as const;

  it("takes files with their folders, again with the same result", async () => {
    const session = await sessionOf(service().build(repository, signal()));
    await service().put(session, files, signal());
    await service().put(session, files, signal());
    expect(Object.fromEntries(jupyter.files)).toEqual({ "airshower-1": null, "airshower-1/airshower": null, "airshower-1/airshower/launch.py": "# client", "airshower-1/SIM CRAB.ipynb": "{}" });
  });

  it("is entered with its token, at the notebook", async () => {
    const session = { url: "https://hub.example.org/user/x/", token: "t&t" };
    expect(service().entrance(session, "airshower-1/SIM CRAB.ipynb")).toBe("https://hub.example.org/user/x/lab/tree/airshower-1/SIM%20CRAB.ipynb?token=t%26t");
  });

  it("is looked at, ended, and known no more", async () => {
    const session = await sessionOf(service().build(repository, signal()));
    expect(await service().look(ref(session), signal())).toEqual({ state: "ready", launchId: "launch-1", url: session.url, lastActiveAt: new Date(jupyter.lastActivity) });
    await service().remove(ref(session), signal());
    expect(await service().look(ref(session), signal())).toEqual({ state: "absent" });
    await service().remove(ref(session), signal());
    expect(await service().look(ref(null), signal())).toEqual({ state: "absent" });
  });

  it("shows its token in no address that is asked for", async () => {
    const session = await sessionOf(service().build(repository, signal()));
    await service().put(session, files, signal());
    await service().remove(ref(session), signal());
    expect(binder.asked.join("\n")).not.toContain(session.token);
  });
});

describe("a BinderHub's health", () => {
  it("is what it says of itself", async () => {
    await service().health(signal());
    binder.isWell = false;
    await expect(service().health(signal())).rejects.toThrow(HubUnreachable);
    await expect(service({ url: "http://127.0.0.1:9" }).health(signal())).rejects.toThrow(HubUnreachable);
  });
});
