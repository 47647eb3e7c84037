import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import { filterSql } from "./filter-sql";
import { insertRows } from "./fixture.test-support";
import { countsItself, pageStatement } from "./page-sql";
import { randomNumbers } from "./random.test-support";
import { observationQuerySchema, sortKeys } from "./schemas";
import { searchObservations } from "./search";
import { sortOrder } from "./sort-order";

testDatabase();

const member = viewer("pi-crab", "cta/projects/crab");
const viewers: readonly (readonly [string, Viewer])[] = [["anonymous", anonymous], ["a member", member]];

/** Few different values, so that many rows are equal in an order, and each value is missing in some. */
beforeAll(async () => {
  const store = await insertCollection("store");
  const open = await insertProject({ code: "OPEN", group: "cta/projects/open", metaReleaseAt: "2020-01-01T00:00:00Z", dataReleaseAt: "2020-01-01T00:00:00Z" });
  const hidden = await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: "2999-01-01T00:00:00Z", dataReleaseAt: "2999-01-01T00:00:00Z" });
  const next = randomNumbers(11);
  const some = <Value>(value: Value): Value | null => (next() < 0.2 ? null : value);
  await insertRows(
    Array.from({ length: 1500 }, (_, i) => ({
      collectionId: store, obsId: 1 + i, projectId: next() < 0.3 ? hidden : open, targetName: some(`Target ${Math.floor(next() * 4)}`), raDeg: 80 + next() * 6, decDeg: 20 + next() * 4,
      startMjd: 54000 + Math.floor(next() * 200) / 10, zenithDeg: some(Math.floor(next() * 30)), livetimeSec: some(100 * Math.floor(next() * 10)), instrument: ["A", "B"][i % 2]!,
    })),
  );
  await withSystemSql("test", (sql) => sql.rows("SELECT embargo.refresh_statistics()"));
});

const searches = {
  "some days": { startMjd: "54003", endMjd: "54012" },
  "some days, an instrument and a zenith angle": { startMjd: "54003", endMjd: "54012", instrument: "A", zenithMaxDeg: "20" },
  "a night": { night: "2006-10-10" },
  "a cone": { raDeg: "83", decDeg: "22", radiusDeg: "2", match: "pointing" },
};

describe.each(viewers)("a page that counts as it goes, for %s", (_name, who) => {
  it.each(Object.entries(searches))("has the rows of one that does not, in every order: %s", async (_search, query) => {
    for (const sort of sortKeys) {
      const { limit: _limit, cursor: _cursor, format: _format, sort: _sort, ...filter } = observationQuerySchema.parse({ ...query, ...(!sort.includes("offsetDeg") && { sort }) });
      const { counted, plain, all } = await withViewerSql(who, async (sql) => {
        const condition = await filterSql(sql, filter);
        const order = sortOrder(sort, condition);
        const rows = async (rowLimit: number, isCounted: boolean) => {
          const { text, values } = pageStatement(condition, order, null, rowLimit, isCounted);
          return sql.rows<{ sortId: string; totalCount?: number }>(text, values);
        };
        return { counted: await rows(51, true), plain: await rows(51, false), all: await rows(2000, false) };
      });
      expect(counted.map(({ sortId }) => sortId), sort).toEqual(plain.map(({ sortId }) => sortId));
      expect(counted[0]?.totalCount).toBe(all.length > 0 ? all.length : undefined);
    }
  });
  it("goes on with the next page where it ended, beyond the last row that has a value", async () => {
    const query = (more: Record<string, string>) => observationQuerySchema.parse({ startMjd: "54003", endMjd: "54012", limit: "50", sort: "-livetimeSec", ...more });
    const seen: string[] = [];
    let cursor: string | undefined;
    let total: number | null = null;
    do {
      const page = await searchObservations(who, query(cursor === undefined ? {} : { cursor }));
      if (cursor === undefined) total = page.totalCount;
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(total!);
    expect(new Set(seen).size).toBe(total);
  });
});

it("counts as it goes where all that is found is read anyway", async () => {
  const counts = (query: Record<string, string>) =>
    withViewerSql(anonymous, async (sql) => {
      const { sort, limit: _limit, cursor: _cursor, format: _format, ...filter } = observationQuerySchema.parse(query);
      const condition = await filterSql(sql, filter);
      return countsItself(condition, sortOrder(sort, condition), null);
    });
  expect(await counts({ startMjd: "54003", endMjd: "54012", sort: "livetimeSec" })).toBe(true);
  expect(await counts({ night: "2006-10-10", sort: "targetName" })).toBe(true);
  // Of these the first rows are found without the others.
  expect(await counts({ startMjd: "54003", endMjd: "54012", sort: "startMjd" })).toBe(false);
  expect(await counts({ startMjd: "54000", endMjd: "55000", sort: "livetimeSec" })).toBe(false);
  expect(await counts({ startMjd: "54000", sort: "livetimeSec" })).toBe(false);
});
