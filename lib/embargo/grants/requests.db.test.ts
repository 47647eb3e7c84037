import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { answerRequest } from "./answer";
import { ask, OPEN_LIMIT } from "./ask";
import { forgetRights, inDays, insertWorld, noticesOf, people, readable, system, systemRows, type World } from "./fixture.test-support";
import { listRequests } from "./request-list";
import type { RequestAnswer, RequestQuery } from "./schemas";

testDatabase();
let world: World;
beforeAll(async () => void (world = await insertWorld()));
afterEach(forgetRights);

const { piCrab, deputy, member, piAgn, piGps, manager, manager2, otherManager, outsider, friend } = people;
const reason = "a multi-wavelength paper";
const access = (who: SignedInViewer, ...observationIds: string[]) => ask(who, { kind: "access", observationIds, reason }).then(({ items }) => items);
const date = (who: SignedInViewer, kind: "extension" | "early-release", project = "CRAB") => ask(who, { kind, project, wantedAt: inDays(400), reason }).then(({ items }) => items[0]!);
const list = async (who: SignedInViewer, query: Partial<RequestQuery> = {}) => (await listRequests(who, { limit: 100, ...query })).items;
const granted = (more: object = {}): RequestAnswer => ({ state: "granted", until: inDays(30), answer: "welcome", ...more });
const refused: RequestAnswer = { state: "refused", answer: "not now" };

