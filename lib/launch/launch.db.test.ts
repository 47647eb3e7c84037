import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertPerson, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { NotFound } from "@/lib/errors/requests";
import { AlreadyLaunched, BasketMoved, BasketTooLarge, DataClassTooHigh, EnvironmentUnknown, LaunchBlocked, NothingToLaunch, ServiceUnknown, UntilRefused } from "./errors";
import { readEvents } from "./events";
import { colleague, fillBasket, insertLaunchCatalogue, type LaunchCatalogue, member, outsider, request, useHub } from "./fixture.test-support";
import { forgetSender } from "@/lib/jobs/sender";
import { getLaunch, listLaunches, stopLaunch } from "./launch";
import { planLaunch } from "./plan";
import { launchPageSchema, launchPlanSchema, launchSchema } from "./schemas";
import { FakeHub } from "./services/fake-hub.test-support";
import { startLaunch } from "./start";

testDatabase();
const hub = new FakeHub();
let catalogue: LaunchCatalogue;

beforeAll(async () => {
  await hub.start();
  catalogue = await insertLaunchCatalogue();
});
afterAll(() => hub.stop());
beforeEach(async () => {
  useHub(hub, { BASKET_LIMIT_BYTES: "" });
  await withSystemSql("test", async (sql) => {
    await sql.run("DELETE FROM launch");
    await sql.run("DELETE FROM pgboss.job");
  });
});

const jobs = () => withSystemSql("test", (sql) => sql.rows<{ name: string; data: { launchId: string } }>("SELECT name, data FROM pgboss.job ORDER BY created_on"));

describe("a plan", () => {
  it("says what a launch takes, and keeps nothing", async () => {
    const basketRevision = await fillBasket(member, catalogue.hidden);
    const plan = await planLaunch(member, request());
    expect(launchPlanSchema.parse(plan)).toEqual(plan);
    expect(plan).toMatchObject({ service: "jupyterhub", basketRevision, observationCount: 2, fileCount: 5, blocked: false, expectedSec: null });
    expect(plan.sites).toEqual([{ name: "the data lake", fileCount: 5, bytes: plan.totalBytes }]);
    expect(await jobs()).toEqual([]);
  });

  it("is blocked by what the analysis lacks, and by a service that may not hold the data", async () => {
    await fillBasket(member, catalogue.hidden);
    expect((await planLaunch(member, request({ analysis: "map" }))).problems).toContainEqual(expect.objectContaining({ slug: "irf-missing", blocks: true }));
    useHub(hub, { HUB_DATA_CLASS: "public" });
    const plan = await planLaunch(member, request());
    expect(plan.blocked).toBe(true);
    expect(plan.problems[0]).toMatchObject({ slug: "service-for-public-data", blocks: true });
  });

  it("of somebody else's data is a plan of nothing", async () => {
    await fillBasket(member, catalogue.hidden);
    await fillBasket(outsider, catalogue.hidden);
    expect(await planLaunch(outsider, request())).toMatchObject({ observationCount: 0, totalBytes: 0, blocked: true });
  });

  it("expects what one's own last launches took", async () => {
    await fillBasket(member, [catalogue.open]);
    for (const took of [10, 30, 20]) {
      const { id } = await startLaunch(member, request());
      await withSystemSql("test", async (sql) => {
        await sql.run("UPDATE launch SET state = 'ended', created_at = now() - interval '1 hour' WHERE id = $1", [id]);
        await sql.run("INSERT INTO launch_event (launch_id, seq, at, state, message) VALUES ($1, 9, now() - interval '1 hour' + make_interval(secs => $2), 'ready', 'ready')", [id, took]);
      });
    }
    expect((await planLaunch(member, request())).expectedSec).toBeCloseTo(20, 0);
    expect((await planLaunch(colleague, request())).expectedSec).toBeNull();
  });
});

