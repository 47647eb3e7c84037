import { describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { closedRules, explainForAnother, explainObservation, openRules } from "./explain";
import { randomWorld, seenBy } from "./changes/random-world.test-support";
import { insertCollection, insertObservation, insertPerson, insertProject, viewer } from "./fixture.test-support";
import { withSystemSql, withViewerSql } from "./transaction";
import { anonymous, type Viewer } from "./viewer";

testDatabase();

const ask = (who: Viewer, id: string) => withViewerSql(who, (sql) => explainObservation(sql, id.split(":")[0]!, id.split(":")[1]!));
const askFor = (who: Viewer, id: string, username: string) => withViewerSql(who, (sql) => explainForAnother(sql, id.split(":")[0]!, id.split(":")[1]!, username));

describe("the explanation", () => {
  it.each([11, 12, 13, 14, 15, 16, 17, 18])("says what the view decides, to everybody, in world %i", async (seed) => {
    const world = await randomWorld(seed);
    const rules = new Set<string>();
    for (const who of [anonymous, world.manager, ...world.people]) {
      const seen = await seenBy(who, world.keys);
      for (const [n, id] of world.ids.entries()) {
        const told = await ask(who, id);
        const readable = seen.get(world.keys[n]!);
        expect(told === null, `${id} is there`).toBe(readable === undefined);
        const other = who.kind === "user" ? await askFor(world.manager, id, who.username) : null;
        if (who.kind === "user") expect([other!.discover.allowed, other!.read.allowed]).toEqual([readable !== undefined, readable ?? false]);
        for (const { allowed, rule } of [told, other].flatMap((report) => (report ? [report.discover, report.read] : []))) {
          expect(allowed ? openRules : closedRules, `${id} for ${who.kind === "user" ? who.username : "anonymous"}`).toContain(rule);
          rules.add(rule);
        }
        if (!told) continue;
        expect([told.discover.allowed, told.read.allowed]).toEqual([true, readable]);
        if (other) expect({ ...other, clock: null }).toEqual({ ...told, clock: null });
        for (const { rule, grantId } of [told.discover, told.read]) expect(told.grants.some(({ id: known, begun }) => known === grantId && begun)).toBe(rule === "grant");
      }
    }
    expect(rules.size).toBeGreaterThan(4);
  });

  it("names group, grant, clock and the next change", async () => {
    const [manager, member, guest, stranger] = [viewer("manager", "m"), viewer("member", "g/one"), viewer("guest"), viewer("stranger")];
    for (const who of [manager, member, guest, stranger]) await insertPerson(who);
    const collectionId = await insertCollection("c", { managers: ["m"] });
    const projectId = await insertProject({ code: "ONE", group: "g/one", metaReleaseAt: "2020-01-01T00:00:00Z", dataReleaseAt: null });
    await withSystemSql("test", (sql) => sql.run("UPDATE project SET data_clock = 'observation', data_clock_months = 1200 WHERE id = $1", [projectId]));
    // MJD 58849 is 2020-01-01; the fixture's observations last 28 min 48 s.
    const key = await insertObservation({ collectionId, obsId: 1, projectId, startMjd: 58849 });
    await insertObservation({ collectionId, obsId: 2, projectId, startMjd: 58849, metaReleaseOverride: "infinity" });
    const end = "2020-01-01T00:28:48.000Z";
    const opens = "2120-01-01T00:28:48.000Z";
    expect(await ask(anonymous, "c:1")).toEqual({
      discover: { allowed: true, rule: "released", group: null, grantId: null, releaseAt: "2020-01-01T00:00:00.000Z", clock: { kind: "fixed", project: "ONE", startsAt: null, months: null } },
      read: { allowed: false, rule: "embargoed", group: null, grantId: null, releaseAt: opens, clock: { kind: "observation", project: "ONE", startsAt: end, months: 1200 }, roles: [] },
      grants: [],
      next: { at: opens, event: "read-opens", grantId: null },
    });
    expect(await ask(member, "c:2")).toMatchObject({ discover: { rule: "project-group", group: "g/one", releaseAt: null, clock: { kind: "override" } }, read: { allowed: true, clock: { kind: "override" } }, next: null });
    expect(await ask(manager, "c:2")).toMatchObject({ discover: { rule: "office" }, read: { allowed: false, rule: "no-date-set" } });
    await withSystemSql("test", async (sql) => {
      const [{ id }] = (await sql.rows<{ id: string }>("INSERT INTO selection (made_by) VALUES ('sub-member') RETURNING id")) as [{ id: string }];
      await sql.run("INSERT INTO selection_observation (selection_id, observation_id) VALUES ($1, $2)", [id, key]);
      await sql.run("INSERT INTO access_grant (grantee_kind, grantee, selection_id, rights, valid_until, reason, given_by) VALUES ('person', 'sub-guest', $1, 'read', '2100-01-01', 'x', 'sub-member')", [id]);
      await sql.run("INSERT INTO access_grant (grantee_kind, grantee, selection_id, rights, roles, reason, given_by) VALUES ('person', 'sub-stranger', $1, 'read', '{log,irf}', 'x', 'sub-member')", [id]);
    });
    const granted = (await ask(guest, "c:1"))!;
    expect(granted).toMatchObject({ read: { allowed: true, rule: "grant", grantId: granted.grants[0]!.id }, grants: [{ granteeKind: "person", grantee: "guest", observationCount: 1, givenBy: "member", until: "2100-01-01T00:00:00.000Z", begun: true }], next: { at: "2100-01-01T00:00:00.000Z", event: "grant-ends" } });
    expect(await ask(stranger, "c:1")).toMatchObject({ read: { allowed: false, rule: "embargoed", roles: ["irf", "log"] } });
    await withSystemSql("test", (sql) => sql.run("INSERT INTO denial (sub, project_id, reason, placed_by) VALUES ('sub-guest', $1, 'x', 'sub-manager')", [projectId]));
    expect(await ask(guest, "c:1")).toBeNull();
    expect(await askFor(manager, "c:1", "Guest")).toMatchObject({ discover: { allowed: false, rule: "denied" }, read: { allowed: false, rule: "denied" }, next: null });
    expect(await askFor(manager, "c:2", "stranger")).toMatchObject({ discover: { allowed: false, rule: "no-date-set" } });
  });

  it("tells nothing of others to who does not manage, nor of names that nobody has", async () => {
    const [manager, elsewhere, member] = [viewer("m1", "m/one"), viewer("m2", "m/two"), viewer("m3", "g/two")];
    for (const who of [manager, elsewhere, member]) await insertPerson(who);
    const collectionId = await insertCollection("d", { managers: ["m/one"] });
    await insertCollection("e", { managers: ["m/two"] });
    const projectId = await insertProject({ code: "TWO", group: "g/two", metaReleaseAt: "2020-01-01T00:00:00Z", dataReleaseAt: null });
    await insertObservation({ collectionId, obsId: 1, projectId });
    for (const who of [anonymous, elsewhere, member]) expect(await askFor(who, "d:1", "m3")).toBeNull();
    expect(await askFor(manager, "d:1", "never-was")).toBeNull();
    expect(await askFor(manager, "d:2", "m3")).toBeNull();
    expect(await askFor(manager, "d:1", "m3")).toMatchObject({ read: { allowed: true, group: "g/two" } });
  });
});