describe("asking for access", () => {
  it("makes one request per project, and each PI sees the own alone", async () => {
    const items = await access(friend, "store:11", "other:31", "store:12", "other:41");
    expect(items.map(({ project, ids }) => ({ project, ids })).sort((a, b) => (a.ids![0]! < b.ids![0]! ? -1 : 1))).toEqual([
      { project: "GPS", ids: ["other:31"] },
      { project: null, ids: ["other:41"] },
      { project: "AGN", ids: ["store:11", "store:12"] },
    ]);
    expect(items[0]).toMatchObject({ state: "open", askedBy: { name: "friend" }, mayAnswer: false, mayWithdraw: true, grantId: null });
    expect((await list(piAgn)).map(({ project, mayAnswer, askedBy }) => [project, mayAnswer, askedBy.name])).toEqual([["AGN", true, "friend"]]);
    expect((await list(piGps, { role: "answer" })).map(({ ids }) => ids)).toEqual([["other:31"]]);
    expect((await list(otherManager, { role: "answer" })).map(({ ids }) => ids![0]).sort()).toEqual(["other:31", "other:41"]);
    expect(await list(otherManager, { project: "GPS" })).toHaveLength(1);
    for (const who of [piCrab, outsider, member]) expect(await list(who)).toEqual([]);
    expect(await list(friend, { role: "answer" })).toEqual([]);
    expect(await list(friend, { role: "asked", state: "open" })).toHaveLength(3);
  });
  it("is for what is visible and closed: hidden and absent are not found, readable needs no asking", async () => {
    const faults = await Promise.all(["store:1", "store:99", "never:1"].map((id) => access(friend, "store:11", id).catch((error: { slug: string; message: string }) => [error.slug, error.message])));
    expect(faults[0]).toEqual(["not-found", faults[1]![1]]);
    expect(faults[2]).toEqual(faults[1]);
    await expect(access(friend, "store:11", "store:13")).rejects.toMatchObject({ slug: "already-readable", details: { ids: ["store:13"] } });
    await expect(access(piAgn, "store:11")).rejects.toMatchObject({ slug: "already-readable" });
    expect(await systemRows("SELECT 1 FROM request UNION ALL SELECT 1 FROM selection")).toEqual([]);
  });
  it("is asked once", async () => {
    await access(friend, "store:11");
    await expect(access(friend, "store:11")).rejects.toMatchObject({ slug: "already-asked" });
    expect((await access(friend, "store:11", "store:12"))[0]!.ids).toEqual(["store:12"]);
    expect((await access(outsider, "store:11"))[0]!.state).toBe("open");
  });
  it("has a limit, also for who asks in parallel", async () => {
    await system("INSERT INTO request (kind, project_id, asked_by, reason) SELECT 'extension', $1, $2, 'x' FROM generate_series(1, $3::int)", [world.agn, friend.sub, OPEN_LIMIT - 1]);
    const tries = await Promise.allSettled([access(friend, "store:11"), access(friend, "other:31"), access(friend, "other:41")]);
    expect(tries.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
    await expect(access(friend, "store:12")).rejects.toMatchObject({ slug: "too-many-open-requests", status: 429 });
    expect(await systemRows("SELECT 1 FROM request WHERE state = 'open'")).toHaveLength(OPEN_LIMIT);
  });
  it("tells those who lead the project, and nobody else", async () => {
    await access(friend, "store:11");
    expect(await noticesOf(piAgn)).toEqual([{ kind: "request-made", text: "friend (friend) asks for access to data of AGN. Reason: a multi-wavelength paper" }]);
    await access(friend, "other:41");
    expect((await noticesOf(otherManager)).map(({ text }) => text)).toEqual(["friend (friend) asks for access to data of other. Reason: a multi-wavelength paper"]);
    for (const who of [piCrab, piGps, manager, friend]) expect(await noticesOf(who)).toEqual([]);
  });
});

describe("answering", () => {
  it("grants what was asked for, to who asked, until the date, in one transaction", async () => {
    const [request] = await access(friend, "store:11");
    const answered = await answerRequest(piAgn, request!.id, granted());
    expect(answered).toMatchObject({ state: "granted", answeredBy: { name: "pi-agn" }, answer: "welcome", mayAnswer: false });
    expect(await readable(friend)).toEqual(["store:11", "store:13"]);
    expect(await systemRows("SELECT grantee, given_by, reason FROM access_grant")).toEqual([{ grantee: friend.sub, given_by: piAgn.sub, reason: "Asked for: a multi-wavelength paper Answer: welcome" }]);
    expect((await list(friend))[0]).toMatchObject({ state: "granted", until: answered.until, answeredBy: { name: "pi-agn" } });
    expect((await noticesOf(friend)).map(({ kind }) => kind)).toEqual(["request-answered"]);
    await expect(access(friend, "store:11")).rejects.toMatchObject({ slug: "already-readable" });
  });
  it("may give less: some products, or none", async () => {
    const [request] = await access(friend, "store:11");
    await expect(answerRequest(piAgn, request!.id, { state: "granted", answer: "" })).rejects.toMatchObject({ slug: "bad-request" });
    await answerRequest(piAgn, request!.id, granted({ roles: ["irf"] }));
    expect(await systemRows("SELECT rights, roles FROM access_grant")).toEqual([{ rights: "read", roles: ["irf"] }]);
    expect(await readable(friend)).toEqual(["store:13"]);
  });
  it("refuses, or is withdrawn, and then is over", async () => {
    const [request] = await access(friend, "store:11");
    expect(await answerRequest(piAgn, request!.id, refused)).toMatchObject({ state: "refused", answer: "not now", grantId: null });
    for (const [who, answer] of [[piAgn, granted()], [friend, { state: "withdrawn" }]] as const) await expect(answerRequest(who, request!.id, answer)).rejects.toMatchObject({ slug: "request-answered" });
    const [again] = await access(friend, "store:11");
    expect(await answerRequest(friend, again!.id, { state: "withdrawn" })).toMatchObject({ state: "withdrawn", mayWithdraw: false });
    await expect(answerRequest(piAgn, again!.id, granted())).rejects.toMatchObject({ slug: "request-answered" });
    expect(await readable(friend)).toEqual(["store:13"]);
  });
  it("is not for the asker, not even one who manages the data, nor for who governs none or only some of it", async () => {
    const [request] = await access(manager, "store:11");
    for (const answer of [granted(), refused]) await expect(answerRequest(manager, request!.id, answer)).rejects.toMatchObject({ slug: "not-in-charge" });
    for (const who of [friend, piCrab, piGps, otherManager, outsider]) {
      for (const answer of [granted(), refused, { state: "withdrawn" }] as const) await expect(answerRequest(who, request!.id, answer)).rejects.toMatchObject({ slug: "not-found" });
    }
    await expect(answerRequest(piAgn, request!.id, { state: "withdrawn" })).rejects.toMatchObject({ slug: "not-in-charge" });
    const direct = (who: SignedInViewer, set: string) => withViewerSql(who, (sql) => sql.run(`UPDATE request SET ${set} WHERE id = $1`, [request!.id]));
    await expect(direct(manager, "state = 'refused', answered_by = embargo.me()")).rejects.toThrow(/row-level security/);
    await expect(direct(manager, "state = 'granted', answered_by = embargo.me()")).rejects.toThrow(/row-level security/);
    await expect(direct(piAgn, "state = 'granted', answered_by = embargo.me()")).rejects.toThrow(/row-level security/);
    expect(await direct(outsider, "state = 'refused', answered_by = embargo.me()")).toBe(0);
    await answerRequest(manager2, request!.id, granted());
    expect(await readable(manager)).toEqual(["store:11", "store:13"]);
  });
  it("happens once, when two answer at the same time", async () => {
    const [request] = await access(friend, "store:11");
    const tries = await Promise.allSettled([answerRequest(piAgn, request!.id, granted()), answerRequest(manager, request!.id, granted()), answerRequest(manager2, request!.id, refused)]);
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await systemRows("SELECT 1 FROM access_grant")).length).toBeLessThanOrEqual(1);
  });
  it("leaves a request as it was asked: nothing is put under it later", async () => {
    const [request] = await access(friend, "store:11");
    const put = withViewerSql(friend, (sql) => sql.run("INSERT INTO selection_observation SELECT r.selection_id, o.id FROM request r, observation o WHERE r.id = $1 AND o.obs_id = 12", [request!.id]));
    await expect(put).rejects.toThrow(/row-level security/);
  });
  it("tells an asker nothing of a project that is hidden meanwhile", async () => {
    const [request] = await access(friend, "store:11");
    await answerRequest(piAgn, request!.id, refused);
    await system("UPDATE project SET meta_clock_date = '2999-01-01' WHERE code = 'AGN'");
    await system("UPDATE observation SET data_release_override = NULL WHERE obs_id = 13");
    expect(await list(friend)).toMatchObject([{ project: null, observationCount: 0, ids: [], reason }]);
    expect(await withViewerSql(friend, (sql) => sql.rows("SELECT id FROM notice"))).toEqual([]);
    await system("UPDATE project SET meta_clock_date = '2020-01-01' WHERE code = 'AGN'");
    await system("UPDATE observation SET data_release_override = '2020-01-01' WHERE obs_id = 13");
    expect(await withViewerSql(friend, (sql) => sql.rows("SELECT id FROM notice"))).toHaveLength(1);
  });
});

