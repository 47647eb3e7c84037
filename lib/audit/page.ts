import type { Sql } from "@/lib/embargo/transaction";
import type { Json } from "./canonical";
import { type EntryRow, SEALED_COLUMNS } from "./entry-row";
import type { AuditQuery } from "./schemas";

export type AuditFilter = Omit<AuditQuery, "limit" | "cursor" | "format">;
/** By what entries are sorted: the time in the database's own words, and a serial key, which is never shown. */
export type Position = readonly [at: string, id: string];

export interface AuditRow extends EntryRow {
  readonly id: string;
  readonly forManagers: boolean;
  readonly chain: string | null;
  readonly seq: number | null;
  readonly hash: string | null;
}

export interface AuditPage {
  readonly rows: readonly AuditRow[];
  /** Of everybody spoken of whose name is known. */
  readonly names: ReadonlyMap<string, string>;
  /** Where the next page begins; null at the end. */
  readonly end: Position | null;
}

const SELECT = `SELECT e.id::text AS id, ${SEALED_COLUMNS}, e.chain LIKE '%:managers' AS "forManagers", h.id AS chain, s.seq::float8 AS seq, encode(s.hash, 'hex') AS hash
  FROM audit_entry e LEFT JOIN audit_seal s ON s.entry_id = e.id LEFT JOIN audit_head h ON h.chain = s.chain`;
const FILES = ["file.read", "file.staged"];

/** Entries of one scope that the transaction's viewer may read. */
export async function readAuditPage(sql: Sql, scope: string, filter: AuditFilter, order: "newest" | "oldest", after: Position | null, limit: number): Promise<AuditPage> {
  const values: unknown[] = [];
  const value = (each: unknown) => `$${values.push(each)}`;
  const where = [`e.scope = ${value(scope)}`];
  if (filter.action !== undefined) where.push(...actionConditions(filter.action, value));
  if (filter.outcome !== undefined) where.push(`e.outcome = ${value(filter.outcome)}`, ...(filter.outcome === "ok" ? [] : ["e.outcome <> 'ok'"]));
  if (filter.person !== undefined) where.push(`e.person = ANY (${value(await idsOf(sql, filter.person))}::uuid[])`);
  if (filter.from !== undefined) where.push(`e.at >= ${value(filter.from)}::timestamptz`);
  if (filter.until !== undefined) where.push(`e.at < ${value(filter.until)}::timestamptz`);
  if (after !== null) where.push(`(e.at, e.id) ${order === "newest" ? "<" : ">"} (${value(after[0])}::timestamptz, ${value(after[1])}::bigint)`);
  const direction = order === "newest" ? "DESC" : "ASC";
  const found = await sql.rows<AuditRow>(`${SELECT} WHERE ${where.join(" AND ")} ORDER BY e.at ${direction}, e.id ${direction} LIMIT ${value(limit + 1)}`, values);
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return { rows, names: await namesOf(sql, rows), end: found.length > limit && last ? [last.at, last.id] : null };
}

/** All but files have an index that leaves those out, as what is not 'ok' has; the planner takes it when it is told that none is wanted. */
function actionConditions(action: string, value: (each: unknown) => string): string[] {
  const isFiles = action === "file" || FILES.includes(action);
  const others = isFiles ? [] : ["e.action NOT IN ('file.read', 'file.staged')"];
  if (action.includes(".")) return [`e.action = ${value(action)}`, ...others];
  // '/' comes after '.': what begins with the word and a dot.
  return [`e.action >= ${value(`${action}.`)} COLLATE "C" AND e.action < ${value(`${action}/`)} COLLATE "C"`, ...others];
}

async function idsOf(sql: Sql, username: string): Promise<string[]> {
  return (await sql.rows<{ id: string }>("SELECT id FROM audit_person WHERE username = $1", [username])).map(({ id }) => id);
}

async function namesOf(sql: Sql, rows: readonly AuditRow[]): Promise<Map<string, string>> {
  const ids = [...new Set(rows.flatMap(({ person, subject }) => [...(person === null ? [] : [person]), ...peopleIn(subject)]))];
  if (ids.length === 0) return new Map();
  const people = await sql.rows<{ id: string; username: string }>("SELECT id, username FROM audit_person WHERE id = ANY ($1::uuid[]) AND username IS NOT NULL", [ids]);
  return new Map(people.map(({ id, username }) => [id, username]));
}

/** A subject names people as {"person": id}, however deep. */
function peopleIn(value: Json): string[] {
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, inner]: [string, Json]) => (name === "person" && typeof inner === "string" ? [inner] : peopleIn(inner)));
}
