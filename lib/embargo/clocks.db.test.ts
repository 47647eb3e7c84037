import { describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertObservation, insertProject, insertSharedProduct } from "./fixture.test-support";
import { withSystemSql, withViewerSql } from "./transaction";
import { anonymous } from "./viewer";

testDatabase();

let serial = 0;
const unique = (name: string) => `${name}-${++serial}`;

async function clocks(id: string): Promise<[string | null, string | null]> {
  const [row] = await withSystemSql("test", (sql) =>
    sql.rows<{ meta: Date | null; data: Date | null }>("SELECT meta_release_at AS meta, data_release_at AS data FROM observation WHERE id = $1", [id]),
  );
  return [row?.meta?.toISOString() ?? null, row?.data?.toISOString() ?? null];
}
const setPolicy = (projectId: number, assignments: string) => withSystemSql("test", (sql) => sql.run(`UPDATE project SET ${assignments} WHERE id = $1`, [projectId]));

describe("the clocks of an observation", () => {
  it("start at the date, the observation, the delivery or the project's last observation", async () => {
    const collectionId = await insertCollection(unique("c"));
    const projectId = await insertProject({ code: unique("P"), group: "g", metaReleaseAt: "2030-01-01T00:00:00Z", dataReleaseAt: "2031-01-01T00:00:00Z" });
    // MJD 58849 is 2020-01-01; the fixture's observations last 0.02 days, 28 min 48 s.
    const first = await insertObservation({ collectionId, obsId: 1, projectId, startMjd: 58849 });
    expect(await clocks(first)).toEqual(["2030-01-01T00:00:00.000Z", "2031-01-01T00:00:00.000Z"]);
    await setPolicy(projectId, "meta_clock = 'observation', meta_clock_months = 6, data_clock = 'last-observation', data_clock_months = 12");
    expect(await clocks(first)).toEqual(["2020-07-01T00:28:48.000Z", "2021-01-01T00:28:48.000Z"]);
    const second = await insertObservation({ collectionId, obsId: 2, projectId, startMjd: 58880 });
    expect((await clocks(first))[1]).toBe("2021-02-01T00:28:48.000Z");
    await withSystemSql("test", (sql) => sql.run("DELETE FROM product_release WHERE product_id IN (SELECT id FROM product WHERE observation_id = $1)", [second]));
    await withSystemSql("test", async (sql) => {
      await sql.run("DELETE FROM hdu WHERE observation_id = $1", [second]);
      await sql.run("DELETE FROM product WHERE observation_id = $1", [second]);
      await sql.run("DELETE FROM observation WHERE id = $1", [second]);
    });
    expect((await clocks(first))[1]).toBe("2021-01-01T00:28:48.000Z");
    await withSystemSql("test", (sql) => sql.run("UPDATE observation SET delivered_at = '2022-05-31T00:00:00Z' WHERE id = $1", [first]));
    await setPolicy(projectId, "data_clock = 'delivery', data_clock_months = 1");
    expect((await clocks(first))[1]).toBe("2022-06-30T00:00:00.000Z");
  });
  it("move on in both projects when the last observation changes its project", async () => {
    const collectionId = await insertCollection(unique("c"));
    const [from, to] = [await insertProject({ code: unique("P"), group: "g" }), await insertProject({ code: unique("P"), group: "g" })];
    for (const projectId of [from, to]) await setPolicy(projectId, "meta_clock_date = '2020-01-01', data_clock = 'last-observation', data_clock_months = 12");
    const [stays, moves, waits] = [await insertObservation({ collectionId, obsId: 1, projectId: from, startMjd: 58849 }), await insertObservation({ collectionId, obsId: 2, projectId: from, startMjd: 58880 }), await insertObservation({ collectionId, obsId: 3, projectId: to, startMjd: 58849 })];
    const opens = async (id: string) => (await clocks(id))[1];
    expect(await Promise.all([stays, moves, waits].map(opens))).toEqual(["2021-02-01T00:28:48.000Z", "2021-02-01T00:28:48.000Z", "2021-01-01T00:28:48.000Z"]);
    await withSystemSql("test", (sql) => sql.run("UPDATE observation SET project_id = $2 WHERE id = $1", [moves, to]));
    expect(await Promise.all([stays, moves, waits].map(opens))).toEqual(["2021-01-01T00:28:48.000Z", "2021-02-01T00:28:48.000Z", "2021-02-01T00:28:48.000Z"]);
  });
  it("can not be set past the project's policy, and outlast changes of what they are not made of", async () => {
    const collectionId = await insertCollection(unique("c"));
    const projectId = await insertProject({ code: unique("P"), group: "g", metaReleaseAt: "2999-01-01T00:00:00Z", dataReleaseAt: "2999-01-01T00:00:00Z" });
    const id = await insertObservation({ collectionId, obsId: 1, projectId });
    await withSystemSql("test", (sql) => sql.run("UPDATE observation SET meta_release_at = '2000-01-01', data_release_at = '2000-01-01' WHERE id = $1", [id]));
    await withSystemSql("test", (sql) => sql.run("UPDATE product SET meta_release_at = '2000-01-01', data_release_at = '2000-01-01' WHERE observation_id = $1", [id]));
    await withSystemSql("test", (sql) => sql.run("UPDATE observation SET size_bytes = 7 WHERE id = $1", [id]));
    const [product] = await withSystemSql("test", (sql) => sql.rows<{ meta: Date; data: Date }>("SELECT meta_release_at AS meta, data_release_at AS data FROM product WHERE observation_id = $1", [id]));
    expect(await clocks(id)).toEqual(["2999-01-01T00:00:00.000Z", "2999-01-01T00:00:00.000Z"]);
    expect([product?.meta.getUTCFullYear(), product?.data.getUTCFullYear()]).toEqual([2999, 2999]);
  });
  it("never open the bytes before the description, and stay closed without a date", async () => {
    const collectionId = await insertCollection(unique("c"));
    const late = await insertProject({ code: unique("P"), group: "g", metaReleaseAt: "2030-01-01T00:00:00Z", dataReleaseAt: "2025-01-01T00:00:00Z" });
    expect(await clocks(await insertObservation({ collectionId, obsId: 1, projectId: late }))).toEqual(["2030-01-01T00:00:00.000Z", "2030-01-01T00:00:00.000Z"]);
    const undated = await insertProject({ code: unique("P"), group: "g", metaReleaseAt: null, dataReleaseAt: "2020-01-01T00:00:00Z" });
    expect(await clocks(await insertObservation({ collectionId, obsId: 2, projectId: undated }))).toEqual([null, null]);
    expect(await clocks(await insertObservation({ collectionId, obsId: 3 }))).toEqual([null, null]);
  });
  it("yield to an override on the observation, also to one that closes", async () => {
    const collectionId = await insertCollection(unique("c"));
    const projectId = await insertProject({ code: unique("P"), group: "g", metaReleaseAt: "2020-01-01T00:00:00Z", dataReleaseAt: "2999-01-01T00:00:00Z" });
    expect(await clocks(await insertObservation({ collectionId, obsId: 1, projectId, dataReleaseOverride: "2021-01-01T00:00:00Z" }))).toEqual(["2020-01-01T00:00:00.000Z", "2021-01-01T00:00:00.000Z"]);
    expect(await clocks(await insertObservation({ collectionId, obsId: 2, projectId, metaReleaseOverride: "infinity" }))).toEqual([null, null]);
  });
  it("open at their very second, in whatever time zone the date was given", async () => {
    const collectionId = await insertCollection(unique("c"));
    const projectId = await insertProject({ code: unique("P"), group: "g" });
    const id = await insertObservation({ collectionId, obsId: 424242, projectId });
    const [row] = await withSystemSql("test", (sql) => sql.rows<{ iso: string }>("SELECT to_char(now() AT TIME ZONE 'Asia/Tokyo' + interval '700 milliseconds', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS') || '+09:00' AS iso"));
    await withSystemSql("test", (sql) => sql.run("UPDATE observation SET meta_release_override = $2 WHERE id = $1", [id, row!.iso]));
    const seen = () => withViewerSql(anonymous, (sql) => sql.rows<{ at: Date; n: number }>("SELECT now() AS at, (SELECT count(*)::int FROM observation WHERE obs_id = 424242) AS n"));
    const opensAt = new Date(row!.iso).getTime();
    let answer = (await seen())[0]!;
    expect(answer.n).toBe(0);
    while (answer.n === 0) {
      expect(answer.at.getTime()).toBeLessThanOrEqual(opensAt);
      answer = (await seen())[0]!;
    }
    expect(answer.at.getTime()).toBeGreaterThanOrEqual(opensAt);
  });
});

