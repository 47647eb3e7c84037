import { describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { copyInto, type CopyRow, copyRows } from "./copy";

testDatabase();

const TABLES = "CREATE TEMP TABLE letters (n int, letter text) ON COMMIT DROP; CREATE TEMP TABLE words (n int, word text, more jsonb) ON COMMIT DROP";
const columns = { letters: ["n", "letter"], words: ["n", "word", "more"] } as const;

function* manyRows(count: number): Generator<CopyRow<keyof typeof columns>> {
  for (let n = 0; n < count; n++) {
    yield ["letters", [n, "a\tb\\c\nd\0"]];
    if (n % 2 === 0) yield ["words", [n, null, { of: [n, "x".repeat(100)] }]];
  }
}

describe("rows for several tables", () => {
  it("all come to theirs, in any number of pieces", async () => {
    const counts = await withSystemSql("test", async (sql) => {
      await sql.client.query(TABLES);
      await copyInto(sql, columns, manyRows(20_000));
      await copyInto(sql, columns, manyRows(1));
      await copyInto(sql, columns, []);
      return sql.rows("SELECT (SELECT count(DISTINCT n)::int FROM letters) AS letters, (SELECT count(*)::int FROM words WHERE word IS NULL AND (more->'of'->>0)::int = n) AS words, (SELECT min(letter) || max(letter) FROM letters) AS text");
    });
    expect(counts).toEqual([{ letters: 20_000, words: 10_001, text: "a\tb\\c\nd".repeat(2) }]);
  });
  it("are refused with PostgreSQL's words, wherever the wrong one is, and the connection serves on", async () => {
    for (const wrongAt of [0, 3_000, 19_999]) {
      const rows = function* (): Generator<CopyRow<keyof typeof columns>> {
        let at = 0;
        for (const row of manyRows(20_000)) yield row[0] === "letters" && at++ === wrongAt ? ["letters", ["nonsense", ""]] : row;
      };
      const load = withSystemSql("test", async (sql) => {
        await sql.client.query(TABLES);
        await copyInto(sql, columns, rows());
      });
      await expect(load).rejects.toThrow(/invalid input syntax for type integer: "nonsense"/);
    }
    expect(await withSystemSql("test", (sql) => sql.rows("SELECT 1 AS one"))).toEqual([{ one: 1 }]);
  });
  it("break off with what broke their maker", async () => {
    const rows = function* (): Generator<CopyRow<keyof typeof columns>> {
      yield* manyRows(5_000);
      throw new Error("the store ends here");
    };
    const load = withSystemSql("test", async (sql) => {
      await sql.client.query(TABLES);
      await copyInto(sql, columns, rows());
    });
    await expect(load).rejects.toThrow("the store ends here");
    expect(await withSystemSql("test", (sql) => sql.rows("SELECT 1 AS one"))).toEqual([{ one: 1 }]);
  });
});

describe("rows for one table", () => {
  it("are one statement, however many", async () => {
    const [row] = await withSystemSql("test", async (sql) => {
      await sql.client.query(TABLES);
      await copyRows(sql, "letters", columns.letters, Array.from({ length: 50_000 }, (_, n) => [n, "some text"]));
      return sql.rows<{ rows: number; commands: number }>("SELECT count(*)::int AS rows, count(DISTINCT cmin::text)::int AS commands FROM letters");
    });
    expect(row).toEqual({ rows: 50_000, commands: 1 });
  });
});
