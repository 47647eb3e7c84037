import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withViewerSql } from "@/lib/embargo/transaction";
import { changeGrant, revokeGrant } from "./change";
import { forgetRights, future, grantBody, inDays, insertWorld, noticesOf, past, people, readable, seen, shown, system, systemRows } from "./fixture.test-support";
import { giveGrant } from "./give";
import { listGrants } from "./list";
import { listNotices } from "./notice-list";
import { changeSelection, saveSelection } from "./selections";

testDatabase();
beforeAll(insertWorld);
afterEach(forgetRights);

const { piCrab, deputy, member, piAgn, manager, otherManager, outsider, friend } = people;
const list = async (who: Parameters<typeof listGrants>[0], code = "CRAB") => (await listGrants(who, "project", code, { limit: 100 })).items.map(shown);

describe("a grant", () => {
  it("of a PI on the own project opens it to the grantee at once, and revoked closes it at once", async () => {
    const grant = await giveGrant(piCrab, "project", "CRAB", grantBody({ until: inDays(3) }));
    expect(grant).toMatchObject({ grantee: { kind: "person", name: "friend", displayName: "friend" }, scope: { kind: "project", name: "CRAB", observationCount: 3, ids: null }, state: "live", emergency: false, givenBy: { name: "pi-crab" }, mayChange: true });
    expect(await readable(friend)).toEqual(expect.arrayContaining(["store:1", "store:2", "store:3"]));
    expect(await revokeGrant(piCrab, grant.id, "the work is done")).toMatchObject({ state: "revoked", revokedBy: { name: "pi-crab" }, revokeReason: "the work is done", mayChange: false });
    expect(await seen(friend)).not.toContain("store:1");
  });
  it("of a deputy, or of a manager of all the project's collections, does too", async () => {
    await giveGrant(deputy, "project", "CRAB", grantBody({ rights: "discover" }));
    expect([await seen(friend), await readable(friend)]).toEqual([["store:1", "store:2", "store:3", "store:11", "store:12", "store:13", "other:31", "other:32", "other:41"], ["store:13"]]);
    await giveGrant(manager, "project", "CRAB", grantBody());
    expect(await readable(friend)).toContain("store:2");
  });
  it("on chosen observations opens those alone", async () => {
    const grant = await giveGrant(piCrab, "project", "CRAB", grantBody({ scope: { kind: "observations", ids: ["store:2", "store:2", "store:002"] } }));
    expect(shown(grant)).toEqual({ to: "friend", on: "store:2", count: 1, rights: "read", state: "live" });
    expect(await readable(friend)).toEqual(["store:2", "store:13"]);
    expect((await list(friend)).map(({ on }) => on)).toEqual(["store:2"]);
  });
  it("on a saved selection opens what is added to it later", async () => {
    const { id } = await saveSelection(piCrab, { name: "good", ids: ["store:1"] });
    const grant = await giveGrant(piCrab, "project", "CRAB", grantBody({ scope: { kind: "selection", id } }));
    expect(grant.scope).toEqual({ kind: "selection", id, name: "good", observationCount: 1, ids: ["store:1"] });
    expect(await readable(friend)).toEqual(["store:1", "store:13"]);
    await changeSelection(piCrab, id, { add: { query: { q: "3" } }, remove: ["store:1"] });
    expect(await readable(friend)).toEqual(["store:3", "store:13"]);
  });
  it("on a collection opens all of it, to a group too", async () => {
    const grant = await giveGrant(manager, "collection", "store", grantBody({ grantee: { kind: "group", name: "cta/outside" }, scope: { kind: "collection" } }));
    expect(grant).toMatchObject({ grantee: { kind: "group", name: "cta/outside" }, scope: { kind: "collection", name: "store", observationCount: null } });
    expect(await readable(outsider)).toEqual(["store:1", "store:2", "store:3", "store:11", "store:12", "store:13"]);
    expect(await readable(friend)).toEqual(["store:13"]);
    expect((await listGrants(manager, "collection", "store", { limit: 1 })).items).toHaveLength(1);
  });
  it("begins and ends by itself", async () => {
    const later = await giveGrant(piCrab, "project", "CRAB", grantBody({ from: inDays(1), until: inDays(2) }));
    expect([later.state, (await seen(friend)).includes("store:1")]).toEqual(["future", false]);
    await system("UPDATE access_grant SET valid_from = now() - interval '2 days', valid_until = now() - interval '1 ms' WHERE id = $1", [later.id]);
    expect(await list(piCrab)).toMatchObject([{ state: "ended" }]);
    expect(await seen(friend)).not.toContain("store:1");
  });
  it("is shortened and prolonged by those in charge, with the reason kept", async () => {
    const grant = await giveGrant(piCrab, "project", "CRAB", grantBody({ until: inDays(3) }));
    const end = inDays(1);
    expect(await changeGrant(deputy, grant.id, { until: end, reason: "sooner" })).toMatchObject({ until: end, state: "live" });
    expect((await changeGrant(manager, grant.id, { until: null, reason: "longer" })).until).toBeNull();
    await expect(changeGrant(piCrab, grant.id, { until: past, reason: "over" })).rejects.toMatchObject({ slug: "bad-request" });
  });
  it("is listed for whom it concerns and for who is in charge, to nobody else", async () => {
    await giveGrant(piCrab, "project", "CRAB", grantBody());
    await giveGrant(piCrab, "project", "CRAB", grantBody({ grantee: { kind: "group", name: "cta/outside" }, scope: { kind: "observations", ids: ["store:1", "store:3"] } }));
    for (const who of [piCrab, deputy, manager]) expect((await list(who)).map(({ to }) => to)).toEqual(["cta/outside", "friend"]);
    expect((await list(friend)).map(({ to }) => to)).toEqual(["friend"]);
    expect(await list(outsider)).toEqual([{ to: "cta/outside", on: "store:1,store:3", count: 2, rights: "read", state: "live" }]);
    expect(await list(member)).toEqual([]);
    await expect(list(otherManager)).rejects.toMatchObject({ slug: "not-found" });
    await expect(list(piAgn)).rejects.toMatchObject({ slug: "not-found" });
  });
  it("shows its grantee nothing of what a hold hides, nor how much of it there is", async () => {
    await giveGrant(piCrab, "project", "CRAB", grantBody({ scope: { kind: "observations", ids: ["store:1", "store:2"] } }));
    const [row] = await systemRows<{ id: string }>("INSERT INTO selection (made_by) VALUES ('test') RETURNING id");
    await system("INSERT INTO selection_observation SELECT $1, id FROM observation WHERE obs_id = 2", [row!.id]);
    await system("INSERT INTO hold (selection_id, closes, reason, placed_by) VALUES ($1, 'discover', 'test', 'test')", [row!.id]);
    expect(await list(friend)).toEqual([{ to: "friend", on: "store:1", count: 1, rights: "read", state: "live" }]);
  });
  it("on what is hidden from its grantee all the same is hidden: held, denied, or beginning later", async () => {
    await system("UPDATE observation SET meta_release_override = 'infinity' WHERE obs_id = 12");
    const grant = await giveGrant(piAgn, "project", "AGN", grantBody({ scope: { kind: "observations", ids: ["store:12"] } }));
    expect(await list(friend, "AGN")).toMatchObject([{ on: "store:12" }]);
    await system("INSERT INTO denial (sub, selection_id, reason, placed_by) SELECT $1, selection_id, 'test', 'test' FROM access_grant", [friend.sub]);
    expect(await list(friend, "AGN")).toEqual([]);
    await expect(revokeGrant(friend, grant.id, "gone")).rejects.toMatchObject({ slug: "not-found" });
    await system("UPDATE denial SET lifted_at = now()");
    await system("UPDATE access_grant SET valid_from = now() + interval '1 day'");
    expect(await list(friend, "AGN")).toEqual([]);
    expect(await list(piAgn, "AGN")).toMatchObject([{ state: "future", on: "store:12" }]);
    await giveGrant(piCrab, "project", "CRAB", grantBody({ from: inDays(1) }));
    await expect(list(friend)).rejects.toMatchObject({ slug: "not-found" });
    expect(await withViewerSql(friend, (sql) => sql.rows("SELECT id FROM access_grant"))).toEqual([]);
    await system("UPDATE observation SET meta_release_override = NULL WHERE obs_id = 12");
  });
  it("comes in pages", async () => {
    for (const name of ["a", "b", "c"]) await giveGrant(piCrab, "project", "CRAB", grantBody({ grantee: { kind: "group", name: `cta/${name}` } }));
    const first = await listGrants(piCrab, "project", "CRAB", { limit: 2 });
    const second = await listGrants(piCrab, "project", "CRAB", { limit: 2, cursor: first.nextCursor! });
    expect([...first.items, ...second.items].map(({ grantee }) => grantee.name)).toEqual(["cta/c", "cta/b", "cta/a"]);
    expect(second.nextCursor).toBeNull();
    await expect(listGrants(deputy, "project", "AGN", { limit: 2, cursor: first.nextCursor! })).rejects.toMatchObject({ slug: "bad-cursor" });
  });
  it("that gave its grantee nothing to see ends without a word", async () => {
    const later = await giveGrant(piCrab, "project", "CRAB", grantBody({ from: inDays(1) }));
    await revokeGrant(piCrab, later.id, "done");
    const beaten = await giveGrant(piCrab, "project", "CRAB", grantBody());
    await system("INSERT INTO hold (project_id, closes, reason, placed_by) SELECT id, 'discover', 'test', 'test' FROM project WHERE code = 'CRAB'");
    await revokeGrant(piCrab, beaten.id, "done");
    await system("UPDATE hold SET lifted_at = now()");
    const denied = await giveGrant(piCrab, "project", "CRAB", grantBody());
    await system("INSERT INTO denial (sub, project_id, reason, placed_by) SELECT $1, id, 'test', 'test' FROM project WHERE code = 'CRAB'", [friend.sub]);
    await revokeGrant(piCrab, denied.id, "done");
    expect((await noticesOf(friend)).map(({ kind }) => kind)).toEqual(["grant-given", "grant-given", "grant-given"]);
    expect((await listNotices(friend, { limit: 9 })).items).toEqual([]);
  });
  it("is told to the person, who hears of the change and the end too", async () => {
    const grant = await giveGrant(piCrab, "project", "CRAB", grantBody({ until: future }));
    await changeGrant(piCrab, grant.id, { until: inDays(1), reason: "sooner" });
    await revokeGrant(piCrab, grant.id, "done");
    expect((await noticesOf(friend)).map(({ kind }) => kind)).toEqual(["grant-given", "grant-changed", "grant-revoked"]);
    expect((await noticesOf(friend))[2]!.text).toMatch(/^Access that pi-crab gave you on \d{4}-\d\d-\d\d \d\d:\d\d UTC was revoked\.$/);
    expect((await listNotices(friend, { limit: 9 })).items.map(({ kind }) => kind)).toEqual(["grant-revoked"]);
    expect((await noticesOf(friend))[0]!.text).toBe("You may read data of CRAB. This ends on 2999-01-01 00:00 UTC. Reason: for the test");
  });
});
