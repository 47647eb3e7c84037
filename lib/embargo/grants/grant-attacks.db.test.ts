import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { viewer } from "@/lib/embargo/fixture.test-support";
import { withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { changeGrant, revokeGrant } from "./change";
import { forgetRights, grantBody, inDays, insertWorld, people, readable, seen, system, systemRows } from "./fixture.test-support";
import { giveGrant } from "./give";
import { changeSelection, discardSelection, getSelection, listSelections, saveSelection } from "./selections";

testDatabase();
beforeAll(insertWorld);
afterEach(forgetRights);

const { piCrab, deputy, member, piAgn, manager, manager2, otherManager, outsider, friend } = people;
const to = (who: SignedInViewer, more: object = {}) => grantBody({ grantee: { kind: "person", name: who.username }, ...more });
const toGroup = (name: string, more: object = {}) => grantBody({ grantee: { kind: "group", name }, ...more });
const one = (...ids: string[]) => ({ scope: { kind: "observations", ids } });
const absent = "00000000-0000-4000-8000-000000000000";
class Signal {
  give = () => {};
  readonly given = new Promise<void>((resolve) => (this.give = resolve));
}
/** Until some transaction waits for another's lock. */
async function waitForLock(): Promise<void> {
  while ((await systemRows("SELECT 1 FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT l.granted AND a.datname = current_database()")).length === 0) await sleep(5);
}
const nothingGiven = async () => expect(await systemRows("SELECT 1 FROM access_grant")).toEqual([]);

describe("nobody gives", () => {
  it("to oneself by name: not PI, not deputy, not manager", async () => {
    for (const who of [piCrab, deputy, manager]) await expect(giveGrant(who, "project", "CRAB", to(who))).rejects.toMatchObject({ slug: "grant-to-oneself", status: 403 });
    await expect(giveGrant(manager, "collection", "store", to(manager, { scope: { kind: "collection" } }))).rejects.toMatchObject({ slug: "grant-to-oneself" });
    await nothingGiven();
    expect(await readable(manager)).toEqual(["store:13"]);
  });
  it("to oneself through a group; only who leads the project reads it anyway", async () => {
    for (const [kind, name, scope] of [["project", "CRAB", { scope: { kind: "project" } }], ["project", "CRAB", one("store:1")], ["collection", "store", { scope: { kind: "collection" } }]] as const) {
      await expect(giveGrant(manager, kind, name, toGroup("cta/managers", scope))).rejects.toMatchObject({ slug: "grant-to-oneself" });
    }
    await nothingGiven();
    const pi = viewer("pi-crab", "cta/projects/crab", "cta/institute");
    expect((await giveGrant(pi, "project", "CRAB", toGroup("cta/institute"))).state).toBe("live");
    expect((await giveGrant(pi, "project", "CRAB", toGroup("cta/institute", one("store:1")))).state).toBe("live");
  });
  it("on what is not theirs", async () => {
    await expect(giveGrant(piCrab, "project", "AGN", to(friend))).rejects.toMatchObject({ slug: "not-in-charge" });
    await expect(giveGrant(piAgn, "project", "CRAB", to(friend))).rejects.toMatchObject({ slug: "not-found" });
    await expect(giveGrant(member, "project", "CRAB", to(friend))).rejects.toMatchObject({ slug: "not-in-charge" });
    await expect(giveGrant(otherManager, "project", "AGN", to(friend))).rejects.toMatchObject({ slug: "not-in-charge" });
    await expect(giveGrant(piCrab, "collection", "store", to(friend, { scope: { kind: "collection" } }))).rejects.toMatchObject({ slug: "not-in-charge" });
    await expect(giveGrant(outsider, "project", "CRAB", to(friend))).rejects.toMatchObject({ slug: "not-found" });
    // The database refuses by itself, whatever the code above it asks for.
    const direct = (who: SignedInViewer, on: string) =>
      withViewerSql(who, (sql) => sql.run(`INSERT INTO access_grant (grantee_kind, grantee, ${on}, rights, reason, given_by) SELECT 'person', $1, id, 'read', 'x', embargo.me() FROM ${on.replace("_id", "")} WHERE ${on === "project_id" ? "code = 'AGN'" : "name = 'store'"}`, [friend.sub]));
    for (const who of [piCrab, outsider, otherManager]) await expect(direct(who, "project_id")).rejects.toThrow(/row-level security/);
    for (const who of [piAgn, outsider, otherManager]) await expect(direct(who, "collection_id")).rejects.toThrow(/row-level security/);
    await nothingGiven();
  });
  it("on a selection with one foreign, hidden or absent observation", async () => {
    await expect(giveGrant(piCrab, "project", "CRAB", to(friend, one("store:1", "store:11")))).rejects.toMatchObject({ slug: "bad-request" });
    await expect(giveGrant(piAgn, "project", "AGN", to(friend, one("store:11", "store:1")))).rejects.toMatchObject({ slug: "not-found" });
    await expect(giveGrant(piAgn, "project", "AGN", to(friend, one("store:11", "store:99")))).rejects.toMatchObject({ slug: "not-found" });
    const { id } = await saveSelection(piCrab, { name: "mixed", ids: ["store:1", "other:31"] });
    await expect(giveGrant(piCrab, "project", "CRAB", to(friend, { scope: { kind: "selection", id } }))).rejects.toMatchObject({ slug: "bad-request" });
    // The database refuses by itself what the check above says in words.
    const direct = withViewerSql(piCrab, (sql) => sql.run("INSERT INTO access_grant (grantee_kind, grantee, selection_id, rights, reason, given_by) VALUES ('person', $1, $2, 'read', 'x', embargo.me())", [friend.sub, id]));
    await expect(direct).rejects.toThrow(/row-level security/);
    await nothingGiven();
  });
  it("on a selection of somebody else's", async () => {
    const { id } = await saveSelection(member, { name: "members", ids: ["store:1"] });
    for (const who of [piCrab, piAgn, manager]) await expect(giveGrant(who, "project", who === piAgn ? "AGN" : "CRAB", to(friend, { scope: { kind: "selection", id } }))).rejects.toMatchObject({ slug: "not-found" });
  });
  it("as PI who left the group, or as deputy who did", async () => {
    const left = { ...piCrab, groups: [] };
    await expect(giveGrant(left, "project", "CRAB", to(friend))).rejects.toMatchObject({ slug: "not-found" });
    await expect(giveGrant({ ...piAgn, groups: [] }, "project", "AGN", to(friend))).rejects.toMatchObject({ slug: "not-in-charge" });
    await expect(giveGrant({ ...deputy, groups: ["cta/projects/crab/sub"] }, "project", "CRAB", to(friend))).rejects.toMatchObject({ slug: "not-found" });
    await nothingGiven();
  });
  it("to a name that nobody has signed in with; and only those in charge learn who has", async () => {
    await expect(giveGrant(piCrab, "project", "CRAB", grantBody({ grantee: { kind: "person", name: "stranger" } }))).rejects.toMatchObject({ slug: "never-signed-in", status: 409 });
    const answers = await Promise.all(["stranger", "friend"].map((name) => giveGrant(member, "project", "CRAB", grantBody({ grantee: { kind: "person", name } })).catch((error: Error) => error.message)));
    expect(answers[0]).toBe(answers[1]);
    expect(await withViewerSql(member, (sql) => sql.rows("SELECT * FROM embargo.person_named('friend')"))).toEqual([]);
  });
});

describe("a grant that was given", () => {
  const given = (who: SignedInViewer, ...more: object[]) => giveGrant(who, "project", "CRAB", to(friend, Object.assign({ until: inDays(2) }, ...more)));
  it("stays revoked: not prolonged, not revoked again, not by SQL either", async () => {
    const { id } = await given(piCrab);
    await revokeGrant(piCrab, id, "enough");
    for (const who of [piCrab, manager]) {
      await expect(changeGrant(who, id, { until: inDays(9), reason: "again" })).rejects.toMatchObject({ slug: "grant-fixed" });
      await expect(revokeGrant(who, id, "again")).rejects.toMatchObject({ slug: "grant-fixed" });
      expect(await withViewerSql(who, (sql) => sql.run("UPDATE access_grant SET revoked_at = NULL, valid_until = NULL WHERE id = $1", [id]))).toBe(0);
    }
    expect(await seen(friend)).not.toContain("store:1");
  });
  it("stays ended", async () => {
    const { id } = await given(piCrab);
    await system("UPDATE access_grant SET valid_from = now() - interval '2 days', valid_until = now() - interval '1 day' WHERE id = $1", [id]);
    await expect(changeGrant(piCrab, id, { until: inDays(9), reason: "again" })).rejects.toMatchObject({ slug: "grant-fixed" });
    await expect(withViewerSql(piCrab, (sql) => sql.run("UPDATE access_grant SET valid_until = NULL WHERE id = $1", [id]))).rejects.toMatchObject({ code: "42501" });
  });
  it("is no other person's to change: absent for who may not see it, refused to its grantee", async () => {
    const { id } = await given(piCrab);
    for (const who of [outsider, piAgn, otherManager, member]) {
      await expect(changeGrant(who, id, { until: inDays(9), reason: "mine" })).rejects.toMatchObject({ slug: "not-found" });
      await expect(revokeGrant(who, id, "mine")).rejects.toMatchObject({ slug: "not-found" });
    }
    await expect(changeGrant(friend, id, { until: inDays(9), reason: "mine" })).rejects.toMatchObject({ slug: "not-in-charge" });
    for (const unknown of [absent, "nonsense", "' OR true --"]) await expect(revokeGrant(piCrab, unknown, "mine")).rejects.toMatchObject({ slug: "not-found" });
  });
  it("is not prolonged by whom it is for, nor through their group", async () => {
    const own = await giveGrant(manager, "project", "CRAB", to(manager2, { until: inDays(2) }));
    await expect(changeGrant(manager2, own.id, { until: null, reason: "mine" })).rejects.toMatchObject({ slug: "grant-to-oneself" });
    const group = await giveGrant(manager, "project", "CRAB", toGroup("cta/institute", { until: inDays(2) }));
    const joined = { ...manager2, groups: ["cta/managers", "cta/institute"] };
    await expect(changeGrant(joined, group.id, { until: inDays(9), reason: "mine" })).rejects.toMatchObject({ slug: "grant-to-oneself" });
    expect((await changeGrant(joined, group.id, { until: inDays(1), reason: "sooner" })).state).toBe("live");
    expect((await revokeGrant(manager2, own.id, "no need")).state).toBe("revoked");
  });
  it("in an emergency is shortened only, whoever asks", async () => {
    const { id } = await given(manager);
    await system("UPDATE access_grant SET emergency = true WHERE id = $1", [id]);
    for (const who of [manager, piCrab]) await expect(changeGrant(who, id, { until: inDays(9), reason: "more" })).rejects.toMatchObject({ slug: "grant-fixed" });
    expect((await changeGrant(piCrab, id, { until: inDays(1), reason: "less" })).emergency).toBe(true);
  });
});

describe("a selection under a grant", () => {
  it("takes in nothing that its maker may not grant", async () => {
    const { id } = await saveSelection(piAgn, { name: "good", ids: ["store:11"] });
    await giveGrant(piAgn, "project", "AGN", to(friend, { scope: { kind: "selection", id } }));
    await expect(changeSelection(piAgn, id, { add: { ids: ["other:31"] } })).rejects.toMatchObject({ slug: "selection-in-use" });
    await expect(changeSelection(piAgn, id, { add: { query: {} } })).rejects.toMatchObject({ slug: "selection-in-use" });
    expect((await changeSelection(piAgn, id, { add: { ids: ["store:12"] } })).observationCount).toBe(2);
    expect(await readable(friend)).toEqual(["store:11", "store:12", "store:13"]);
  });
  it("is judged as it is once nobody changes it any more", async () => {
    const { id } = await saveSelection(piAgn, { name: "racing", ids: ["store:11"] });
    const [added, end] = [new Signal(), new Signal()];
    const adding = withViewerSql(piAgn, async (sql) => {
      await sql.run("INSERT INTO selection_observation SELECT $1, id FROM observation WHERE obs_id = 31", [id]);
      added.give();
      await end.given;
    });
    await added.given;
    const giving = giveGrant(piAgn, "project", "AGN", to(outsider, { scope: { kind: "selection", id } })).catch((error: unknown) => error);
    await waitForLock();
    end.give();
    await adding;
    expect(await giving).toMatchObject({ slug: "not-in-charge" });
    await nothingGiven();
  });
  it("gives its maker no right on what the maker only manages", async () => {
    const { id } = await saveSelection(manager, { name: "mine", ids: ["store:1"] });
    await system("INSERT INTO access_grant (grantee_kind, grantee, selection_id, rights, reason, given_by) VALUES ('person', $1, $2, 'read', 'test', 'test')", [manager.sub, id]);
    await expect(changeSelection(manager, id, { add: { ids: ["store:2"] } })).rejects.toMatchObject({ slug: "selection-in-use" });
    expect(await readable(manager)).toEqual(["store:1", "store:13"]);
  });
  it("keeps holds and denials on it, whatever its maker takes out or discards", async () => {
    const { id } = await saveSelection(piAgn, { name: "held", ids: ["store:11", "store:12"] });
    await system("INSERT INTO hold (selection_id, closes, reason, placed_by) VALUES ($1, 'read', 'test', 'test')", [id]);
    await expect(changeSelection(piAgn, id, { remove: ["store:11"] })).rejects.toMatchObject({ slug: "selection-in-use" });
    await discardSelection(piAgn, id);
    await expect(getSelection(piAgn, id)).rejects.toMatchObject({ slug: "not-found" });
    expect(await systemRows("SELECT 1 FROM observation WHERE hold = 1")).toHaveLength(2);
    expect(await withViewerSql(piAgn, (sql) => sql.run("DELETE FROM selection_observation WHERE selection_id = $1", [id]))).toBe(0);
  });
  it("without a name is never filled later", async () => {
    const [row] = await withViewerSql(piCrab, (sql) => sql.rows<{ id: string }>("INSERT INTO selection (made_by) VALUES (embargo.me()) RETURNING id"));
    const later = withViewerSql(piCrab, (sql) => sql.run("INSERT INTO selection_observation SELECT $1, id FROM observation WHERE obs_id = 1", [row!.id]));
    await expect(later).rejects.toThrow(/row-level security/);
  });
  it("is changed by who made it alone, though others see it who govern all of it", async () => {
    const { id } = await saveSelection(member, { name: "members", ids: ["store:1"] });
    const fill = (who: SignedInViewer) => withViewerSql(who, (sql) => sql.run("INSERT INTO selection_observation SELECT $1, id FROM observation WHERE obs_id = 2", [id]));
    for (const who of [piCrab, manager, deputy]) await expect(fill(who)).rejects.toThrow(/row-level security/);
    expect(await withViewerSql(piCrab, (sql) => sql.run("DELETE FROM selection_observation WHERE selection_id = $1", [id]))).toBe(0);
    expect(await withViewerSql(piCrab, (sql) => sql.run("UPDATE selection SET name = 'stolen' WHERE id = $1", [id]))).toBe(0);
    expect(await withViewerSql(manager, (sql) => sql.run("DELETE FROM selection WHERE id = $1", [id]))).toBe(0);
    expect((await getSelection(member, id)).ids).toEqual(["store:1"]);
  });
  it("that was asked about does not change, not even in the transaction that asks", async () => {
    const asked = withViewerSql(friend, async (sql) => {
      const [row] = await sql.rows<{ id: string }>("INSERT INTO selection (made_by) VALUES (embargo.me()) RETURNING id");
      const fill = (obsId: number) => sql.run("INSERT INTO selection_observation SELECT $1, id FROM observation WHERE obs_id = $2", [row!.id, obsId]);
      await fill(11);
      await sql.run("INSERT INTO request (kind, project_id, selection_id, asked_by, reason) SELECT 'access', p.id, $1, embargo.me(), 'x' FROM project p WHERE p.code = 'AGN'", [row!.id]);
      await fill(12);
    });
    await expect(asked).rejects.toThrow(/row-level security.*selection_observation/);
  });
  it("is asked about with the project that its observations are of", async () => {
    const asked = withViewerSql(friend, async (sql) => {
      const [row] = await sql.rows<{ id: string }>("INSERT INTO selection (made_by) VALUES (embargo.me()) RETURNING id");
      await sql.run("INSERT INTO selection_observation SELECT $1, id FROM observation WHERE obs_id IN (11, 31)", [row!.id]);
      await sql.run("INSERT INTO request (kind, project_id, selection_id, asked_by, reason) SELECT 'access', p.id, $1, embargo.me(), 'x' FROM project p WHERE p.code = 'AGN'", [row!.id]);
    });
    await expect(asked).rejects.toThrow(/row-level security.*request/);
  });
  it("can not be discarded while a live grant rests on it", async () => {
    const { id } = await saveSelection(piCrab, { name: "good", ids: ["store:1"] });
    const grant = await giveGrant(piCrab, "project", "CRAB", to(friend, { scope: { kind: "selection", id } }));
    await expect(discardSelection(piCrab, id)).rejects.toMatchObject({ slug: "selection-in-use" });
    await revokeGrant(piCrab, grant.id, "done");
    await discardSelection(piCrab, id);
    expect(await listSelections(piCrab)).toEqual({ items: [] });
  });
});
