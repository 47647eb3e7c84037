import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertObservation, insertPerson, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import { decideChange, undoChange } from "./decide";
import { getChange, listChanges } from "./list";
import { makeChange, whatIf } from "./make";
import type { Change } from "./schemas";

testDatabase();

const manager = viewer("manager", "cta/embargo-managers");
const second = viewer("manager2", "cta/embargo-managers");
const otherManager = viewer("other-manager", "hess/embargo-managers");
const member = viewer("member", "cta/projects/crab");
const pi = viewer("pi", "cta/projects/crab");
const guest = viewer("guest", "elsewhere");
const past = "2020-01-01T00:00:00.000Z";
const future = "2999-01-01T00:00:00.000Z";
const reason = "a reason";

let serial = 0;
let cta: number;
let hess: number;
/** A project of the collection cta with three observations, closed until 2999 unless said otherwise. */
async function project(options: { approval?: boolean; meta?: string | null; data?: string | null; collectionId?: number } = {}): Promise<{ code: string; id: number; ids: string[]; keys: string[] }> {
  const code = `P-${++serial}`;
  const id = await insertProject({ code, group: "cta/projects/crab", pi: "pi", metaReleaseAt: options.meta === undefined ? future : options.meta, dataReleaseAt: options.data === undefined ? future : options.data });
  if (options.approval) await withSystemSql("test", (sql) => sql.run("UPDATE project SET early_release_approval = true WHERE id = $1", [id]));
  const numbers = [1, 2, 3].map((n) => serial * 10 + n);
  const keys: string[] = [];
  for (const obsId of numbers) keys.push(await insertObservation({ collectionId: options.collectionId ?? cta, obsId, projectId: id }));
  return { code, id, ids: numbers.map((obsId) => `cta:${obsId}`), keys };
}

const clocks = (code: string, at: string | null): Change => ({ kind: "project-clocks", codes: [code], meta: { from: "fixed", at }, data: { from: "fixed", at } });
const sees = (who: Viewer, keys: readonly string[]) =>
  withViewerSql(who, async (sql) => (await sql.rows<{ seen: number; readable: number }>("SELECT count(*)::int AS seen, (count(*) FILTER (WHERE readable))::int AS readable FROM visible_observation WHERE id = ANY ($1)", [keys]))[0]!);

beforeAll(async () => {
  for (const who of [manager, second, otherManager, member, pi, guest]) await insertPerson(who);
  cta = await insertCollection("cta", { managers: ["cta/embargo-managers"] });
  hess = await insertCollection("hess", { managers: ["hess/embargo-managers"] });
});

describe("who may change the embargo", () => {
  let here: Awaited<ReturnType<typeof project>>;
  beforeEach(async () => {
    here = await project();
  });
  it.each([["anonymous", anonymous], ["a member", member], ["the PI", pi], ["an outsider", guest], ["a manager of another collection", otherManager]])("is not %s: there is nothing there", async (_name, who) => {
    for (const change of [clocks(here.code, past), clocks("NEVER-WAS", past)]) {
      await expect(whatIf(who, change)).rejects.toMatchObject({ status: 404 });
      await expect(makeChange(who, change, reason)).rejects.toMatchObject({ status: 404 });
    }
    const { id } = await makeChange(manager, { kind: "emergency", username: "guest", scope: { project: here.code }, rights: "read", hours: 1 }, reason);
    await expect(getChange(who, id)).rejects.toMatchObject({ status: 404 });
    for (const verdict of ["approve", "refuse", "withdraw"] as const) await expect(decideChange(who, id, verdict, reason)).rejects.toMatchObject({ status: 404 });
    await expect(undoChange(who, id, reason)).rejects.toMatchObject({ status: 404 });
    expect(await sees(anonymous, here.keys)).toEqual({ seen: 0, readable: 0 });
  });
  it("is not who manages only some of a project's collections", async () => {
    await insertObservation({ collectionId: hess, obsId: serial * 10 + 9, projectId: here.id });
    await expect(whatIf(manager, clocks(here.code, past))).rejects.toMatchObject({ status: 404 });
    await expect(whatIf(manager, { kind: "observation-dates", observations: [`hess:${serial * 10 + 9}`], metaReleaseAt: past })).rejects.toMatchObject({ status: 404 });
    expect(await whatIf(manager, { kind: "observation-dates", observations: here.ids, metaReleaseAt: past })).toMatchObject({ observationCount: 3 });
  });
  it("is nobody who writes past the functions", async () => {
    for (const text of ["INSERT INTO embargo_change (kind, body, reason, made_by) VALUES ('hold', '{}', 'x', 'x')", "UPDATE embargo_change SET state = 'applied'", "SELECT * FROM embargo_change_observation", "SELECT embargo.apply_change(gen_random_uuid())", "SELECT * FROM embargo.proposed_rows(gen_random_uuid(), false)"]) {
      await expect(withViewerSql(manager, (sql) => sql.run(text))).rejects.toThrow(/permission denied/);
    }
  });
  it("can not keep what was only tried", async () => {
    const { id } = await makeChange(manager, { kind: "emergency", username: "guest", scope: { project: here.code }, rights: "read", hours: 1 }, reason);
    await expect(withViewerSql(manager, (sql) => sql.rows("SELECT embargo.rehearse_change($1)", [id]))).rejects.toThrow(/rolled back/);
    expect(await sees(guest, here.keys)).toEqual({ seen: 0, readable: 0 });
  });
});

