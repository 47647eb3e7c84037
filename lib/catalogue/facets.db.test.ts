import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import { observationFacets } from "./facets";
import { foldOpenSums } from "./open-sums";
import { filterSql } from "./filter-sql";
import { insertRows } from "./fixture.test-support";
import { randomNumbers, randomRows } from "./random.test-support";
import type { Facets, ObservationFilter } from "./schemas";

testDatabase();

const past = "2020-01-01T00:00:00Z";
const future = "2999-01-01T00:00:00Z";
const member = viewer("pi-crab", "cta/projects/crab");
const operator = viewer("operator", "cta/operators");
const viewers: readonly Viewer[] = [anonymous, viewer("outsider", "cta/other"), member, operator];
// What tallies are told apart by: these filters are answered from them.
const filters: readonly ObservationFilter[] = [{}, { project: "CRAB" }, { project: "AGN" }, { collection: "a" }, { instrument: "LST" }, { target: "vela x" }, { q: "crab" }, { access: "visible", q: "47" }, { collection: "b", instrument: "LST", q: "vela" }];

beforeAll(async () => {
  const collections = [await insertCollection("a", { iamGroup: "cta/operators" }), await insertCollection("b")];
  const projects = [
    await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: future, dataReleaseAt: future }),
    await insertProject({ code: "AGN", group: "cta/projects/agn", metaReleaseAt: past, dataReleaseAt: future }),
    null,
  ];
  const next = randomNumbers(17);
  await insertRows(randomRows(next, 600, () => ({ collectionId: collections[Math.floor(next() * 2)]!, projectId: projects[Math.floor(next() * 3)]! })));
});

/** The same counts, row by row. */
async function counted(who: Viewer, filter: ObservationFilter): Promise<Facets> {
  return withViewerSql(who, async (sql) => {
    const { where, values } = await filterSql(sql, filter);
    const by = (value: string, key: string) =>
      sql.rows<{ value: string; count: number }>(
        `SELECT (array_agg(v.name ORDER BY v.n DESC, v.name))[1] AS value, sum(v.n)::int AS count FROM (
           SELECT ${key} AS key, ${value} AS name, count(*)::int AS n FROM visible_observation o LEFT JOIN project p ON p.id = o.project_id WHERE (${where}) AND ${key} IS NOT NULL GROUP BY 1, 2) v
         GROUP BY v.key ORDER BY 2 DESC, 1`,
        values,
      );
    return { project: await by("p.code", "p.code"), instrument: await by("o.instrument", "o.instrument"), target: await by("o.target_name", "o.target_key") };
  });
}

/** As changes leave the open sums, and folded. */
async function expectTheSame(): Promise<void> {
  await expectCounted();
  await foldOpenSums();
  await expectCounted();
}

/** The same, and with a month of which nearly all is summed up, whatever day it is. */
async function expectTheSameInParts(): Promise<void> {
  await expectTheSame();
  await change("SELECT embargo.split_open_sums(now() - interval '1 minute')");
  await expectCounted();
}

async function expectCounted(): Promise<void> {
  for (const who of viewers) for (const filter of filters) expect(await observationFacets(who, filter), JSON.stringify([who, filter])).toEqual(await counted(who, filter));
}
const change = (text: string, values: unknown[] = []) => withSystemSql("test", (sql) => sql.run(text, values));

// Every viewer under every filter, twice: many small questions, slow on a busy machine.
describe("tallies", { timeout: 120_000 }, () => {
  it("count what rows count, for every viewer", async () => {
    await expectTheSame();
    expect((await observationFacets(member, {})).project.map(({ value }) => value).sort()).toEqual(["AGN", "CRAB"]);
    expect((await observationFacets(anonymous, {})).project.map(({ value }) => value)).toEqual(["AGN"]);
  });
  it("follow rows that move, are renamed, close, and go", async () => {
    await change("UPDATE observation SET project_id = (SELECT id FROM project WHERE code = 'AGN') WHERE obs_id % 7 = 0");
    await change("UPDATE observation SET target_name = 'Vela Pulsar', target_key = 'velapulsar' WHERE target_key = 'velax' AND obs_id % 2 = 0");
    await change("UPDATE observation SET meta_release_override = 'infinity' WHERE obs_id % 11 = 0");
    await change("UPDATE observation SET size_bytes = size_bytes + 1");
    await expectTheSame();
    await change("DELETE FROM observation WHERE obs_id % 5 = 0");
    await change("UPDATE project SET meta_clock = 'observation', meta_clock_months = 1 WHERE code = 'AGN'");
    await expectTheSame();
    const kept = await withSystemSql("test", (sql) => sql.rows<{ least: number; tallied: number; rows: number }>("SELECT min(observation_count) AS least, sum(observation_count)::int AS tallied, (SELECT count(*)::int FROM observation) AS rows FROM observation_tally"));
    expect(kept[0]!.least).toBeGreaterThan(0);
    expect(kept[0]!.tallied).toBe(kept[0]!.rows);
  });
  it("open to the second, on the day itself too", async () => {
    const hidden = "SELECT id FROM observation WHERE project_id = (SELECT id FROM project WHERE code = 'CRAB') ORDER BY id";
    await change(`UPDATE observation SET meta_release_override = now() - interval '1 second' WHERE id IN (${hidden} LIMIT 9)`);
    await change(`UPDATE observation SET meta_release_override = now() + interval '1 hour' WHERE id IN (${hidden} OFFSET 9 LIMIT 20)`);
    await expectTheSameInParts();
    expect((await observationFacets(anonymous, {})).project.find(({ value }) => value === "CRAB")?.count).toBe(9);
  });
  it("know the first and the last moment of a month", async () => {
    const some = (offset: number) => `SELECT id FROM observation WHERE project_id = (SELECT id FROM project WHERE code = 'CRAB') ORDER BY id OFFSET ${offset} LIMIT 7`;
    const thisMonth = "date_trunc('month', now(), 'UTC')";
    for (const [i, moment] of [`${thisMonth} - interval '1 ms'`, thisMonth, `${thisMonth} + interval '1 month' - interval '1 ms'`, `${thisMonth} + interval '1 month'`].entries()) {
      await change(`UPDATE observation SET meta_release_override = ${moment} WHERE id IN (${some(7 * i)})`);
    }
    await expectTheSameInParts();
  });
  it("say nothing of what is denied", async () => {
    await change("INSERT INTO denial (sub, project_id, reason, placed_by) SELECT $1, id, 'r', 'x' FROM project WHERE code = 'AGN'", [member.sub]);
    await expectTheSame();
    expect((await observationFacets(member, {})).project.map(({ value }) => value)).toEqual(["CRAB"]);
    expect(await withViewerSql(member, (sql) => sql.rows("SELECT 1 FROM open_sum"))).toEqual([]);
    await change("UPDATE denial SET lifted_at = now(), lifted_by = 'x'");
    await expectTheSame();
  });
});