describe("the clocks of products", () => {
  it("follow their observation, and the latest of several", async () => {
    const collectionId = await insertCollection(unique("c"));
    const early = await insertProject({ code: unique("P"), group: "g", metaReleaseAt: "2020-01-01T00:00:00Z", dataReleaseAt: "2020-01-01T00:00:00Z" });
    const late = await insertProject({ code: unique("P"), group: "g", metaReleaseAt: "2020-01-01T00:00:00Z", dataReleaseAt: "2040-01-01T00:00:00Z" });
    const ids = [await insertObservation({ collectionId, obsId: 1, projectId: early }), await insertObservation({ collectionId, obsId: 2, projectId: late })];
    const stack = await insertSharedProduct(collectionId, "stack.fits", "combined", ids);
    const opens = async (id: string) => (await withSystemSql("test", (sql) => sql.rows<{ at: Date | null }>("SELECT data_release_at AS at FROM product WHERE id = $1", [id])))[0]?.at?.toISOString() ?? null;
    expect(await opens(stack)).toBe("2040-01-01T00:00:00.000Z");
    await setPolicy(late, "data_clock_date = '2041-01-01T00:00:00Z'");
    expect(await opens(stack)).toBe("2041-01-01T00:00:00.000Z");
    await setPolicy(late, "data_clock_date = NULL");
    expect(await opens(stack)).toBeNull();
    const [single] = await withSystemSql("test", (sql) => sql.rows<{ id: string }>("SELECT id FROM product WHERE observation_id = $1", [ids[1]]));
    expect(await opens(single!.id)).toBeNull();
  });
  it("are those of the rules whatever an insertion says, of each kind of product", async () => {
    const collectionId = await insertCollection(unique("c"));
    const projectId = await insertProject({ code: unique("P"), group: "g", metaReleaseAt: "2998-01-01T00:00:00Z", dataReleaseAt: "2999-01-01T00:00:00Z" });
    const observationId = await insertObservation({ collectionId, obsId: 1, projectId });
    const held = await insertProject({ code: unique("P"), group: "g", metaReleaseAt: "2000-01-01T00:00:00Z", dataReleaseAt: "2000-01-01T00:00:00Z" });
    const heldId = await insertObservation({ collectionId, obsId: 2, projectId: held });
    await withSystemSql("test", (sql) => sql.run("INSERT INTO hold (project_id, closes, reason, placed_by) VALUES ($1, 'discover', 'test', 'test')", [held]));
    const kinds = [
      { name: "a", sharing: "single", of: observationId },
      { name: "b", sharing: "single", of: heldId },
      { name: "c", sharing: "single", of: null },
      { name: "d", sharing: "combined", of: null },
      { name: "e", sharing: "shared-irf", of: null },
      { name: "f", sharing: "store", of: null },
    ];
    await withSystemSql("test", (sql) =>
      sql.run(
        `INSERT INTO product (collection_id, name, role, sharing, observation_id, observation_count, project_id, meta_release_at, data_release_at, hold, media_type, size_bytes)
         SELECT $1, k.name, 'event-list', k.sharing, k.of, 9, $3, '2000-01-01', '2000-01-01', 1, 'application/fits', 1 FROM jsonb_to_recordset($2) AS k(name text, sharing text, of bigint)`,
        [collectionId, JSON.stringify(kinds), held],
      ),
    );
    const stored = await withSystemSql("test", (sql) =>
      sql.rows("SELECT name, project_id AS project, meta_release_at AS meta, data_release_at AS data, hold FROM product WHERE collection_id = $1 AND name = ANY ($2) ORDER BY name", [collectionId, kinds.map(({ name }) => name)]),
    );
    const closed = { project: null, meta: null, data: null, hold: 0 };
    expect(stored).toEqual([
      { name: "a", project: projectId, meta: new Date("2998-01-01T00:00:00Z"), data: new Date("2999-01-01T00:00:00Z"), hold: 0 },
      { name: "b", project: held, meta: null, data: null, hold: 2 },
      ...["c", "d", "e", "f"].map((name) => ({ name, ...closed })),
    ]);
  });
  it("open a shared IRF with its insertion where the collection says so, and nothing else", async () => {
    const collectionId = await insertCollection(unique("c"), { sharedIrfsPublic: true });
    await withSystemSql("test", (sql) =>
      sql.run(
        `INSERT INTO product (collection_id, name, role, sharing, meta_release_at, data_release_at, media_type, size_bytes)
         SELECT $1, k.name, 'irf', k.sharing, k.date, k.date, 'application/fits', 1 FROM (VALUES ('a', 'shared-irf', NULL), ('b', 'store', timestamptz '1970-01-01Z')) AS k(name, sharing, date)`,
        [collectionId],
      ),
    );
    const stored = await withSystemSql("test", (sql) => sql.rows("SELECT name, data_release_at AS data FROM product WHERE collection_id = $1 ORDER BY name", [collectionId]));
    expect(stored).toEqual([{ name: "a", data: new Date(0) }, { name: "b", data: null }]);
  });
});
