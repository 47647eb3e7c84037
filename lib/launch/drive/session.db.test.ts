import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { readBuildLog } from "../build-log";
import { clearLaunch } from "../clear";
import { readEvents } from "../events";
import { fillBasket, insertLaunchCatalogue, type LaunchCatalogue, member, report, request, useServices } from "../fixture.test-support";
import { getLaunch, stopLaunch } from "../launch";
import { openLaunch } from "../opening";
import { reportProgress } from "../progress";
import { redeem } from "../redeem";
import { FakeBinder } from "../services/fake-binder.test-support";
import { forgetServices } from "../services/registry";
import { StubJupyter } from "../services/stub-jupyter.test-support";
import { startLaunch } from "../start";
import { driveLaunch } from "./drive";

testDatabase();
const jupyter = new StubJupyter();
const binder = new FakeBinder(jupyter.start);
const never = new AbortController().signal;
let catalogue: LaunchCatalogue;
let id: string;

const use = (change: object = {}) =>
  useServices([
    {
      id: "binder", kind: "binderhub", title: "Open Binder", url: binder.url, dataClass: "public", mayInstall: true, silentSeconds: 0.3,
      environments: [{ id: "old", title: "old", repository: "gh/a/b/old" }, { id: "new", title: "new", repository: "gh/a/b/new" }], ...change,
    },
  ]);
const launch = () => getLaunch(member, id);
const messages = async () => (await readEvents(member, id, 0)).map(({ message }) => message);
const system = (text: string, values: unknown[] = []) => withSystemSql("test", (sql) => sql.run(text, values));

beforeAll(async () => {
  await binder.start();
  use();
  catalogue = await insertLaunchCatalogue();
});
afterAll(() => binder.stop());
beforeEach(async () => {
  use();
  binder.reset();
  jupyter.reset();
  await system("DELETE FROM launch");
  await fillBasket(member, [catalogue.open]);
  id = (await startLaunch(member, request({ service: "binder", environment: "new" }))).id;
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (await holds()) return;
    await sleep(25);
  }
  throw new Error(`it did not come to pass: ${JSON.stringify(await launch())}`);
}

describe("a launch at a BinderHub", () => {
  it("comes to a session with notebook, client and ticket in it, and says on the way what happens", async () => {
    await driveLaunch(id, never);
    expect(await launch()).toMatchObject({ state: "ready", problem: null, hasLog: true, url: `http://127.0.0.1:39000/api/v1/launches/${id}/open` });
    expect(await messages()).toEqual(expect.arrayContaining(["Open Binder prepares the session", "Building the software", "Starting the session", "The notebook is ready; its first cell fetches the data"]));
    expect(await readBuildLog(member, id)).toContain("building of gh/a/b/new");
    const folder = [...jupyter.files.keys()].find((path) => path.startsWith("airshower-"))!.split("/")[0]!;
    expect([...jupyter.files.keys()]).toEqual(expect.arrayContaining([`${folder}/OLD.ipynb`, `${folder}/airshower/__init__.py`, `${folder}/airshower/launch.py`, `${folder}/airshower-ticket.json`]));
    expect(jupyter.files.get(`${folder}/OLD.ipynb`)).toContain("airshower.launch()");
  });

  it("opens for its owner with the session's token, which is in nothing else that the portal says", async () => {
    await driveLaunch(id, never);
    const entrance = new URL(await openLaunch(member, id));
    expect(entrance.href).toMatch(new RegExp(`^${binder.url}/user/binder-[0-9a-f]{8}/lab/tree/airshower-[0-9a-f]{10}/OLD.ipynb\\?token=[0-9a-f]{32}$`));
    const token = entrance.searchParams.get("token")!;
    const row = await withSystemSql("test", (sql) => sql.rows("SELECT to_jsonb(l) AS kept, (SELECT jsonb_agg(e) FROM launch_event e WHERE e.launch_id = l.id) AS told FROM launch l WHERE id = $1", [id]));
    expect(JSON.stringify([row, await launch(), await messages()])).not.toContain(token);
    expect(JSON.stringify([row, binder.asked])).not.toContain(jupyter.tickets[0]);
  });

  it("stages from its first cell with the ticket that lies there, seen at the portal", async () => {
    await driveLaunch(id, never);
    const { token, manifest } = await redeem(jupyter.tickets[0]!, "the-key-of-this-session");
    expect(manifest.observations).toEqual([catalogue.open]);
    await reportProgress(token, report(id, "fetching", { filesDone: 1, bytesDone: 10 }));
    await reportProgress(token, report(id, "verified", { filesDone: 5, bytesDone: 1000 }));
    expect(await launch()).toMatchObject({ state: "ready", progress: { filesDone: 5 } });
    expect((await messages()).at(-1)).toBe("All files are there and verified");
  });

  it("that is stopped has its session ended, and what was given out for it opens nothing", async () => {
    await driveLaunch(id, never);
    await stopLaunch(member, id);
    await clearLaunch(id, never);
    expect((await launch()).state).toBe("ended");
    expect(await withSystemSql("test", (sql) => sql.rows("SELECT 1 FROM launch WHERE session_sealed IS NOT NULL"))).toEqual([]);
    await expect(redeem(jupyter.tickets[0]!, "the-key-of-this-session")).rejects.toMatchObject({ slug: "launch-over" });
    await expect(openLaunch(member, id)).rejects.toMatchObject({ slug: "launch-not-open" });
  });

  it("that is stopped while it builds leaves no session behind", async () => {
    let release: (() => void) | null = null;
    binder.before = (phase) => (phase === "ready" ? new Promise((resolve) => (release = resolve)) : undefined);
    const driving = driveLaunch(id, never);
    await until(async () => release !== null && (await messages()).includes("Starting the session"));
    await stopLaunch(member, id);
    release!();
    await driving;
    await until(async () => {
      const answer = await fetch(`${binder.url}/user/${binder.started[0]}/api/status`);
      await answer.body?.cancel();
      return answer.status === 404 || answer.status === 503;
    });
    expect(jupyter.tickets).toEqual([]);
  });

  it("by two workers at once builds once, and one of them finishes it", async () => {
    await Promise.all([driveLaunch(id, never), driveLaunch(id, never)]);
    await until(async () => (await launch()).state === "ready");
    expect(binder.builds).toEqual(["gh/a/b/new"]);
    expect((await messages()).filter((message) => message.startsWith("The notebook is ready"))).toHaveLength(1);
  });

  it("finds its build again when the connection broke off, or fell silent", async () => {
    binder.trouble.push("drop", "silent");
    binder.before = (phase) => (phase === "pushing" ? until(() => binder.trouble.length === 0) : undefined);
    await driveLaunch(id, never);
    expect((await launch()).state).toBe("ready");
    expect(binder.builds).toEqual(["gh/a/b/new"]);
    expect(await readBuildLog(member, id)).toContain("the connection to the build was lost; asking again");
  });

  it("asks for another session when the first went away before it was used", async () => {
    binder.before = async (phase) => {
      if (phase === "ready" && binder.started.length === 1) await binder.end(binder.started[0]!);
    };
    await driveLaunch(id, never);
    expect((await launch()).state).toBe("ready");
    expect(binder.started).toHaveLength(2);
  });
});

