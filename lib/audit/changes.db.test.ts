import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertObservation, insertPerson, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql, withViewerSql, type Sql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { withRequestId } from "@/lib/config/request-context";

testDatabase();
const pi = viewer("pi", "cta/crab");
const colleague = viewer("colleague", "cta/other");
const manager = viewer("manager", "cta/managers");
const key = { collection: 0, crab: 0, vela: 0 };
let observations: string[] = [];

interface Written {
  readonly chain: string;
  readonly by: string | null;
  readonly action: string;
  readonly subject: Record<string, unknown>;
}
const entries = () => withSystemSql("test", (sql) => sql.rows<Written>("SELECT e.chain, p.username AS by, e.action, e.subject FROM audit_entry e LEFT JOIN audit_person p ON p.id = e.person ORDER BY e.id"));
/** What is written in the transaction that does something. */
async function writtenBy(who: SignedInViewer | "system", work: (sql: Sql) => Promise<unknown>): Promise<Written[]> {
  const before = (await entries()).length;
  await (who === "system" ? withSystemSql("test", work) : withViewerSql(who, work));
  return (await entries()).slice(before);
}
const person = (username: string) => withSystemSql("test", async (sql) => (await sql.rows<{ id: string }>("SELECT id FROM audit_person WHERE username = $1", [username]))[0]!.id);
const chain = (project: number) => `project:${project}`;

beforeAll(async () => {
  key.collection = await insertCollection("sim", { managers: ["cta/managers"] });
  key.crab = await insertProject({ code: "CRAB", group: "cta/crab" });
  key.vela = await insertProject({ code: "VELA", group: "cta/vela" });
  observations = [
    await insertObservation({ collectionId: key.collection, obsId: 1, projectId: key.crab }),
    await insertObservation({ collectionId: key.collection, obsId: 2, projectId: key.crab }),
    await insertObservation({ collectionId: key.collection, obsId: 3, projectId: key.vela }),
    await insertObservation({ collectionId: key.collection, obsId: 4, projectId: null }),
  ];
  for (const who of [pi, colleague, manager]) await insertPerson(who);
});

describe("rights that are given", () => {
  it("changed and revoked, by whom, to whom and why", async () => {
    const given = await writtenBy(pi, (sql) =>
      sql.run("INSERT INTO access_grant (grantee_kind, grantee, project_id, rights, roles, valid_until, reason, given_by) VALUES ('person', $1, $2, 'read', '{event-list}', '2099-01-01Z', 'our paper', $3)", [colleague.sub, key.crab, pi.sub]),
    );
    const grantee = { person: await person("colleague") };
    expect(given).toMatchObject([{ chain: chain(key.crab), by: "pi", action: "grant.given", subject: { grantee, rights: "read", roles: ["event-list"], until: "2099-01-01T00:00:00.000Z", reason: "our paper", about: "project", emergency: false } }]);
    expect(await writtenBy(pi, (sql) => sql.run("UPDATE access_grant SET valid_until = '2098-01-01Z'"))).toMatchObject([
      { action: "grant.changed", subject: { grantee, changed: { until: { before: "2099-01-01T00:00:00.000Z", after: "2098-01-01T00:00:00.000Z" } } } },
    ]);
    expect(await writtenBy(pi, (sql) => sql.run("UPDATE access_grant SET revoked_at = now(), revoked_by = $1, revoke_reason = 'done'", [pi.sub]))).toMatchObject([{ by: "pi", action: "grant.revoked", subject: { grantee, reason: "done" } }]);
  });
  it("on chosen observations: each project is told of its own", async () => {
    const given = await writtenBy(manager, async (sql) => {
      const [chosen] = await sql.rows<{ id: string }>("INSERT INTO selection (name, made_by) VALUES ('mine', $1) RETURNING id", [manager.sub]);
      await sql.run("INSERT INTO selection_observation SELECT $1, unnest($2::bigint[])", [chosen!.id, observations.slice(1)]);
      await sql.run("INSERT INTO access_grant (grantee_kind, grantee, selection_id, rights, reason, given_by) VALUES ('group', 'cta/friends', $1, 'discover', 'a look', $2)", [chosen!.id, manager.sub]);
    });
    expect(given.map(({ chain: of, action, subject }) => [of, action, subject.observations, subject.grantee])).toEqual([
      [`collection:${key.collection}`, "grant.given", ["sim:4"], { group: "cta/friends" }],
      [chain(key.crab), "grant.given", ["sim:2"], { group: "cta/friends" }],
      [chain(key.vela), "grant.given", ["sim:3"], { group: "cta/friends" }],
    ]);
    const grown = await writtenBy(manager, (sql) => sql.run("INSERT INTO selection_observation SELECT id, $1 FROM selection", [observations[0]]));
    expect(grown).toMatchObject([{ chain: chain(key.crab), by: "manager", action: "selection.grown", subject: { observations: ["sim:1"] } }]);
    expect(await writtenBy(manager, (sql) => sql.run("DELETE FROM selection_observation WHERE observation_id = $1", [observations[2]]))).toMatchObject([{ chain: chain(key.vela), action: "selection.shrunk", subject: { observations: ["sim:3"] } }]);
  });
});

