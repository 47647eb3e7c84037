import { vec2pix_nest } from "@hscmap/healpix";
import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import { unitVector } from "@/lib/units/sphere";
import { insertRows } from "./fixture.test-support";
import { filterSql } from "./filter-sql";
import { foldOpenSums } from "./open-sums";
import { randomNumbers, randomRows } from "./random.test-support";
import type { ObservationFilter } from "./schemas";
import { CELL_ORDER, observationDensity, observationTimeline, POINT_LIMIT, SPREAD_LIMIT } from "./spread";

testDatabase();

const past = "2020-01-01T00:00:00Z";
const future = "2999-01-01T00:00:00Z";
const member = viewer("pi-crab", "cta/projects/crab");
const outsider = viewer("outsider", "cta/other");
const operator = viewer("operator", "cta/operators");
const viewers: readonly Viewer[] = [anonymous, outsider, member, operator];
/** The first ones are answered by sums, the others row by row. */
const filters: readonly ObservationFilter[] = [
  {}, { project: "CRAB" }, { project: "AGN" }, { project: "NO-SUCH" }, { collection: "a" }, { collection: "b", instrument: "LST" }, { access: "visible" },
  { q: "crab" }, { target: "vela x" }, { access: "mine" }, { access: "readable", project: "AGN" }, { startMjd: 53003, endMjd: 53005 }, { raDeg: 83.63, decDeg: 22, radiusDeg: 3 }, { polygon: "80 18 88 18 88 26 80 26" }, { basket: "in" }, { basket: "out" },
];

beforeAll(async () => {
  const collections = [await insertCollection("a", { iamGroup: "cta/operators" }), await insertCollection("b")];
  const projects = [
    await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: future, dataReleaseAt: future }),
    await insertProject({ code: "AGN", group: "cta/projects/agn", metaReleaseAt: past, dataReleaseAt: future }),
    null,
  ];
  const next = randomNumbers(23);
  await insertRows(randomRows(next, 600, () => ({ collectionId: collections[Math.floor(next() * 2)]!, projectId: projects[Math.floor(next() * 3)]! })));
});

