import { createHash } from "node:crypto";
import type { Sql } from "@/lib/embargo/transaction";
import type { Statement } from "./page-sql";

/**
 * How many different statements one process has its connections keep. Each costs the server memory on every connection;
 * the shapes that people use most come first and stay.
 */
const KEPT_STATEMENTS = 32;
const names = new Map<string, string>();

/** Runs a statement, prepared when that pays: planning takes longer than a page's rows. */
export async function preparedRows<Row extends object>(sql: Sql, { text, values, steady, name: ownName }: Statement): Promise<Row[]> {
  const name = ownName ?? (steady ? nameOf(text) : undefined);
  const { rows } = await sql.client.query<Row>(name === undefined ? { text, values: [...values] } : { name, text, values: [...values] });
  return rows;
}

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= KEPT_STATEMENTS) return known;
  const name = `catalogue-${createHash("sha256").update(text).digest("hex").slice(0, 24)}`;
  names.set(text, name);
  return name;
}
