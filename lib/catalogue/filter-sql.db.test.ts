import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import { filterSql } from "./filter-sql";
import { insertRows } from "./fixture.test-support";
import { without } from "./named";
import { observationFilterSchema } from "./schemas";

testDatabase();

const future = "2999-01-01T00:00:00Z";
const past = "2020-01-01T00:00:00Z";
const member = viewer("pi-crab", "cta/projects/crab");
const operator = viewer("operator", "cta/operators");
const outsider = viewer("outsider", "cta/other");

beforeAll(async () => {
  const store = await insertCollection("store", { iamGroup: "cta/operators" });
  const other = await insertCollection("other");
  const crab = await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: future, dataReleaseAt: future });
  const agn = await insertProject({ code: "AGN", group: "cta/projects/agn", metaReleaseAt: past, dataReleaseAt: past });
  await insertRows([
    { collectionId: store, obsId: 23523, projectId: crab, targetName: "Crab Nebula", raDeg: 83.63, decDeg: 22.51, startMjd: 53343.9, instrument: "HESS" },
    { collectionId: other, obsId: 23523, projectId: agn, targetName: "PKS 2155-304", raDeg: 329.7, decDeg: -30.2, startMjd: 53945.1, durationDays: 0.3, instrument: "HESS", zenithDeg: 10, quality: 0, livetimeSec: 1600 },
    { collectionId: other, obsId: 47001, projectId: agn, targetName: "47 Tucanae", raDeg: 6.0, decDeg: -72.1, startMjd: 53946.1, instrument: "LST", zenithDeg: 50, quality: 2, livetimeSec: 900 },
    { collectionId: other, obsId: 5, projectId: agn, targetName: null, startMjd: 53947.1, instrument: "LST" },
    { collectionId: store, obsId: 7, targetName: "Dark field", raDeg: 0.2, decDeg: 89.9, startMjd: 53948.1 },
  ]);
});

async function found(who: Viewer, filter: Record<string, unknown>): Promise<string[]> {
  return withViewerSql(who, async (sql) => {
    const { where, values } = await filterSql(sql, observationFilterSchema.parse(filter), 2);
    const rows = await sql.rows<{ name: string }>(`SELECT $1::text || o.obs_id AS name FROM visible_observation o WHERE ${where} ORDER BY o.start_mjd`, ["#", ...values]);
    return rows.map((row) => row.name);
  });
}

