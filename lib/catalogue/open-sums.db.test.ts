import pg from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { anonymous } from "@/lib/embargo/viewer";
import { observationTargets } from "./facets";
import { insertRows } from "./fixture.test-support";
import { foldOpenSums } from "./open-sums";
import { randomNumbers, randomRows } from "./random.test-support";
import { observationDensity } from "./spread";

const database = testDatabase();

const member = viewer("pi-hidden", "cta/projects/hidden");
let collectionId: number;

beforeAll(async () => {
  collectionId = await insertCollection("a");
  const open = await insertProject({ code: "OPEN", group: "cta/projects/open", metaReleaseAt: "2020-01-01T00:00:00Z", dataReleaseAt: "2020-01-01T00:00:00Z" });
  const hidden = await insertProject({ code: "HIDDEN", group: "cta/projects/hidden", metaReleaseAt: "2999-01-01T00:00:00Z", dataReleaseAt: "2999-01-01T00:00:00Z" });
  const next = randomNumbers(5);
  await insertRows(randomRows(next, 200, () => ({ collectionId, projectId: next() < 0.5 ? open : hidden })));
});

interface State {
  readonly rows: number;
  readonly loose: number;
  readonly sums: number;
  readonly months: number;
}

const change = (text: string, values: unknown[] = []) => withSystemSql("test", (sql) => sql.run(text, values));
async function state(): Promise<State> {
  const text = `SELECT count(*)::int AS rows, count(*) FILTER (WHERE NOT folded)::int AS loose, count(DISTINCT (axis, opens_by, collection_id, instrument, bin, target_key, target_name))::int AS sums,
    count(*) FILTER (WHERE opens_by > '-infinity' AND opens_by <= now())::int AS months FROM open_sum`;
  return (await withSystemSql("test", (sql) => sql.rows<State>(text)))[0]!;
}
const countOf = async (who: typeof anonymous | typeof member) => (await observationDensity(who, {})).totalCount;
const rowsOf = async (who: typeof anonymous | typeof member) => (await withViewerSql(who, (sql) => sql.rows<{ n: number }>("SELECT count(*)::int AS n FROM visible_observation")))[0]!.n;

describe("open sums", () => {
  it("are what everybody's answers are made of, and say nothing of what opens later", async () => {
    const before = await countOf(anonymous);
    expect(before).toBe(await rowsOf(anonymous));
    await change("UPDATE open_sum SET observation_count = observation_count + 1 WHERE id = (SELECT id FROM open_sum WHERE axis = 'sky' AND opens_by <= now() LIMIT 1)");
    expect(await countOf(anonymous)).toBe(before! + 1);
    await change("UPDATE open_sum SET observation_count = observation_count - 1 WHERE id = (SELECT id FROM open_sum WHERE axis = 'sky' AND opens_by <= now() LIMIT 1)");
    const seen = await withViewerSql(member, (sql) => sql.rows<{ later: number }>("SELECT count(*)::int AS later FROM open_sum WHERE opens_by > now()"));
    expect(seen[0]!.later).toBe(0);
    expect((await withSystemSql("test", (sql) => sql.rows("SELECT 1 FROM open_sum WHERE opens_by > now()"))).length).toBeGreaterThan(0);
  });
  it("are one row each when they were folded, and only then", async () => {
    await change("UPDATE observation SET target_name = 'Vela Pulsar', target_key = 'velapulsar' WHERE obs_id % 2 = 0");
    const [before, added] = [await Promise.all([countOf(anonymous), countOf(member)]), await state()];
    expect(added.loose).toBeGreaterThan(0);
    expect(added.rows).toBeGreaterThan(added.sums);
    expect(await foldOpenSums()).toBeGreaterThan(0);
    const folded = await state();
    expect(folded).toMatchObject({ loose: 0, rows: folded.sums });
    expect(await Promise.all([countOf(anonymous), countOf(member)])).toEqual(before);
    expect(await foldOpenSums()).toBe(0);
  });
  it("forget which month it was once it is over, and let go of what is empty", async () => {
    const before = await countOf(anonymous);
    // As if they had been added before that month ended.
    await change("UPDATE open_sum SET opens_by = date_trunc('month', now(), 'UTC') - interval '2 months' WHERE opens_by = '-infinity' AND id % 2 = 0");
    await change("DELETE FROM observation WHERE obs_id % 3 = 0 AND project_id = (SELECT id FROM project WHERE code = 'OPEN')");
    const rows = await rowsOf(anonymous);
    expect(rows).toBeLessThan(before!);
    expect((await state()).months).toBeGreaterThan(0);
    expect(await countOf(anonymous)).toBe(rows);
    await foldOpenSums();
    expect(await state()).toMatchObject({ months: 0, loose: 0 });
    expect(await countOf(anonymous)).toBe(rows);
    const [least] = await withSystemSql("test", (sql) => sql.rows<{ n: number }>("SELECT min(observation_count) AS n FROM open_sum"));
    expect(least!.n).toBeGreaterThan(0);
  });
  it("keep nobody waiting who changes observations, nor those who fold", async () => {
    const client = new pg.Client({ connectionString: database.superUrl });
    await client.connect();
    try {
      await client.query("BEGIN");
      await client.query("UPDATE observation SET target_name = 'One', target_key = 'one' WHERE project_id = (SELECT id FROM project WHERE code = 'OPEN')");
      await withSystemSql("test", async (sql) => {
        await sql.run("SET LOCAL lock_timeout = '2s'");
        await sql.run("UPDATE observation SET target_name = 'One', target_key = 'one', meta_release_override = '2020-01-01' WHERE project_id = (SELECT id FROM project WHERE code = 'HIDDEN')");
      });
      expect(await foldOpenSums()).toBeGreaterThan(0);
      await client.query("SELECT pg_advisory_xact_lock(hashtextextended('fold open sums', 0))");
      await change("UPDATE observation SET instrument = 'MAGIC' WHERE project_id = (SELECT id FROM project WHERE code = 'HIDDEN')");
      expect(await foldOpenSums()).toBe(0);
      await client.query("COMMIT");
    } finally {
      await client.end();
    }
    expect(await countOf(anonymous)).toBe(await rowsOf(anonymous));
    await foldOpenSums();
    expect(await countOf(anonymous)).toBe(await rowsOf(anonymous));
    expect(await observationTargets(anonymous, {})).toEqual(["One"]);
  });
});