describe("a change", () => {
  it("tells what it does before, and then does just that", async () => {
    const here = await project();
    const effect = await whatIf(manager, clocks(here.code, past));
    expect(effect).toMatchObject({ observationCount: 3, observationIds: here.ids, projects: [here.code], needsSecondManager: false });
    expect(effect.parties).toEqual([
      { kind: "public", name: null, discoverGained: 3, discoverLost: 0, readGained: 3, readLost: 0 },
      { kind: "group", name: "cta/projects/crab", discoverGained: 0, discoverLost: 0, readGained: 0, readLost: 0 },
    ]);
    expect(effect.openings).toEqual(["discover", "read"].map((right) => ({ right, direction: "opens-now", observationCount: 3, plannedFrom: future, plannedTo: future, opensFrom: past, opensTo: past })));
    expect(await sees(anonymous, here.keys)).toEqual({ seen: 0, readable: 0 });
    expect((await listChanges(manager, { limit: 50, project: here.code }, null)).items).toEqual([]);
    expect(await makeChange(manager, clocks(here.code, past), reason, effect.digest)).toMatchObject({ state: "applied", madeBy: "manager", mine: true, reason, projects: [here.code] });
    expect(await sees(anonymous, here.keys)).toEqual({ seen: 3, readable: 3 });
  });
  it("is refused when the world has changed since, or the digest is another's", async () => {
    const [here, there] = [await project(), await project()];
    const { digest } = await whatIf(manager, clocks(here.code, past));
    const { digest: another } = await whatIf(manager, clocks(there.code, past));
    await expect(makeChange(manager, clocks(here.code, past), reason, another)).rejects.toMatchObject({ status: 409, slug: "embargo-effect-changed" });
    await expect(makeChange(manager, clocks(here.code, past), reason, "forged")).rejects.toMatchObject({ slug: "embargo-effect-changed" });
    await insertObservation({ collectionId: cta, obsId: 900_000 + serial, projectId: here.id });
    await expect(makeChange(manager, clocks(here.code, past), reason, digest)).rejects.toMatchObject({ slug: "embargo-effect-changed", details: { effect: { observationCount: 4 } } });
    expect(await sees(anonymous, here.keys)).toEqual({ seen: 0, readable: 0 });
  });
  it("waits for another manager when it opens early and the project asks for one", async () => {
    const here = await project({ approval: true });
    const change = await makeChange(manager, clocks(here.code, past), reason);
    expect(change).toMatchObject({ state: "waiting", effect: { needsSecondManager: true } });
    expect(await sees(anonymous, here.keys)).toEqual({ seen: 0, readable: 0 });
    await expect(decideChange(manager, change.id, "approve", reason)).rejects.toMatchObject({ status: 403, slug: "second-manager-needed" });
    await expect(decideChange(second, change.id, "withdraw", reason)).rejects.toMatchObject({ details: { obstacle: "not-yours" } });
    const looked = await getChange(second, change.id);
    expect(looked).toMatchObject({ mine: false, effectNow: { observationCount: 3 } });
    await expect(decideChange(second, change.id, "approve", reason, change.effect!.digest)).rejects.toMatchObject({ slug: "embargo-effect-changed" });
    expect(await decideChange(second, change.id, "approve", "agreed", looked.effectNow!.digest)).toMatchObject({ state: "applied", decidedBy: "manager2", decisionReason: "agreed" });
    expect(await sees(anonymous, here.keys)).toEqual({ seen: 3, readable: 3 });
    await expect(decideChange(second, change.id, "refuse", reason)).rejects.toMatchObject({ details: { obstacle: "decided-already", state: "applied" } });
  });
  it("does not wait when it opens later, and can not rid the project of the second manager alone", async () => {
    const here = await project({ approval: true });
    expect(await makeChange(manager, clocks(here.code, null), reason)).toMatchObject({ state: "applied" });
    const settings = await makeChange(manager, { kind: "project-settings", codes: [here.code], earlyReleaseApproval: false, whenRightEnds: "stop" }, reason);
    expect(settings.state).toBe("waiting");
    expect(await decideChange(manager, settings.id, "withdraw", reason)).toMatchObject({ state: "withdrawn" });
    // A shorter period opens nothing now, but what is observed later.
    await withSystemSql("test", (sql) => sql.run("UPDATE project SET meta_clock = 'observation', meta_clock_months = 12, data_clock = 'observation', data_clock_months = 12 WHERE id = $1", [here.id]));
    const shorter: Change = { kind: "project-clocks", codes: [here.code], data: { from: "observation", months: 6 } };
    expect(await makeChange(manager, shorter, reason)).toMatchObject({ state: "waiting", observationCount: 0 });
  });
  it("sets dates of single observations, found by a search too, and takes them back", async () => {
    const here = await project();
    await makeChange(manager, { kind: "observation-dates", observations: { query: { project: here.code } }, metaReleaseAt: past, dataReleaseAt: null }, reason);
    expect(await sees(anonymous, here.keys)).toEqual({ seen: 3, readable: 0 });
    const one = await makeChange(manager, { kind: "observation-dates", observations: [here.ids[0]!], dataReleaseAt: past }, reason);
    expect(await sees(anonymous, here.keys)).toEqual({ seen: 3, readable: 1 });
    await makeChange(manager, { kind: "observation-dates", observations: here.ids.slice(0, 2), metaReleaseAt: "project", dataReleaseAt: "project" }, reason);
    expect(await sees(anonymous, here.keys)).toEqual({ seen: 1, readable: 0 });
    await expect(undoChange(manager, one.id, reason)).rejects.toMatchObject({ details: { obstacle: "newer-change" } });
  });
});

