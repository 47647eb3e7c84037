import pg from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import { observationTargets } from "./facets";
import { insertRows } from "./fixture.test-support";
import { foldOpenSums } from "./open-sums";
import { randomNumbers, randomRows } from "./random.test-support";
import { observationDensity } from "./spread";

const database = testDatabase();

const member = viewer("pi-hidden", "cta/projects/hidden");
const manager = viewer("manager", "cta/managers");
const collaborator = viewer("collaborator", "cta/collaboration");
let collectionId: number;

beforeAll(async () => {
  collectionId = await insertCollection("a", { managers: ["cta/managers"] });
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
  const text = `SELECT count(*)::int AS rows, count(*) FILTER (WHERE NOT folded)::int AS loose, count(DISTINCT (axis, opens_from, opens_by, collection_id, instrument, bin, target_key, target_name))::int AS sums,
    count(*) FILTER (WHERE opens_by > '-infinity' AND opens_by <= now())::int AS months FROM open_sum`;
  return (await withSystemSql("test", (sql) => sql.rows<State>(text)))[0]!;
}
const countOf = async (who: Viewer) => (await observationDensity(who, {})).totalCount;
const rowsOf = async (who: Viewer) => (await withViewerSql(who, (sql) => sql.rows<{ n: number }>("SELECT count(*)::int AS n FROM visible_observation")))[0]!.n;

/** Until when a viewer's answers are sums: so many minutes ago, or the beginning of the month. */
async function summedUntil(who: Viewer): Promise<string> {
  const text = "SELECT CASE embargo.summed_until() WHEN date_trunc('month', now(), 'UTC') THEN 'month' ELSE round(extract(epoch FROM now() - embargo.summed_until()) / 60)::text END AS until";
  return (await withViewerSql(who, (sql) => sql.rows<{ until: string }>(text)))[0]!.until;
}

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
    await change("UPDATE open_sum SET opens_from = date_trunc('month', now(), 'UTC') - interval '3 months', opens_by = date_trunc('month', now(), 'UTC') - interval '2 months' WHERE opens_by = '-infinity' AND id % 2 = 0");
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

describe("the month that has begun", () => {
  const everybody = [anonymous, member, manager, collaborator];
  const expectCounted = async () => {
    for (const [i, who] of everybody.entries()) expect(await countOf(who), `viewer ${i}`).toBe(await rowsOf(who));
  };
  const split = (minutesAgo: number) => change("SELECT embargo.split_open_sums(now() - make_interval(mins => $1))", [minutesAgo]);

  it("is summed up to a moment, and counted one by one from there on", async () => {
    await change("UPDATE collection SET iam_group = 'cta/collaboration' WHERE id = $1", [collectionId]);
    await change("UPDATE observation SET project_id = NULL WHERE obs_id % 4 = 1");
    await change("UPDATE observation SET meta_release_override = date_trunc('month', now(), 'UTC') + (now() - date_trunc('month', now(), 'UTC')) * (obs_id % 5) / 4 WHERE obs_id % 2 = 0");
    await expectCounted();
    await split(1);
    await expectCounted();
    expect(await Promise.all([anonymous, member, collaborator].map(summedUntil))).toEqual(["1", "1", "1"]);
    // Most of what a manager sees is told by the sums of whole months alone.
    expect(await summedUntil(manager)).toBe("month");
    const before = await countOf(anonymous);
    const ofThisMonth = "axis = 'sky' AND opens_from > '-infinity' AND opens_by <= now()";
    await change(`UPDATE open_sum SET observation_count = observation_count + 1 WHERE id = (SELECT id FROM open_sum WHERE ${ofThisMonth} LIMIT 1)`);
    expect(await countOf(anonymous)).toBe(before! + 1);
    await change(`UPDATE open_sum SET observation_count = observation_count - 1 WHERE id = (SELECT id FROM open_sum WHERE ${ofThisMonth} LIMIT 1)`);
  });
  it("is counted one by one where its parts do not fit, until they are made anew", async () => {
    // What a load leaves that began before the sums were parted elsewhere.
    const partly = (from: string, by: string) => change(`UPDATE open_sum SET opens_from = ${from}, opens_by = ${by} WHERE id = (SELECT id FROM open_sum WHERE axis = 'target' AND opens_by > now() AND opens_from <= now() ORDER BY id LIMIT 1)`);
    const [month, end] = ["date_trunc('month', now(), 'UTC')", "(date_trunc('month', now() AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC'"];
    await change("UPDATE observation SET meta_release_override = now() + interval '30 seconds' WHERE obs_id % 10 = 3");
    for (const [from, by] of [[month, end], [month, `now() + (${end} - now()) / 2`], [month, "now() - interval '30 seconds'"]] as const) {
      await split(1);
      await partly(from, by);
      expect(await summedUntil(anonymous), by).toBe("month");
      await expectCounted();
    }
    await split(1);
    expect(await summedUntil(anonymous)).toBe("1");
    await expectCounted();
  });
  it("is told in the parts of today by whoever folds, and by what changes", async () => {
    const parts = async () => (await withSystemSql("test", (sql) => sql.rows<{ part: string }>(
      "SELECT DISTINCT opens_from || ' ' || opens_by AS part FROM open_sum WHERE opens_by > date_trunc('month', now(), 'UTC') AND opens_from <= now() ORDER BY 1"))).map(({ part }) => part);
    await split(1);
    await foldOpenSums();
    const folded = await parts();
    await expectCounted();
    await change("UPDATE observation SET target_name = 'Two', target_key = 'two' WHERE obs_id % 2 = 0");
    expect(await parts()).toEqual(folded);
    await change("DELETE FROM observation WHERE obs_id % 6 = 0");
    await expectCounted();
    await foldOpenSums();
    await expectCounted();
    expect((await state()).loose).toBe(0);
  });
});
