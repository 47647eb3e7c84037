import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { draftManifest } from "@/lib/basket/manifest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertPerson, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import { driveLaunch } from "../drive/drive";
import { readEvents } from "../events";
import { colleague, fillBasket, insertLaunchCatalogue, type LaunchCatalogue, member, outsider, playSession, report, request, useHub } from "../fixture.test-support";
import { getLaunch } from "../launch";
import { reportProgress } from "../progress";
import { redeem } from "../redeem";
import { FakeHub } from "../services/fake-hub.test-support";
import { startLaunch } from "../start";
import { issueTicket } from "../ticket";
import { askToStop, listAffectedLaunches } from "./list";
import { affectedQuerySchema } from "./schemas";
import { lookAtLaunches } from "./watch";

testDatabase();
const hub = new FakeHub();
const never = new AbortController().signal;
const manager = viewer("manager", "cta/managers");
const otherManager = viewer("other-manager", "cta/other-managers");
const pi = viewer("pi", "cta/projects/crab");
let catalogue: LaunchCatalogue;
let id: string;

const system = (text: string, values: unknown[] = []) => withSystemSql("test", (sql) => sql.run(text, values));
const list = async (who: Viewer, query = {}) => (await listAffectedLaunches(who, affectedQuerySchema.parse(query))).items;
const hold = (closes = "read") => system("INSERT INTO hold (project_id, closes, reason, placed_by) VALUES ($1, $2, 'test', 'x')", [catalogue.projectId, closes]);
const lift = () => system("UPDATE hold SET lifted_at = now(), lifted_by = 'x', lift_reason = 'y'");
const policy = (what: "notify" | "stop") => system("UPDATE project SET when_right_ends = $2 WHERE id = $1", [catalogue.projectId, what]);
const notices = async (who: Viewer) => (await withViewerSql(who, (sql) => sql.rows<{ text: string }>("SELECT text FROM notice ORDER BY made_at"))).map(({ text }) => text);
const state = async () => (await getLaunch(member, id)).state;

beforeAll(async () => {
  await hub.start();
  useHub(hub);
  catalogue = await insertLaunchCatalogue();
  for (const person of [manager, otherManager, pi]) await insertPerson(person);
  await system("INSERT INTO collection_manager (collection_id, iam_group) SELECT id, 'cta/managers' FROM collection");
});
afterAll(() => hub.stop());
beforeEach(async () => {
  hub.reset();
  hub.onStart = (server) => void playSession(hub, server);
  await withSystemSql("test", async (sql) => {
    for (const table of ["launch", "hold", "denial", "notice", "access_grant", "pgboss.job"]) await sql.run(`DELETE FROM ${table}`);
    await sql.run("UPDATE project SET hold = 0, when_right_ends = 'notify'");
    await sql.run(`UPDATE "user" SET groups = $1, groups_checked_at = now() WHERE sub = $2`, [member.groups, member.sub]);
  });
  await fillBasket(member, catalogue.hidden);
  id = (await startLaunch(member, request())).id;
});