describe("holds, denials, deputies and requests", () => {
  it("are recorded when they come and when they go", async () => {
    expect(await writtenBy("system", (sql) => sql.run("INSERT INTO hold (project_id, closes, reason, placed_by) VALUES ($1, 'read', 'calibration', $2)", [key.crab, manager.sub]))).toMatchObject([{ chain: chain(key.crab), action: "hold.placed", subject: { closes: "read", reason: "calibration" } }]);
    expect(await writtenBy(manager, (sql) => sql.run("UPDATE hold SET lifted_at = now(), lifted_by = $1, lift_reason = 'fixed'", [manager.sub]))).toMatchObject([{ by: "manager", action: "hold.lifted", subject: { reason: "fixed" } }]);
    expect(await writtenBy("system", (sql) => sql.run("INSERT INTO denial (sub, project_id, reason, placed_by) VALUES ($1, $2, 'rival', $3)", [colleague.sub, key.crab, manager.sub]))).toMatchObject([{ chain: `${chain(key.crab)}:managers`, action: "denial.placed", subject: { denied: { person: await person("colleague") } } }]);
    expect(await writtenBy(manager, (sql) => sql.run("UPDATE denial SET lifted_at = now(), lifted_by = $1, lift_reason = 'friends'", [manager.sub]))).toMatchObject([{ chain: `${chain(key.crab)}:managers`, by: "manager", action: "denial.lifted", subject: { reason: "friends" } }]);
    expect(await writtenBy(pi, (sql) => sql.run("INSERT INTO project_deputy (project_id, sub, named_by) VALUES ($1, $2, $3)", [key.crab, colleague.sub, pi.sub]))).toMatchObject([{ by: "pi", action: "deputy.named", subject: { deputy: { person: await person("colleague") } } }]);
    expect(await writtenBy(pi, (sql) => sql.run("DELETE FROM project_deputy"))).toMatchObject([{ by: "pi", action: "deputy.dropped" }]);
    const asked = await writtenBy(pi, (sql) => sql.run("INSERT INTO request (kind, project_id, asked_by, reason, wanted_at) VALUES ('extension', $1, $2, 'my thesis', '2099-01-01Z')", [key.crab, pi.sub]));
    expect(asked).toMatchObject([{ by: "pi", action: "request.made", subject: { kind: "extension", wantedAt: "2099-01-01T00:00:00.000Z" } }]);
    expect(JSON.stringify(asked)).not.toContain("thesis");
    expect(await writtenBy(manager, (sql) => sql.run("UPDATE request SET state = 'refused', answered_by = $1, answered_at = now()", [manager.sub]))).toMatchObject([{ by: "manager", action: "request.refused" }]);
  });
});