describe("a launch", () => {
  it("freezes the basket with a notebook, and orders its job in the same transaction", async () => {
    await fillBasket(member, catalogue.hidden);
    const launch = await startLaunch(member, request({ environment: "default", until: new Date(Date.now() + 3_600_000).toISOString() }));
    expect(launchSchema.parse(launch)).toEqual(launch);
    expect(launch).toMatchObject({ state: "requested", observationCount: 2, environment: "default", url: null, problem: null, progress: null });
    expect(await jobs()).toEqual([{ name: "launch-drive", data: { launchId: launch.id } }]);
    expect(await readEvents(member, launch.id, 0)).toMatchObject([{ seq: 1, state: "requested", message: "Your rights were checked: 5 files" }]);
    const [kept] = await withSystemSql("test", (sql) => sql.rows<{ folder: string; server: string; paths: string[]; notebook: Buffer }>(
      `SELECT l.work_folder AS folder, l.server_name AS server, array_agg(f.path ORDER BY f.path) AS paths, (array_agg(f.content) FILTER (WHERE f.path LIKE '%.ipynb'))[1] AS notebook
       FROM launch l JOIN manifest_file f USING (manifest_id) WHERE l.id = $1 GROUP BY l.id`, [launch.id]));
    expect(kept).toMatchObject({ paths: ["CRAB.ipynb", "data/obs_10001.fits", "data/obs_10002.fits", "hdu-index.fits.gz", "obs-index.fits.gz"], folder: expect.stringMatching(/^airshower-[0-9a-f]{10}$/) as string, server: kept!.folder });
    expect(kept!.notebook.toString()).toContain("SkyCoord(83.63, 22.01");
  });

  it("of the same files has the same work folder, of another analysis another", async () => {
    await fillBasket(member, [catalogue.open]);
    const folders: string[] = [];
    for (const analysis of ["spectrum", "spectrum", "map"] as const) {
      const { id } = await startLaunch(member, request({ analysis, acceptProblems: true }));
      await withSystemSql("test", async (sql) => {
        folders.push((await sql.rows<{ folder: string }>("UPDATE launch SET state = 'ended' WHERE id = $1 RETURNING work_folder AS folder", [id]))[0]!.folder);
      });
    }
    expect(folders[1]).toBe(folders[0]);
    expect(folders[2]).not.toBe(folders[0]);
  });

  it("is refused while another of the same files lives, also when both come at once", async () => {
    await fillBasket(member, [catalogue.open]);
    const both = await Promise.allSettled([startLaunch(member, request()), startLaunch(member, request()), startLaunch(member, request())]);
    const made = both.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    const refused = both.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
    expect(made).toHaveLength(1);
    expect(refused).toHaveLength(2);
    for (const error of refused) expect(error).toMatchObject({ slug: AlreadyLaunched.slug, status: 409, details: { launchId: made[0]!.id } });
    expect(await jobs()).toHaveLength(1);
    await stopLaunch(member, made[0]!.id);
    await expect(startLaunch(member, request())).resolves.toMatchObject({ state: "requested" });
  });

  it("comes with many others to a portal that has just started, and none waits for another's connection", { timeout: 60_000 }, async () => {
    // More than the portal has connections.
    const owners = Array.from({ length: 24 }, (_, each) => viewer(`many-${each}`, "cta/other"));
    for (const owner of owners) {
      await insertPerson(owner);
      await fillBasket(owner, [catalogue.open]);
    }
    forgetSender();
    const all = await Promise.all(owners.map((owner) => startLaunch(owner, request())));
    expect(all.map(({ state }) => state)).toEqual(owners.map(() => "requested"));
  });

  it("is refused with the reason, and nothing is kept", async () => {
    await fillBasket(member, catalogue.hidden);
    const refusals: [Parameters<typeof request>[0], new (...args: never[]) => Error][] = [
      [{ service: "elsewhere" }, ServiceUnknown],
      [{ environment: "elsewhere" }, EnvironmentUnknown],
      [{ basketRevision: 999 }, BasketMoved],
      [{ analysis: "map" }, LaunchBlocked],
      [{ until: "2020-01-01T00:00:00Z" }, UntilRefused],
      [{ until: "2999-01-01T00:00:00Z" }, UntilRefused],
    ];
    for (const [change, error] of refusals) await expect(startLaunch(member, request(change))).rejects.toThrow(error);
    useHub(hub, { BASKET_LIMIT_BYTES: "10" });
    await expect(startLaunch(member, request({ acceptProblems: true }))).rejects.toThrow(BasketTooLarge);
    useHub(hub, { HUB_DATA_CLASS: "public", BASKET_LIMIT_BYTES: "" });
    await expect(startLaunch(member, request({ acceptProblems: true }))).rejects.toThrow(DataClassTooHigh);
    await fillBasket(outsider, catalogue.hidden);
    await expect(startLaunch(outsider, request({ acceptProblems: true }))).rejects.toThrow(NothingToLaunch);
    expect(await jobs()).toEqual([]);
    expect((await listLaunches(member)).items).toEqual([]);
  });

  it("of public data may go to a service for public data", async () => {
    useHub(hub, { HUB_DATA_CLASS: "public" });
    await fillBasket(outsider, [catalogue.open]);
    await expect(startLaunch(outsider, request())).resolves.toMatchObject({ state: "requested" });
  });

  it("goes on in spite of what its person accepts", async () => {
    await fillBasket(member, catalogue.hidden);
    await expect(startLaunch(member, request({ analysis: "map", acceptProblems: true }))).resolves.toMatchObject({ state: "requested" });
  });
});

describe("one's launches", () => {
  it("are one's own: another's is as unknown as one that never was", async () => {
    await fillBasket(member, [catalogue.open]);
    const { id } = await startLaunch(member, request());
    const never = "00000000-0000-4000-8000-000000000000";
    for (const other of [outsider, colleague]) {
      for (const name of [id, never, "not-an-id"]) {
        for (const act of [() => getLaunch(other, name), () => stopLaunch(other, name)]) await expect(act()).rejects.toThrow(NotFound);
      }
      await expect(readEvents(other, id, 0)).rejects.toThrow(NotFound);
      expect(await listLaunches(other)).toEqual({ items: [], nextCursor: null, totalCount: 0 });
    }
    expect((await getLaunch(member, id)).state).toBe("requested");
  });

  it("come in pages, newest first", async () => {
    const ids: string[] = [];
    for (const basket of [[catalogue.open], catalogue.hidden, [...catalogue.hidden, catalogue.open]]) {
      await fillBasket(member, basket);
      ids.unshift((await startLaunch(member, request())).id);
    }
    const first = await listLaunches(member, launchPageSchema.parse({ limit: 2 }));
    expect(first).toMatchObject({ totalCount: 3, items: [{ id: ids[0] }, { id: ids[1] }] });
    const second = await listLaunches(member, launchPageSchema.parse({ limit: 2, cursor: first.nextCursor }));
    expect(second).toMatchObject({ nextCursor: null, totalCount: null, items: [{ id: ids[2] }] });
  });

  it("can be stopped, again and again, and are cleared away by a job", async () => {
    await fillBasket(member, [catalogue.open]);
    const { id } = await startLaunch(member, request());
    expect((await stopLaunch(member, id)).state).toBe("stopping");
    expect((await stopLaunch(member, id)).state).toBe("stopping");
    expect((await jobs()).map(({ name }) => name).sort()).toEqual(["launch-clear", "launch-drive"]);
    expect(await readEvents(member, id, 1)).toMatchObject([{ seq: 2, state: "stopping" }]);
  });
});