describe("a launch at a BinderHub fails, with the reason and the log,", () => {
  it.each([
    ["the build does", { phase: "building", message: "PackagesNotFoundError: gammapy=9" }, "build-failed"],
    ["its session does not start", { phase: "launching", message: "Failed to launch image" }, "session-not-started"],
    ["the hub is full", { phase: "launching", message: "Too many users running this! Try again soon." }, "binder-full"],
  ])("when %s", async (_what, failure, slug) => {
    binder.failure = failure;
    await driveLaunch(id, never);
    expect(await launch()).toMatchObject({ state: "failed", hasLog: true, problem: { slug, detail: `Open Binder says: ${failure.message}` } });
    expect(await readBuildLog(member, id)).toContain("fetching of gh/a/b/new");
    await clearLaunch(id, never);
  });

  it("when nothing is heard any more, again and again", async () => {
    binder.trouble.push("silent", "silent", "silent");
    binder.before = (phase) => (phase === "pushing" ? new Promise(() => undefined) : undefined);
    await driveLaunch(id, never);
    expect(await launch()).toMatchObject({ state: "failed", hasLog: true, problem: { slug: "build-lost" } });
  });

  it("when the build is over its time", async () => {
    use({ limits: { buildMinutes: 0.01 } });
    binder.before = (phase) => (phase === "pushing" ? new Promise(() => undefined) : undefined);
    await driveLaunch(id, never);
    expect(await launch()).toMatchObject({ state: "failed", hasLog: true, problem: { slug: "build-too-long", detail: expect.stringContaining("Open Binder did not have the session ready within") as string } });
  });

  it("when its data were closed to the public while it was built", async () => {
    binder.before = async (phase) => {
      if (phase === "ready") await system("UPDATE observation SET data_release_override = '2999-01-01Z' WHERE obs_id = 30001");
    };
    await driveLaunch(id, never);
    await system("UPDATE observation SET data_release_override = NULL WHERE obs_id = 30001");
    expect(await launch()).toMatchObject({ state: "failed", problem: { slug: "service-for-public-data" } });
    expect(jupyter.files.size).toBe(0);
    await clearLaunch(id, never);
  });

  it("when nobody answers there for a minute", async () => {
    use({ url: "http://127.0.0.1:9" });
    const driving = driveLaunch(id, never);
    await until(async () => (await messages()).some((message) => message.includes("Trying again")));
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
    await driving;
    vi.useRealTimers();
    expect(await launch()).toMatchObject({ state: "failed", problem: { slug: "hub-unreachable" } });
    forgetServices();
  });
});

describe("at a service that takes so many launches at once", () => {
  it("those above wait in line, first come, first served", async () => {
    use({ limits: { launchesAtOnce: 1 } });
    const second = (await startLaunch(member, request({ service: "binder", analysis: "map", acceptProblems: true }))).id;
    for (const each of [second, second, id]) await driveLaunch(each, never);
    expect((await launch()).state).toBe("ready");
    expect((await getLaunch(member, second)).state).toBe("requested");
    expect((await readEvents(member, second, 0)).map(({ message }) => message).filter((message) => message.startsWith("Waiting in line"))).toHaveLength(1);
    await stopLaunch(member, id);
    await driveLaunch(second, never);
    expect((await getLaunch(member, second)).state).toBe("requested");
    await clearLaunch(id, never);
    await driveLaunch(second, never);
    expect((await getLaunch(member, second)).state).toBe("ready");
  });
});
