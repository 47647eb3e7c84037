import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import { COUNT_LIMIT } from "./page-sql";
import { observationQuerySchema } from "./schemas";
import { searchObservations } from "./search";
import { skyIndex } from "./sky";

testDatabase();

const member = viewer("pi-crab", "cta/projects/crab");
const place = { raDeg: 83.63, decDeg: 22.01 };
const cone = { raDeg: String(place.raDeg), decDeg: String(place.decDeg), radiusDeg: "1", match: "pointing" };
const HIDDEN = 500;

/** So many observations of one pointing, the later ones with the higher ids. */
async function observe(project: string, first: number, count: number): Promise<void> {
  const { hpx, unitX, unitY, unitZ } = skyIndex(place);
  await withSystemSql("test", (sql) =>
    sql.run(
      `INSERT INTO observation (collection_id, obs_id, project_id, hpx, ra_deg, dec_deg, unit_x, unit_y, unit_z, fov_radius_deg, start_mjd, end_mjd, night_mjd, zenith_deg, size_bytes)
       SELECT c.id, n, p.id, $3, $4, $5, $6, $7, $8, 2.5, 50000 + n / 100.0, 50000.01 + n / 100.0, 50000, n % 60, 7 FROM collection c, project p, generate_series($1::int, $2::int) AS n WHERE p.code = $9`,
      [first, first + count - 1, hpx, place.raDeg, place.decDeg, unitX, unitY, unitZ, project],
    ),
  );
}

beforeAll(async () => {
  await insertCollection("store");
  await insertProject({ code: "OPEN", group: "cta/projects/open", metaReleaseAt: "2020-01-01T00:00:00Z", dataReleaseAt: "2020-01-01T00:00:00Z" });
  await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: "2999-01-01T00:00:00Z", dataReleaseAt: "2999-01-01T00:00:00Z" });
  await observe("CRAB", 1, HIDDEN);
  await observe("OPEN", 10_001, COUNT_LIMIT);
});

const search = (who: Viewer, more: Record<string, string> = {}) => searchObservations(who, observationQuerySchema.parse({ ...cone, limit: "50", ...more }));
const idsOf = ({ items }: Awaited<ReturnType<typeof search>>) => items.map(({ obsId }) => Number(obsId));
const from = (first: number, step: number) => Array.from({ length: 50 }, (_, i) => first + i * step);

describe("a cone about a place that was observed more often than lists count", () => {
  it("counts to its bound, which hidden rows do not move", async () => {
    expect(await search(anonymous)).toMatchObject({ totalCount: COUNT_LIMIT, totalSizeBytes: 7 * COUNT_LIMIT });
    expect(await search(member)).toMatchObject({ totalCount: null, totalSizeBytes: null });
    expect(await search(member, { project: "CRAB" })).toMatchObject({ totalCount: HIDDEN });
  });

  it("begins with the first rows of all, not of those that were counted", async () => {
    await observe("OPEN", 30_001, 3000);
    for (const who of [anonymous, member]) {
      expect(await search(who)).toMatchObject({ totalCount: null });
      expect(idsOf(await search(who))).toEqual(from(33_000, -1));
    }
    expect(idsOf(await search(member, { sort: "startMjd" }))).toEqual(from(1, 1));
    expect(idsOf(await search(anonymous, { sort: "startMjd" }))).toEqual(from(10_001, 1));
    const first = await search(anonymous, { sort: "-obsId" });
    expect(idsOf(await search(anonymous, { sort: "-obsId", cursor: first.nextCursor! }))).toEqual(from(32_950, -1));
  });
});
