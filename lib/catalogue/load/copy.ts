import { once } from "node:events";
import { Readable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { from as copyFrom } from "pg-copy-streams";
import type { Sql } from "@/lib/embargo/transaction";

/** What one column of a row may hold; arrays become PostgreSQL arrays of text, objects JSON. */
export type CopyValue = string | number | bigint | boolean | null | readonly string[] | object;
/** A row and the table that it goes to. */
export type CopyRow<Table extends string> = readonly [table: Table, row: readonly CopyValue[]];

type Connection = { readonly client: Pick<Sql["client"], "query"> };

/** No more than the connection's own buffers hold: PostgreSQL takes one piece in while the next one is made. */
const CHARACTERS_PER_PIECE = 32 * 1024;

const copyStatement = (table: string, columns: readonly string[]) => copyFrom(`COPY ${table} (${columns.join(", ")}) FROM STDIN`);

/** Fills a table by one COPY, rows one by one from an iterable, so that memory stays flat whatever their number. */
export async function copyRows(sql: Connection, table: string, columns: readonly string[], rows: Iterable<readonly CopyValue[]>): Promise<void> {
  await pipeline(Readable.from(piecesOf(rows)), sql.client.query(copyStatement(table, columns)));
}

function* piecesOf(rows: Iterable<readonly CopyValue[]>): Generator<string> {
  let piece = "";
  for (const row of rows) {
    piece += lineOf(row);
    if (piece.length < CHARACTERS_PER_PIECE) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}

/** Fills several tables in one pass over what their rows are made of: one COPY for each piece of a table's rows. */
export async function copyInto<Table extends string>(sql: Connection, columns: Readonly<Record<Table, readonly string[]>>, rows: Iterable<CopyRow<Table>>): Promise<void> {
  const tables = Object.keys(columns) as Table[];
  const pieces = Object.fromEntries(tables.map((table) => [table, ""])) as Record<Table, string>;
  let underWay = Promise.resolve();
  const send = async (table: Table) => {
    await underWay;
    const target = sql.client.query(copyStatement(table, columns[table]));
    underWay = finished(target);
    // Its fault is heard by whoever waits for it; when the rows' maker fails before that, nobody does.
    underWay.catch(() => undefined);
    // Until the connection has all of it and no longer: what PostgreSQL does with it need not be waited for.
    if (!target.write(pieces[table])) await Promise.race([once(target, "drain"), underWay]);
    target.end();
    pieces[table] = "";
  };
  for (const [table, row] of rows) {
    pieces[table] += lineOf(row);
    if (pieces[table].length >= CHARACTERS_PER_PIECE) await send(table);
  }
  for (const table of tables) if (pieces[table] !== "") await send(table);
  await underWay;
}

function lineOf(row: readonly CopyValue[]): string {
  return `${row.map(field).join("\t")}\n`;
}

/** One field in COPY's text format. Source: PostgreSQL manual, COPY, 'Text Format'. */
function field(value: CopyValue): string {
  if (value === null) return "\\N";
  if (typeof value === "number") return Number.isNaN(value) ? "NaN" : String(value);
  if (typeof value === "boolean") return value ? "t" : "f";
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "string") return escaped(value);
  if (Array.isArray(value)) return escaped(`{${value.map((item) => `"${String(item).replace(/[\\"]/g, "\\$&")}"`).join(",")}}`);
  return escaped(JSON.stringify(value));
}

// PostgreSQL's text has no NUL.
const ESCAPES: Record<string, string> = { "\0": "", "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f", "\v": "\\v" };
const NEEDS_ESCAPE = /[\0\\\t\n\r\b\f\v]/;
const ALL_THAT_NEED_IT = new RegExp(NEEDS_ESCAPE, "g");

/** Most texts have nothing to escape, which is known faster than they are made anew. */
function escaped(text: string): string {
  return NEEDS_ESCAPE.test(text) ? text.replace(ALL_THAT_NEED_IT, (character) => ESCAPES[character]!) : text;
}
