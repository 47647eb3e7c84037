import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { from as copyFrom } from "pg-copy-streams";
import type { Sql } from "@/lib/embargo/transaction";

/** What one column of a row may hold; arrays become PostgreSQL arrays of text, objects JSON. */
export type CopyValue = string | number | bigint | boolean | null | readonly string[] | object;

const ROWS_PER_CHUNK = 500;

/** Fills a table by COPY, rows one by one from an iterable, so that memory stays flat whatever their number. */
export async function copyRows(sql: { readonly client: Pick<Sql["client"], "query"> }, table: string, columns: readonly string[], rows: Iterable<readonly CopyValue[]>): Promise<void> {
  const target = sql.client.query(copyFrom(`COPY ${table} (${columns.join(", ")}) FROM STDIN`));
  await pipeline(Readable.from(chunks(rows)), target);
}

function* chunks(rows: Iterable<readonly CopyValue[]>): Generator<string> {
  let chunk: string[] = [];
  for (const row of rows) {
    chunk.push(row.map(field).join("\t"));
    if (chunk.length === ROWS_PER_CHUNK) {
      yield `${chunk.join("\n")}\n`;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield `${chunk.join("\n")}\n`;
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

const ESCAPES: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f", "\v": "\\v" };

function escaped(text: string): string {
  // PostgreSQL's text has no NUL.
  return text.replaceAll("\0", "").replace(/[\\\t\n\r\b\f\v]/g, (character) => ESCAPES[character] ?? character);
}