describe("a launch that holds data whose right has ended", () => {
  beforeEach(() => driveLaunch(id, never));

  it("is nobody's business while the right is there", async () => {
    await lookAtLaunches();
    expect(await list(manager)).toEqual([]);
    expect(await list(pi)).toEqual([]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ["a hold", () => hold("read")],
    ["a hold that hides", () => hold("discover")],
    ["a denial", () => system("INSERT INTO denial (sub, project_id, reason, placed_by) VALUES ($1, $2, 'test', 'x')", [member.sub, catalogue.projectId])],
    ["a removed member", () => system(`UPDATE "user" SET groups = '{}' WHERE sub = $1`, [member.sub])],
    ["groups that nobody vouches for", () => system(`UPDATE "user" SET groups_checked_at = now() - interval '1 day' WHERE sub = $1`, [member.sub])],
  ])("is listed to managers and the PI, and to nobody else: %s", async (_what, change) => {
    await change();
    await lookAtLaunches();
    const [seen] = await list(manager);
    expect(seen).toMatchObject({ id, username: member.username, service: "jupyterhub", state: "ready", canStop: true, stopAskedAt: null, parts: [{ collection: "sim", project: "CRAB", observationCount: 2, whenRightEnds: "notify" }] });
    expect(await list(pi)).toMatchObject([{ id, canStop: false }]);
    for (const who of [outsider, otherManager, member, anonymous]) await expect(list(who)).rejects.toMatchObject({ slug: "not-found" });
    expect(await withViewerSql(outsider, (sql) => sql.rows("SELECT 1 FROM launch_revocation"))).toEqual([]);
    expect(await state()).toBe("ready");
  });

  it("is told once, to who leads the project and who manages the collection", async () => {
    await hold();
    await lookAtLaunches();
    await lookAtLaunches();
    expect(await notices(pi)).toEqual(["A running launch holds observations of CRAB that its owner may not read any more."]);
    expect(await notices(manager)).toEqual(["A running launch holds observations of sim that its owner may not read any more."]);
    expect(await notices(outsider)).toEqual([]);
  });

  it("is listed no more when the right comes back, and told anew when it ends again", async () => {
    await hold();
    await lookAtLaunches();
    await lift();
    await lookAtLaunches();
    expect(await list(manager)).toEqual([]);
    await hold();
    await lookAtLaunches();
    expect(await list(manager)).toHaveLength(1);
    expect(await notices(pi)).toHaveLength(2);
  });

  it("is stopped where the project says so, and its owner reads why, and no more", async () => {
    await policy("stop");
    await hold("discover");
    await lookAtLaunches();
    const launch = await getLaunch(member, id);
    expect(launch).toMatchObject({ state: "stopping", problem: { slug: "right-ended" } });
    expect(JSON.stringify(launch) + JSON.stringify(await readEvents(member, id, 0))).not.toMatch(/CRAB|10001|10002/);
    expect(await list(manager, { state: "over" })).toMatchObject([{ id, state: "stopping", canStop: false }]);
    expect(await list(manager)).toEqual([]);
  });

  it("is stopped for a partner of a joint project too", async () => {
    await system("INSERT INTO joint_project (project_id, partner_id) SELECT $1, id FROM project WHERE code = 'OLD'", [catalogue.projectId]);
    await system("UPDATE project SET when_right_ends = 'stop' WHERE code = 'OLD'");
    await hold();
    await lookAtLaunches();
    expect(await state()).toBe("stopping");
    await system("DELETE FROM joint_project");
    await system("UPDATE project SET when_right_ends = 'notify'");
  });

  it("runs on where the project only wants to be told, until a manager stops it", async () => {
    await hold();
    await lookAtLaunches();
    expect(await state()).toBe("ready");
    for (const who of [outsider, otherManager, pi, anonymous]) await expect(askToStop(who, id)).rejects.toMatchObject({ slug: "not-found" });
    await expect(askToStop(manager, "no-id")).rejects.toMatchObject({ slug: "not-found" });
    await askToStop(manager, id);
    expect(await list(manager)).toMatchObject([{ stopAskedAt: expect.any(String) as string }]);
    await lookAtLaunches();
    expect(await getLaunch(member, id)).toMatchObject({ state: "stopping", problem: { slug: "right-ended", detail: expect.stringContaining("a manager of these data") as string } });
  });

  it("can not be stopped by a manager while its owner has every right", async () => {
    await expect(askToStop(manager, id)).rejects.toMatchObject({ slug: "not-found" });
    await hold();
    await lookAtLaunches();
    await lift();
    await lookAtLaunches();
    await expect(askToStop(manager, id)).rejects.toMatchObject({ slug: "not-found" });
    expect(await state()).toBe("ready");
  });

  it("is told of to a manager who is denied the project no more than to others", async () => {
    await system("INSERT INTO denial (sub, project_id, reason, placed_by) VALUES ($1, $2, 'test', 'x')", [manager.sub, catalogue.projectId]);
    await hold();
    await lookAtLaunches();
    expect(await list(manager)).toEqual([]);
    await expect(askToStop(manager, id)).rejects.toMatchObject({ slug: "not-found" });
  });

  it("names no file any more that its session named before", async () => {
    await system("UPDATE launch SET state = 'staging'");
    const ticket = await withSystemSql("test", (sql) => issueTicket(sql, id));
    const { token } = await redeem(ticket, "a-key-that-the-session-made");
    await reportProgress(token, report(id, "fetching", { filesDone: 2, currentPath: "data/obs_10001.fits" }));
    expect(JSON.stringify([await getLaunch(member, id), await readEvents(member, id, 0)])).toContain("obs_10001");
    await hold();
    expect(JSON.stringify([await getLaunch(member, id), await readEvents(member, id, 0)])).not.toContain("obs_10001");
    await lift();
    await reportProgress(token, report(id, "failed", { problem: { slug: "checksum-mismatch", detail: "data/obs_10001.fits arrived damaged." } }));
    expect((await getLaunch(member, id)).problem!.detail).toContain("obs_10001");
    await hold();
    expect(JSON.stringify([await getLaunch(member, id), await readEvents(member, id, 0)])).not.toContain("obs_10001");
  });
});

describe("what stands for data whose right has ended", () => {
  it("a pending ticket: it gives nothing, and the launch fails with the reason", async () => {
    const ticket = await withSystemSql("test", (sql) => issueTicket(sql, id));
    await hold();
    await expect(redeem(ticket, "a-key-that-the-session-made")).rejects.toMatchObject({ slug: "manifest-closed" });
    expect(await getLaunch(member, id)).toMatchObject({ state: "failed", problem: { slug: "manifest-closed" } });
    expect(JSON.stringify(await getLaunch(member, id))).not.toMatch(/CRAB|1000/);
  });
  it("a basket: its manifest, drafted again, names nothing of it", async () => {
    await hold("discover");
    const draft = await draftManifest(member);
    expect([draft.files, draft.observations]).toEqual([[], []]);
  });
  it("a launch by a grant that ended is found by its time alone", async () => {
    await system(`INSERT INTO access_grant (grantee_kind, grantee, project_id, rights, reason, given_by) VALUES ('person', $1, $2, 'read', 'test', 'x')`, [outsider.sub, catalogue.projectId]);
    await fillBasket(outsider, catalogue.hidden);
    const launch = await startLaunch(outsider, request());
    await lookAtLaunches();
    expect(await list(manager)).toEqual([]);
    await system("UPDATE access_grant SET valid_until = clock_timestamp() + interval '300 milliseconds'");
    await sleep(400);
    await lookAtLaunches();
    expect(await list(manager)).toMatchObject([{ id: launch.id, username: outsider.username }]);
  });
  it("a file that was put in by itself, without its observation", async () => {
    await fillBasket(colleague, [catalogue.open, "sim:data/obs_10001.fits"]);
    const launch = await startLaunch(colleague, request({ acceptProblems: true }));
    await hold();
    await lookAtLaunches();
    const found = (await list(manager)).find((each) => each.id === launch.id);
    expect(found?.parts).toEqual([{ collection: "sim", project: "CRAB", observationCount: 1, whenRightEnds: "notify" }]);
  });
});
