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