describe("clocks and settings", () => {
  it("of projects, with what stood there before, at partners of a joint one too", async () => {
    const joined = await writtenBy("system", (sql) => sql.run("INSERT INTO joint_project VALUES ($1, $2)", [key.crab, key.vela]));
    expect(joined.map(({ chain: of, action, subject }) => [of, action, subject.partner])).toEqual(expect.arrayContaining([[chain(key.crab), "project.joined", "VELA"], [chain(key.vela), "project.joined", "CRAB"]]));
    const changed = await writtenBy("system", (sql) => sql.run("UPDATE project SET data_clock = 'observation', data_clock_months = 12, early_release_approval = true, pi_username = 'new-pi' WHERE id = $1", [key.crab]));
    expect(changed.map(({ chain: of, action }) => [of, action])).toEqual([[chain(key.crab), "clock.changed"], [chain(key.vela), "clock.changed"], [chain(key.crab), "project.changed"]]);
    expect(changed[0]!.subject).toEqual({ project: "CRAB", changed: { dataClock: { before: "fixed", after: "observation" }, dataClockMonths: { before: null, after: 12 } } });
    expect(changed[2]!.subject).toEqual({ changed: { earlyReleaseApproval: { before: false, after: true }, pi: { before: { person: await person("pi") }, after: { person: await person("new-pi") } } } });
    expect((await writtenBy("system", (sql) => sql.run("DELETE FROM joint_project WHERE project_id = $1", [key.crab]))).map(({ action }) => action)).toEqual(expect.arrayContaining(["project.parted", "project.parted"]));
  });
  it("of observations, a thousand names to an entry, and moves from project to project without telling either of the other", async () => {
    const overridden = await writtenBy("system", (sql) => sql.run("UPDATE observation SET data_release_override = '2040-01-01Z' WHERE id = ANY ($1)", [observations]));
    expect(overridden.map(({ chain: of, action, subject }) => [of, action, subject.observations])).toEqual([
      [`collection:${key.collection}`, "clock.overridden", ["sim:4"]],
      [chain(key.crab), "clock.overridden", ["sim:1", "sim:2"]],
      [chain(key.vela), "clock.overridden", ["sim:3"]],
    ]);
    expect(overridden[0]!.subject.changed).toEqual({ dataReleaseOverride: { before: null, after: "2040-01-01T00:00:00.000Z" } });
    const moved = await writtenBy("system", (sql) => sql.run("UPDATE observation SET project_id = $2 WHERE id = $1", [observations[1], key.vela]));
    expect(moved.map(({ chain: of, action, subject }) => [of, action, subject])).toEqual([[chain(key.crab), "observation.left", { observations: ["sim:2"] }], [chain(key.vela), "observation.joined", { observations: ["sim:2"] }]]);
    expect(await writtenBy("system", (sql) => sql.run("UPDATE observation SET delivered_at = delivered_at"))).toEqual([]);
    await withSystemSql("test", (sql) => sql.run("INSERT INTO observation (collection_id, obs_id, project_id, fov_radius_deg, start_mjd, end_mjd, night_mjd) SELECT $1, n, $2, 2.5, 53000, 53000, 53000 FROM generate_series(1000, 3499) n", [key.collection, key.crab]));
    const many = await writtenBy("system", (sql) => sql.run("UPDATE observation SET meta_release_override = '2040-01-01Z' WHERE obs_id >= 1000"));
    expect(many.map(({ subject }) => (subject.observations as string[]).length)).toEqual([1000, 1000, 500]);
  });
  it("of collections, and who manages them", async () => {
    expect(await writtenBy("system", (sql) => sql.run("UPDATE collection SET shared_irfs_public = true"))).toMatchObject([{ chain: `collection:${key.collection}`, action: "collection.changed", subject: { changed: { sharedIrfsPublic: { before: false, after: true } } } }]);
    expect(await writtenBy("system", (sql) => sql.run("INSERT INTO collection_manager VALUES ($1, 'cta/more')", [key.collection]))).toMatchObject([{ action: "manager.added", subject: { group: "cta/more" } }]);
  });
});

describe("groups, as the identity service tells them", () => {
  it("are recorded where they open or close something, when they change", async () => {
    const changed = await writtenBy("system", (sql) => sql.run(`UPDATE "user" SET groups = '{cta/other,cta/vela}' WHERE sub = $1`, [pi.sub]));
    // What is not of the portal comes in the order in which projects are found.
    expect(changed.map(({ chain: of, by, subject }) => [of, by, subject]).sort()).toEqual([
      ["portal", "pi", { gained: ["cta/other", "cta/vela"], lost: ["cta/crab"] }],
      [chain(key.crab), "pi", { lost: ["cta/crab"] }],
      [chain(key.vela), "pi", { gained: ["cta/vela"] }],
    ]);
    expect(await writtenBy("system", (sql) => sql.run(`UPDATE "user" SET groups = groups, groups_checked_at = now()`))).toEqual([]);
  });
});

describe("a request", () => {
  it("is named by what it changes", async () => {
    await withRequestId("request-17", () => withViewerSql(manager, (sql) => sql.run("INSERT INTO hold (selection_id, closes, reason, placed_by) SELECT id, 'read', 'x', $1 FROM selection", [manager.sub])));
    const [last] = await withSystemSql("test", (sql) => sql.rows<{ request_id: string }>("SELECT request_id FROM audit_entry WHERE action = 'hold.placed' ORDER BY id DESC LIMIT 1"));
    expect(last!.request_id).toBe("request-17");
  });
});