interface Row {
  readonly id: string;
  readonly ra: number | null;
  readonly dec: number | null;
  readonly start: number;
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

/** What the map and the timeline should say, from the rows that the viewer may see. */
async function expectCounted(): Promise<void> {
  for (const who of viewers) {
    for (const filter of filters) {
      const about = JSON.stringify([who, filter]);
      const rows = await withViewerSql(who, async (sql) => {
        const { where, values } = await filterSql(sql, filter);
        return sql.rows<Row>(`SELECT c.name || ':' || o.obs_id AS id, o.ra_deg AS ra, o.dec_deg AS dec, o.start_mjd AS start FROM visible_observation o JOIN collection c ON c.id = o.collection_id WHERE ${where}`, values);
      });
      const placed = rows.filter(({ ra }) => ra !== null);
      const density = await observationDensity(who, filter);
      const cells = new Map<number, number>();
      for (const { ra, dec } of placed) {
        const pixel = vec2pix_nest(2 ** CELL_ORDER, unitVector({ raDeg: ra!, decDeg: dec! }));
        cells.set(pixel, (cells.get(pixel) ?? 0) + 1);
      }
      expect(density, about).toMatchObject({ totalCount: rows.length, unplacedCount: rows.length - placed.length, order: CELL_ORDER });
      expect(density.cells, about).toEqual([...cells].map(([pixel, count]) => ({ pixel, count })).sort((a, b) => a.pixel - b.pixel));
      expect(density.points!.map(({ id }) => id).sort(), about).toEqual(placed.map(({ id }) => id).sort());
      const timeline = await observationTimeline(who, filter);
      expect(timeline.totalCount, about).toBe(rows.length);
      for (const { startMjd, count } of timeline.bins!) expect(rows.filter(({ start }) => start >= startMjd && start < startMjd + timeline.binDays).length, about).toBe(count);
      expect(timeline.bins!.reduce((sum, { count }) => sum + count, 0), about).toBe(rows.length);
    }
  }
}
const change = (text: string, values: unknown[] = []) => withSystemSql("test", (sql) => sql.run(text, values));
const hidden = "SELECT id FROM observation WHERE project_id = (SELECT id FROM project WHERE code = 'CRAB') ORDER BY id";

// Every viewer under every filter: many small questions, slow on a busy machine.
describe("the spread over sky and time", { timeout: 180_000 }, () => {
  it("is that of the rows that the viewer may see", async () => {
    await expectTheSame();
    const [ofMember, ofNobody] = [await observationDensity(member, {}), await observationDensity(anonymous, {})];
    expect(ofMember.totalCount).toBeGreaterThan(ofNobody.totalCount!);
    expect(await observationDensity(outsider, { project: "CRAB" })).toEqual(await observationDensity(outsider, { project: "NO-SUCH" }));
  });
  it("follows rows that move on the sky, in time, to another project, close and go", async () => {
    await change("UPDATE observation SET project_id = (SELECT id FROM project WHERE code = 'AGN') WHERE obs_id % 7 = 0");
    await change("UPDATE observation SET start_mjd = start_mjd + 400, end_mjd = end_mjd + 400 WHERE obs_id % 3 = 0");
    await change("UPDATE observation SET ra_deg = NULL, dec_deg = NULL, hpx = NULL, unit_x = NULL, unit_y = NULL, unit_z = NULL WHERE obs_id % 13 = 0");
    await change("UPDATE observation SET meta_release_override = 'infinity' WHERE obs_id % 11 = 0");
    await expectTheSame();
    await change("DELETE FROM observation WHERE obs_id % 5 = 0");
    await change("UPDATE project SET meta_clock = 'observation', meta_clock_months = 1 WHERE code = 'AGN'");
    await expectTheSame();
    const kept = await withSystemSql("test", (sql) => sql.rows<{ least: number; sky: number; time: number; rows: number }>(
      "SELECT min(observation_count) AS least, sum(observation_count) FILTER (WHERE axis = 'sky')::int AS sky, sum(observation_count) FILTER (WHERE axis = 'time')::int AS time, (SELECT count(*)::int FROM observation) AS rows FROM observation_spread"));
    expect(kept[0]!.least).toBeGreaterThan(0);
    expect([kept[0]!.sky, kept[0]!.time]).toEqual([kept[0]!.rows, kept[0]!.rows]);
  });
  it("opens to the second, within the month and on its first moment", async () => {
    await change(`UPDATE observation SET meta_release_override = now() - interval '1 second' WHERE id IN (${hidden} LIMIT 9)`);
    await change(`UPDATE observation SET meta_release_override = now() + interval '1 hour' WHERE id IN (${hidden} OFFSET 9 LIMIT 20)`);
    await change(`UPDATE observation SET meta_release_override = date_trunc('month', now(), 'UTC') WHERE id IN (${hidden} OFFSET 29 LIMIT 4)`);
    await change(`UPDATE observation SET meta_release_override = date_trunc('month', now(), 'UTC') - interval '1 second' WHERE id IN (${hidden} OFFSET 33 LIMIT 5)`);
    await expectTheSameInParts();
    expect((await observationTimeline(anonymous, { project: "CRAB" })).totalCount).toBe(18);
  });
  it("knows grants on single observations, holds and denials", async () => {
    await change(`WITH s AS (INSERT INTO selection (made_by) VALUES ('x') RETURNING id), chosen AS (INSERT INTO selection_observation SELECT s.id, o.id FROM s, (${hidden} DESC LIMIT 3) o)
      INSERT INTO access_grant (grantee_kind, grantee, selection_id, rights, reason, given_by) SELECT 'person', $1, s.id, 'discover', 'r', 'x' FROM s`, [outsider.sub]);
    await expectTheSameInParts();
    expect((await observationDensity(outsider, { project: "CRAB" })).totalCount).toBe(21);
    await change("INSERT INTO hold (project_id, closes, reason, placed_by) SELECT id, 'discover', 'r', 'x' FROM project WHERE code = 'AGN'");
    await expectTheSame();
    expect((await observationDensity(anonymous, { project: "AGN" })).totalCount).toBe(0);
    await change("UPDATE hold SET lifted_at = now(), lifted_by = 'x'");
    await change(`WITH s AS (INSERT INTO selection (made_by) VALUES ('x') RETURNING id), chosen AS (INSERT INTO selection_observation SELECT s.id, o.id FROM s, observation o WHERE o.obs_id % 2 = 0)
      INSERT INTO denial (sub, selection_id, reason, placed_by) SELECT $1, s.id, 'r', 'x' FROM s`, [member.sub]);
    await expectTheSame();
  });
});

describe("many", () => {
  it("are drawn as cells alone, and counted one by one up to a bound that hidden rows do not move", async () => {
    const copies = `INSERT INTO observation (collection_id, obs_id, project_id, instrument, hpx, ra_deg, dec_deg, unit_x, unit_y, unit_z, fov_radius_deg, start_mjd, end_mjd, night_mjd, quality)
      SELECT c.id, $2 + n, p.id, 'MANY', 12345678, 10, 10, 0.97, 0.17, 0.17, 2.5, 59000 + n / 100, 59000.1 + n / 100, 59000, 1 FROM collection c, project p, generate_series(1, $1::int) AS n WHERE c.name = 'b' AND p.code = $3`;
    await change("UPDATE project SET meta_clock = 'fixed', meta_clock_date = '2020-01-01' WHERE code = 'AGN'");
    await change(copies, [POINT_LIMIT, 1_000_000, "AGN"]);
    expect((await observationDensity(anonymous, { instrument: "MANY" })).points).toHaveLength(POINT_LIMIT);
    await change(copies, [SPREAD_LIMIT - POINT_LIMIT, 2_000_000, "AGN"]);
    await change(copies, [5000, 3_000_000, "CRAB"]);
    const asked: ObservationFilter = { instrument: "MANY", quality: 1 };
    const full = await observationDensity(anonymous, asked);
    expect(full).toEqual({ order: CELL_ORDER, totalCount: SPREAD_LIMIT, limit: SPREAD_LIMIT, unplacedCount: 0, cells: [{ pixel: 12345678 >> 14, count: SPREAD_LIMIT }], points: null });
    expect((await observationTimeline(anonymous, asked)).totalCount).toBe(SPREAD_LIMIT);
    // A member sees more, and too many.
    expect(await observationDensity(member, asked)).toMatchObject({ totalCount: null, cells: null, points: null });
    expect(await observationTimeline(member, asked)).toMatchObject({ totalCount: null, bins: null });
    await change(copies, [1, 4_000_000, "AGN"]);
    expect(await observationDensity(anonymous, asked)).toMatchObject({ totalCount: null, unplacedCount: null, cells: null, points: null });
    // Sums have no bound.
    expect((await observationDensity(anonymous, { instrument: "MANY" })).totalCount).toBe(SPREAD_LIMIT + 1);
    expect((await observationTimeline(anonymous, { instrument: "MANY" })).totalCount).toBe(SPREAD_LIMIT + 1);
  }, 180_000);
});