describe("holds, denials and emergencies", () => {
  it("close to all, and open again when lifted", async () => {
    const here = await project({ meta: past, data: past });
    const effect = await whatIf(manager, { kind: "hold", scope: { project: here.code }, closes: "discover" });
    expect(effect.parties.map(({ discoverLost, readLost }) => [discoverLost, readLost])).toEqual([[3, 3], [3, 3]]);
    const hold = await makeChange(manager, { kind: "hold", scope: { project: here.code }, closes: "discover" }, reason, effect.digest);
    expect(await sees(member, here.keys)).toEqual({ seen: 0, readable: 0 });
    const [{ id: holdId }] = await withViewerSql(manager, (sql) => sql.rows<{ id: string }>("SELECT id FROM hold WHERE project_id = $1 AND lifted_at IS NULL", [here.id])) as [{ id: string }];
    await expect(whatIf(otherManager, { kind: "lift-hold", holdId })).rejects.toMatchObject({ status: 404 });
    const lifted = await whatIf(manager, { kind: "lift-hold", holdId });
    expect(lifted.parties[0]).toMatchObject({ kind: "public", discoverGained: 3, readGained: 3 });
    expect(await undoChange(manager, hold.id, reason)).toMatchObject({ state: "undone", undoneBy: "manager" });
    expect(await sees(anonymous, here.keys)).toEqual({ seen: 3, readable: 3 });
    await expect(whatIf(manager, { kind: "lift-hold", holdId })).rejects.toMatchObject({ details: { obstacle: "lifted-already" } });
  });
  it("deny one person what is public", async () => {
    const here = await project({ meta: past, data: past });
    const change: Change = { kind: "denial", username: "guest", scope: { observations: here.ids.slice(1) } };
    const effect = await whatIf(manager, change);
    expect(effect.parties).toEqual([{ kind: "person", name: "guest", discoverGained: 0, discoverLost: 2, readGained: 0, readLost: 2 }]);
    expect(await sees(guest, here.keys)).toEqual({ seen: 3, readable: 3 });
    const denial = await makeChange(manager, change, reason, effect.digest);
    expect(await sees(guest, here.keys)).toEqual({ seen: 1, readable: 1 });
    await undoChange(second, denial.id, reason);
    expect(await sees(guest, here.keys)).toEqual({ seen: 3, readable: 3 });
    await expect(whatIf(manager, { ...change, username: "nobody-knows" })).rejects.toMatchObject({ status: 409, details: { obstacle: "unknown-person" } });
  });
  it("open in an emergency by two managers together, for hours, and tell the PI", async () => {
    const here = await project();
    const change: Change = { kind: "emergency", username: "guest", scope: { project: here.code }, rights: "read", hours: 2 };
    await expect(makeChange(manager, { ...change, username: "manager" }, reason)).rejects.toMatchObject({ details: { obstacle: "to-oneself" } });
    const forSecond = await makeChange(manager, { ...change, username: "manager2" }, reason);
    await expect(decideChange(second, forSecond.id, "approve", reason)).rejects.toMatchObject({ details: { obstacle: "to-oneself" } });
    const made = await makeChange(manager, change, reason);
    expect(made).toMatchObject({ state: "waiting", effect: { parties: [{ name: "guest", discoverGained: 3, readGained: 3 }] } });
    expect(await sees(guest, here.keys)).toEqual({ seen: 0, readable: 0 });
    await decideChange(second, made.id, "approve", reason);
    expect(await sees(guest, here.keys)).toEqual({ seen: 3, readable: 3 });
    const [grant] = await withViewerSql(guest, (sql) => sql.rows<{ emergency: boolean; hours: number }>("SELECT emergency, extract(epoch FROM valid_until - now())::float8 / 3600 AS hours FROM access_grant"));
    expect(grant).toMatchObject({ emergency: true });
    expect(grant!.hours).toBeGreaterThan(1.9);
    expect(grant!.hours).toBeLessThanOrEqual(2);
    const told = await withViewerSql(pi, (sql) => sql.rows<{ text: string }>("SELECT text FROM notice WHERE kind = 'emergency'"));
    expect(told).toEqual([{ text: expect.stringMatching(/manager, manager2|manager and manager2/) }]);
    await undoChange(manager, made.id, "over");
    expect(await sees(guest, here.keys)).toEqual({ seen: 0, readable: 0 });
  });
});