describe("filterSql", () => {
  it("finds by a name however it is written, by its beginning, and by number", async () => {
    expect(await found(outsider, { q: "pks2155" })).toEqual(["#23523"]);
    expect(await found(outsider, { q: "PKS 2155−304" })).toEqual(["#23523"]);
    expect(await found(outsider, { q: "155" })).toEqual([]);
    expect(await found(outsider, { q: "47" })).toEqual(["#47001"]);
    expect(await found(member, { q: "run 23523" })).toEqual(["#23523", "#23523"]);
    expect(await found(member, { q: "other:23523" })).toEqual(["#23523"]);
    expect(await found(member, { q: "%" })).toEqual([]);
    expect(await found(outsider, { target: "47 tuc" })).toEqual([]);
    expect(await found(outsider, { target: "47 tucanae" })).toEqual(["#47001"]);
  });
  it("answers for a hidden project, collection or number as for an unknown one", async () => {
    for (const filter of [{ project: "CRAB" }, { project: "NO-SUCH" }, { collection: "store" }, { collection: "no-such" }, { q: "store:23523" }, { q: "no-such:23523" }]) {
      expect(await found(outsider, filter)).toEqual([]);
      expect(await found(anonymous, filter)).toEqual([]);
    }
    expect(await found(member, { project: "CRAB" })).toEqual(["#23523"]);
    expect(await found(operator, { collection: "store" })).toEqual(["#7"]);
  });
  it("finds what covers a position, what points at it, and nothing that drifts", async () => {
    expect(await found(member, { raDeg: 83.63, decDeg: 22.01 })).toEqual(["#23523"]);
    expect(await found(member, { raDeg: 83.63, decDeg: 25.1 })).toEqual([]);
    expect(await found(member, { raDeg: 83.63, decDeg: 25.1, radiusDeg: 0.2 })).toEqual(["#23523"]);
    expect(await found(member, { raDeg: 83.63, decDeg: 22.01, offsetMaxDeg: 0.4 })).toEqual([]);
    expect(await found(member, { raDeg: 83.63, decDeg: 22.01, radiusDeg: 0.4, match: "pointing" })).toEqual([]);
    expect(await found(member, { raDeg: 83.63, decDeg: 22.01, radiusDeg: 0.6, match: "pointing" })).toEqual(["#23523"]);
    expect(await found(outsider, { raDeg: 0, decDeg: 0, radiusDeg: 180, match: "pointing" })).toEqual(["#23523", "#47001"]);
    expect(await found(operator, { raDeg: 180, decDeg: 89.5 })).toEqual(["#7"]);
  });
  it("takes times as overlap, and a night as a night", async () => {
    expect(await found(outsider, { startMjd: 53945.39, endMjd: 53946 })).toEqual(["#23523"]);
    expect(await found(outsider, { startMjd: 53945.41, endMjd: 53946 })).toEqual([]);
    expect(await found(outsider, { endMjd: 53945.1 })).toEqual(["#23523"]);
    expect(await found(outsider, { night: "2006-07-30" })).toEqual(["#47001"]);
    expect(await found(member, { night: "2006-07-29" })).toEqual(["#23523"]);
  });
  it("leaves out what says nothing of the value that is asked for", async () => {
    expect(await found(outsider, { zenithMaxDeg: 50 })).toEqual(["#23523", "#47001"]);
    expect(await found(outsider, { quality: 1 })).toEqual(["#23523"]);
    expect(await found(outsider, { livetimeMinSec: 900.5 })).toEqual(["#23523"]);
    expect(await found(outsider, { instrument: "LST" })).toEqual(["#47001", "#5"]);
  });
  it("asks what the viewer's own current basket holds, and nobody else's", async () => {
    await withSystemSql("test", async (sql) => {
      const put = "WITH b AS (INSERT INTO basket (owner_sub, name, is_current) VALUES ($1, $2, $3) RETURNING id) INSERT INTO basket_item (basket_id, public_id, kind, observation_id, with_irfs, pin_products, pin_releases) SELECT b.id, o.obs_id::text, 'observation', o.id, false, '{}', '{}' FROM b, observation o WHERE o.obs_id = $4";
      await sql.run(put, [outsider.sub, "default", true, 47001]);
      await sql.run(put, [outsider.sub, "other", false, 5]);
      await sql.run(put, [member.sub, "default", true, 5]);
    });
    expect(await found(outsider, { basket: "in" })).toEqual(["#47001"]);
    expect(await found(outsider, { basket: "out" })).toEqual(["#23523", "#5"]);
    expect(await found(member, { basket: "in" })).toEqual(["#5"]);
    expect(await found(anonymous, { basket: "in" })).toEqual([]);
    expect(await found(anonymous, { basket: "out" })).toHaveLength(3);
    expect(await found(operator, { basket: "in" })).toEqual([]);
  });
  it("leaves out ids by name; of hidden and unknown ones it knows nothing", async () => {
    const left = (who: Viewer, ids: string[]) =>
      withViewerSql(who, async (sql) => {
        const { where, values } = without(await filterSql(sql, {}, 1), ids, 1);
        return (await sql.rows<{ name: string }>(`SELECT '#' || o.obs_id AS name FROM visible_observation o WHERE ${where} ORDER BY o.start_mjd`, [...values])).map(({ name }) => name);
      });
    expect(await left(outsider, ["other:47001", "other:005"])).toEqual(["#23523"]);
    expect(await left(outsider, ["store:23523", "no-such:23523", "other:99"])).toEqual(["#23523", "#47001", "#5"]);
    expect(await left(member, ["store:23523"])).toHaveLength(3);
  });
  it("tells one's own and the readable apart", async () => {
    expect(await found(member, { access: "mine" })).toEqual(["#23523"]);
    expect(await found(operator, { access: "mine" })).toEqual(["#7"]);
    expect(await found(outsider, { access: "mine" })).toEqual([]);
    expect(await found(anonymous, { access: "readable" })).toEqual(["#23523", "#47001", "#5"]);
    expect(await found(member, { access: "readable" })).toHaveLength(4);
  });
});
