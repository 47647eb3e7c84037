import pg from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { type Sql, withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import { filterSql } from "./filter-sql";
import { insertRows } from "./fixture.test-support";
import { countsItself, keysStatement, pageStatement, rowsStatement, totalsStatement } from "./page-sql";
import { randomNumbers } from "./random.test-support";
import { observationQuerySchema } from "./schemas";
import { sortOrder } from "./sort-order";

const database = testDatabase();

const member = viewer("pi-crab", "cta/projects/p1");
const ROWS = 20_000;
const PROJECTS = 100;

beforeAll(async () => {
  const store = await insertCollection("store");
  const hidden = await insertCollection("hidden");
  const projects: number[] = [];
  for (let i = 0; i < PROJECTS; i++) projects.push(await insertProject({ code: `P${i}`, group: `cta/projects/p${i}`, metaReleaseAt: i % 3 === 1 ? "2999-01-01T00:00:00Z" : "2020-01-01T00:00:00Z", dataReleaseAt: "2999-01-01T00:00:00Z" }));
  const next = randomNumbers(3);
  await insertRows(
    Array.from({ length: ROWS }, (_, i) => {
      const project = Math.floor(next() * PROJECTS);
      return {
        collectionId: project === 1 ? hidden : store, obsId: 10_000 + i, projectId: projects[project]!, targetName: `Target ${project}-${Math.floor(next() * 3)}`,
        raDeg: next() * 360, decDeg: (Math.asin(2 * next() - 1) * 180) / Math.PI, startMjd: 53000 + i / 10, zenithDeg: next() * 60, livetimeSec: next() * 1700, instrument: ["A", "B", "C"][i % 3]!,
      };
    }),
  );
  await withSystemSql("test", (sql) => sql.rows("SELECT embargo.refresh_statistics()"));
  await vacuum();
});

/** Which pages all see: only then an index alone tells. Autovacuum does it in production. */
async function vacuum(): Promise<void> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  // Of rows whose commit is not on the disk yet VACUUM says nothing, and tests do not wait for disks.
  await client.query("SET synchronous_commit = on");
  await client.query("ANALYZE observation");
  await client.query("VACUUM observation");
  await client.end();
}

async function planOf(sql: Sql, text: string, values: readonly unknown[]): Promise<string> {
  const lines = await sql.rows<{ "QUERY PLAN": string }>(`EXPLAIN ${text}`, values);
  return lines.map((line) => line["QUERY PLAN"]).join("\n");
}

const searches: Record<string, Record<string, unknown>> = {
  "the whole archive": {},
  "a project": { project: "P0" },
  "a target": { target: "Target 3-1" },
  "the beginning of a name": { q: "target 33" },
  "a number": { q: "run 10007" },
  "a position": { raDeg: 83.6, decDeg: 22 },
  "a cone at the pole": { raDeg: 0, decDeg: 90, radiusDeg: 1, match: "pointing" },
  "a polygon": { polygon: "80 18 88 18 88 26 80 26" },
  "a time": { startMjd: 54000, endMjd: 54003 },
  "a night": { night: "2006-07-30" },
  "an instrument that is not there": { instrument: "Z" },
  "low zenith angles": { zenithMaxDeg: 0.5 },
  "the order of zenith angles": { sort: "-zenithDeg" },
  "the order of livetimes": { sort: "livetimeSec" },
  "the order of names": { sort: "targetName" },
  "the order of numbers": { sort: "-obsId" },
  "one's own": { access: "mine" },
};
/** What is compared, counted and sorted there stands in one index. */
const read: Record<string, Record<string, unknown>> = {
  "some days in the order of livetimes": { startMjd: 54000, endMjd: 54010, instrument: "A", zenithMaxDeg: 30, quality: 1, sort: "-livetimeSec" },
  "a night in the order of zenith angles": { night: "2006-07-30", sort: "zenithDeg" },
  "a cone": { raDeg: 83.6, decDeg: 22, radiusDeg: 3, match: "pointing" },
  "what covers a position": { raDeg: 83.6, decDeg: 22, sort: "offsetDeg" },
  "a polygon": { polygon: "80 18 88 18 88 26 80 26" },
};
const viewers: readonly (readonly [string, Viewer])[] = [["anonymous", anonymous], ["a member", member]];

describe.each(viewers)("for %s", (_name, who) => {
  it.each(Object.entries(searches))("%s is found by index", async (_search, query) => {
    const { sort, limit, cursor: _cursor, format: _format, ...filter } = observationQuerySchema.parse(query);
    await withViewerSql(who, async (sql) => {
      const condition = await filterSql(sql, filter);
      if (condition.empty) return;
      const order = sortOrder(sort, condition);
      const pages = countsItself(condition, order, null) ? [keysStatement(condition, order, limit + 1), rowsStatement(["1", "2"], null)] : [pageStatement(condition, order, null, limit + 1)];
      for (const page of pages) expect(await planOf(sql, page.text, page.values)).not.toMatch(/Seq Scan on observation/);
      // Without a filter counting reads the first ten thousand rows, whichever way.
      if (Object.keys(filter).length === 0) return;
      const totals = totalsStatement(condition);
      expect(await planOf(sql, totals.text, totals.values)).not.toMatch(/Seq Scan on observation/);
    });
  });
  it.each(Object.entries(read))("%s is counted and sorted without a look at the table", async (_search, query) => {
    const { sort, limit, cursor: _cursor, format: _format, ...filter } = observationQuerySchema.parse(query);
    await withViewerSql(who, async (sql) => {
      const condition = await filterSql(sql, filter);
      const { text, values } = keysStatement(condition, sortOrder(sort, condition), limit + 1);
      const plan = await planOf(sql, text, values);
      expect(plan).toMatch(/Index Only Scan using observation_(start_mjd_id|hpx_start_mjd)_idx/);
      expect(plan).not.toMatch(/(Index Scan|Heap Scan)[^\n]* on observation/);
    });
  });
  it.each(["project", "collection"])("whether a %s is visible is found by index, so that time does not tell of hidden ones", async (table) => {
    await withViewerSql(who, async (sql) => {
      expect(await planOf(sql, `SELECT id FROM ${table} WHERE ${table === "project" ? "code" : "name"} = $1`, ["hidden"])).not.toMatch(/Seq Scan on observation/);
    });
  });
});