describe("undoing", () => {
  it("puts back what was, also of several projects", async () => {
    const [here, there] = [await project(), await project({ meta: past, data: null })];
    const change = await makeChange(manager, { kind: "project-clocks", codes: [here.code, there.code], data: { from: "last-observation", months: 1200 } }, reason);
    expect(await undoChange(second, change.id, "a mistake")).toMatchObject({ state: "undone", undoneBy: "manager2", undoReason: "a mistake" });
    const rows = await withSystemSql("test", (sql) => sql.rows<{ clock: string; at: Date | null; months: number | null }>("SELECT data_clock AS clock, data_clock_date AS at, data_clock_months AS months FROM project WHERE id = ANY ($1) ORDER BY id", [[here.id, there.id]]));
    expect(rows).toEqual([{ clock: "fixed", at: new Date(future), months: null }, { clock: "fixed", at: null, months: null }]);
    await expect(undoChange(manager, change.id, reason)).rejects.toMatchObject({ details: { obstacle: "not-applied", state: "undone" } });
  });
  it("is refused once something has become public by it", async () => {
    const here = await project();
    const change = await makeChange(manager, clocks(here.code, past), reason);
    await expect(undoChange(manager, change.id, reason)).rejects.toMatchObject({ status: 409, details: { obstacle: "public-already" } });
    await makeChange(manager, { kind: "hold", scope: { project: here.code }, closes: "read" }, reason);
    expect(await sees(anonymous, here.keys)).toEqual({ seen: 3, readable: 0 });
  });
  it("is refused while a newer change stands on it, and names that", async () => {
    const here = await project();
    const first = await makeChange(manager, clocks(here.code, "2998-01-01T00:00:00Z"), reason);
    const next = await makeChange(manager, { kind: "observation-dates", observations: [here.ids[0]!], dataReleaseAt: "2997-01-01T00:00:00Z" }, reason);
    await expect(undoChange(manager, first.id, reason)).rejects.toMatchObject({ details: { obstacle: "newer-change", newerChangeId: next.id } });
    await undoChange(manager, next.id, reason);
    await withSystemSql("test", (sql) => sql.run("UPDATE project SET data_clock_date = '2996-01-01' WHERE id = $1", [here.id]));
    await expect(undoChange(manager, first.id, reason)).rejects.toMatchObject({ details: { obstacle: "changed-since" } });
  });
  it("does not open early what takes two managers", async () => {
    const here = await project({ approval: true });
    const later = await makeChange(manager, clocks(here.code, null), reason);
    await expect(undoChange(manager, later.id, reason)).rejects.toMatchObject({ details: { obstacle: "undo-opens-early" } });
  });
});
