import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import { filterSql } from "./filter-sql";
import { insertRows } from "./fixture.test-support";
import { countsItself, firstPageStatement, keysStatement, rowsStatement, type Statement } from "./page-sql";
import { randomFilter, randomNumbers } from "./random.test-support";
import { type ObservationFilter, observationQuerySchema, sortKeys } from "./schemas";
import { searchObservations } from "./search";
import { type SortKey, sortOrder } from "./sort-order";

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

interface Row {
  readonly sortId: string;
  readonly sort0: string | number | null;
  readonly offsetDeg: number | null;
  readonly totalCount?: number;
}

/** The page that counts, the one that does not, all rows, and the page where the row of this number is known to be found. */
async function pagesOf(who: Viewer, filter: ObservationFilter, sort: SortKey, known?: number) {
  return withViewerSql(who, async (sql) => {
    const condition = await filterSql(sql, filter);
    if (condition.empty) return { counted: [], plain: [], all: [], bounded: null };
    const order = sortOrder(sort, condition);
    const rows = ({ text, values }: Statement) => sql.rows<Row & Record<`sort${number}`, string | number | null>>(text, values);
    const all = await rows(firstPageStatement(condition, order, null, 2000));
    const last = known === undefined ? undefined : all[known];
    const keys = await rows(keysStatement(condition, order, 51));
    const shown = await rows(rowsStatement(keys.map(({ sortId }) => sortId), condition.centre));
    return {
      all,
      counted: keys.map((key, i) => ({ ...shown[i]!, ...key })),
      plain: await rows(firstPageStatement(condition, order, null, 51)),
      bounded: last === undefined ? null : await rows(firstPageStatement(condition, order, [...order.columns.map((_, i) => last[`sort${i}`] ?? null), last.sortId], 51)),
    };
  });
}

/** A cone or a polygon where the rows are, at times with something else. */
function randomPlace(next: () => number): ObservationFilter {
  const [raDeg, decDeg] = [80 + next() * 6, 20 + next() * 4];
  const sideDeg = 0.2 + next() * 3;
  const place = next() < 0.6
    ? { raDeg, decDeg, radiusDeg: next() * 4 + 0.01, ...(next() < 0.5 && { match: "pointing" as const }) }
    : { polygon: `${raDeg} ${decDeg} ${raDeg + sideDeg} ${decDeg} ${raDeg} ${decDeg + sideDeg}` };
  return { ...place, ...(next() < 0.3 && { startMjd: 54003, endMjd: 54003 + next() * 12 }), ...(next() < 0.2 && { zenithMaxDeg: 20 }), ...(next() < 0.1 && { access: "mine" as const }) };
}

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
      const { counted, plain, all } = await pagesOf(who, filter, sort);
      expect(counted.map(({ sortId }) => sortId), sort).toEqual(plain.map(({ sortId }) => sortId));
      expect(counted[0]?.totalCount).toBe(all.length > 0 ? all.length : undefined);
    }
  });
  it("has them for whatever is asked for, also where the last row is known before", async () => {
    const next = randomNumbers(23);
    for (let i = 0; i < 150; i++) {
      const filter = i % 2 === 0 ? randomFilter(next, { projects: ["OPEN", "CRAB"], collections: ["store"] }) : randomPlace(next);
      const sort = sortKeys[Math.floor(next() * sortKeys.length)]!;
      if (sort.includes("offsetDeg") && filter.raDeg === undefined) continue;
      const { counted, plain, all, bounded } = await pagesOf(who, filter, sort, 50 + Math.floor(next() * 100));
      const question = JSON.stringify({ filter, sort });
      expect(counted.map(({ sortId, sort0, offsetDeg }) => [sortId, sort0, offsetDeg]), question).toEqual(plain.map(({ sortId, sort0, offsetDeg }) => [sortId, sort0, offsetDeg]));
      expect(counted[0]?.totalCount, question).toBe(all.length > 0 ? all.length : undefined);
      expect(bounded?.map(({ sortId }) => sortId) ?? null, question).toEqual(bounded === null ? null : plain.map(({ sortId }) => sortId));
    }
  });
  it("ends a cone exactly at its radius", async () => {
    const cone = (radiusDeg: number) => searchObservations(who, observationQuerySchema.parse({ raDeg: "83", decDeg: "22", match: "pointing", radiusDeg: String(radiusDeg), sort: "offsetDeg", limit: "200" }));
    const { items } = await cone(2);
    for (const { id, offsetDeg } of items.slice(0, 40)) {
      expect((await cone(offsetDeg!)).items.at(-1)).toMatchObject({ id, offsetDeg });
      expect((await cone(offsetDeg! * (1 - 1e-11))).items.map((item) => item.id)).not.toContain(id);
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