describe("asking for another date", () => {
  it("is for PI and deputies, and for managers to answer, who then change the clock", async () => {
    const extension = await date(deputy, "extension");
    expect(extension).toMatchObject({ kind: "extension", project: "CRAB", state: "open", observationCount: 0, ids: null });
    const early = await date(piCrab, "early-release");
    await expect(date(piCrab, "early-release")).rejects.toMatchObject({ slug: "already-asked" });
    for (const who of [member, piAgn, outsider, manager]) await expect(date(who, "extension")).rejects.toMatchObject({ slug: who === piAgn || who === outsider ? "not-found" : "not-in-charge" });
    expect((await list(manager, { role: "answer" })).map(({ kind }) => kind)).toEqual(["early-release", "extension"]);
    expect((await list(piCrab, { role: "answer" })).length).toBe(0);
    for (const who of [piCrab, deputy]) await expect(answerRequest(who, extension.id, { state: "granted", answer: "" })).rejects.toMatchObject({ slug: "not-in-charge" });
    await expect(answerRequest(otherManager, extension.id, refused)).rejects.toMatchObject({ slug: "not-found" });
    await expect(answerRequest(manager, extension.id, granted())).rejects.toMatchObject({ slug: "bad-request" });
    expect(await answerRequest(manager, early.id, { state: "granted", answer: "congratulations" })).toMatchObject({ state: "granted", grantId: null });
    expect((await noticesOf(manager)).map(({ kind }) => kind)).toEqual(["request-made", "request-made"]);
    expect((await noticesOf(deputy)).map(({ kind }) => kind)).toEqual(["request-made", "early-release"]);
    expect(await noticesOf(member)).toEqual([]);
    await expect(ask(piCrab, { kind: "extension", project: "CRAB", wantedAt: inDays(-1), reason })).rejects.toMatchObject({ slug: "bad-request" });
  });
});
