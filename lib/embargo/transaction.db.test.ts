import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { keyList, withViewerSql } from "./transaction";
import { anonymous } from "./viewer";

testDatabase();

it("keeps the plan of the statement that asks for it, and of no other in its transaction", async () => {
  await withViewerSql(anonymous, async (sql) => {
    const mode = "SELECT current_setting('plan_cache_mode') AS mode";
    expect(await sql.kept("test-mode", mode, [])).toEqual([{ mode: "force_generic_plan" }]);
    expect(await sql.rows(mode)).toEqual([{ mode: "auto" }]);
  });
});

it("sends keys as one text, which the database takes for an array", async () => {
  await withViewerSql(anonymous, async (sql) => {
    const asked = "SELECT array_agg(k ORDER BY k)::text AS keys FROM unnest($1::bigint[]) AS k";
    expect(await sql.rows(asked, [keyList(["9007199254740993", 7, "-2"])])).toEqual([{ keys: "{-2,7,9007199254740993}" }]);
    expect(await sql.rows(asked, [keyList([])])).toEqual([{ keys: null }]);
  });
});

it("runs statements that are asked for together one after the other", async () => {
  await withViewerSql(anonymous, async (sql) => {
    const said = (word: string) => sql.rows<{ before: string; now: string }>("SELECT current_setting('test.said', true) AS before, set_config('test.said', $1, true) AS now", [word]);
    const mode = "SELECT current_setting('plan_cache_mode') AS mode";
    const answers = await Promise.all([said("one"), sql.kept("test-mode", mode, []), sql.rows(mode), said("two"), said("three")]);
    expect(answers.slice(1)).toEqual([[{ mode: "force_generic_plan" }], [{ mode: "auto" }], [{ before: "one", now: "two" }], [{ before: "two", now: "three" }]]);
  });
});

it("takes all back when one of them fails, also where nobody waits for the others", async () => {
  const asked = withViewerSql(anonymous, async (sql) => {
    const failing = sql.rows("SELECT 1 / 0");
    void sql.run("SELECT 1");
    await sleep(50);
    await failing;
  });
  await expect(asked).rejects.toThrow(/division by zero/);
  expect(await withViewerSql(anonymous, (sql) => sql.rows("SELECT 1 AS one"))).toEqual([{ one: 1 }]);
});

it("fails with a statement that failed and that nobody waited for: nothing of it was kept", async () => {
  const asked = withViewerSql(anonymous, async (sql) => {
    void sql.rows("SELECT 1 / 0");
    await Promise.resolve();
    return "done";
  });
  await expect(asked).rejects.toThrow(/rolled back/);
});
