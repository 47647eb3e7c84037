import { keyList } from "@/lib/embargo/transaction";
import { BadCursor } from "@/lib/errors/requests";
import type { CursorPosition } from "@/lib/http/cursor";
import type { Direction } from "@/lib/units/sphere";
import { type FilterSql, offsetSql } from "./filter-sql";
import { JOINT_CODES, OBSERVATION_COLUMNS } from "./observation-columns";
import { ParameterList } from "./parameter-list";
import { isByTime, type SortColumn, type SortOrder } from "./sort-order";

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Worth preparing: see FilterSql. */
  readonly steady: boolean;
  /** Prepared under this name by every connection that asks it. */
  readonly name?: string;
}

/**
 * Below this reach, and within so few days, a page reads and sorts all that it finds anyway, so that counting it costs nothing more, as far as
 * lists count.
 */
const COUNTED = { reachDeg: 10, days: 31 } as const;

/** Whether the first page is read with the totals, by `keysStatement`. In the order of time few days are read as far as the page goes. */
export function countsItself({ reachDeg, days }: FilterSql, order: SortOrder, after: CursorPosition | null): boolean {
  if (after !== null) return false;
  return (reachDeg !== null && reachDeg <= COUNTED.reachDeg) || (days !== null && days <= COUNTED.days && !isByTime(order));
}

/** Lists say how many rows there are up to this number; beyond it counting would cost more than it tells. */
export const COUNT_LIMIT = 10_000;

/**
 * One page of observations: the rows after `after`, `rowLimit` of them at most, with the names of their collection and
 * project, which are looked up once for each, not per row.
 */
export function pageStatement(filter: FilterSql, order: SortOrder, after: CursorPosition | null, rowLimit: number): Statement {
  const parameters = new ParameterList(filter.values.length + 1);
  return walkedPage(filter, branchesOf(order, after, parameters), order, rowLimit, parameters.values);
}

/**
 * Where the rows of the first page stand, and the totals, where all that is found is counted and sorted (see `countsItself`). It reads no more than
 * lists count: whoever finds that there are more asks for the page of all by `firstPageStatement`.
 *
 * The table's rows are long and anywhere on the disk: they are read for the page alone, by `rowsStatement`. What finds, counts and sorts
 * the others stands in the indexes on time and on the sky (see the migration `covering_indexes`).
 */
export function keysStatement(filter: FilterSql, order: SortOrder, rowLimit: number): Statement {
  const text = `WITH found AS MATERIALIZED (${foundRows(filter, `${sortColumns(order)}, o.size_bytes`)}),
total AS MATERIALIZED (SELECT count(*)::int AS "totalCount", sum(size_bytes)::float8 AS "totalSizeBytes" FROM found)
SELECT found.*, total.* FROM found, total ORDER BY ${keysOf(order, "found")} LIMIT ${rowLimit}`;
  return { text, values: filter.values, steady: filter.steady };
}

/**
 * What a page shows of the observations with these keys, in their order, and how far they are from a position. Asked by keys alone it is planned
 * once, whatever was looked for.
 */
export function rowsStatement(keys: readonly string[], centre: Direction | null): Statement {
  const offset = `CASE WHEN $2::float8 IS NOT NULL THEN ${offsetSql(["$2::float8", "$3::float8", "$4::float8"])} END`;
  const page = `SELECT ${OBSERVATION_COLUMNS}, ${offset} AS "offsetDeg", o.id AS "sortId", key.place FROM unnest($1::bigint[]) WITH ORDINALITY AS key(id, place) JOIN visible_observation o ON o.id = key.id`;
  return { text: withNames(page, "page.place"), values: [keyList(keys), ...(centre ?? [null, null, null])], steady: true, name: "observation-rows" };
}

/**
 * The first page without counting. `last`: where the last of so many rows stands that are known to be found, of however few
 * were read; the page ends there or before, so that of times in the index on the sky only those have to be read.
 */
export function firstPageStatement(filter: FilterSql, order: SortOrder, last: CursorPosition | null, rowLimit: number): Statement {
  const parameters = new ParameterList(filter.values.length + 1);
  const [first] = order.columns;
  const branches =
    last === null || last[0] === null
      ? branchesOf(order, null, parameters)
      : [{ where: [`${first.expression} ${order.descending ? ">=" : "<="} ${parameters.add(last[0])}::${first.type}`], columns: order.columns }];
  return walkedPage(filter, branches, order, rowLimit, parameters.values);
}

function withNames(page: string, order: string): string {
  return `WITH page AS MATERIALIZED (${page}),
c AS MATERIALIZED (SELECT id, name FROM collection WHERE id = ANY (ARRAY(SELECT DISTINCT "collectionId" FROM page))),
p AS MATERIALIZED (SELECT id, code, ${JOINT_CODES} AS joint FROM project WHERE id = ANY (ARRAY(SELECT DISTINCT "projectId" FROM page)))
SELECT page.*, c.name AS "collection", p.code AS "projectCode", p.joint AS "jointCodes"
FROM page JOIN c ON c.id = page."collectionId" LEFT JOIN p ON p.id = page."projectId"
ORDER BY ${order}`;
}

/**
 * Rows without a value in the sort column come from a second branch that is read only when the first one ends: both walk
 * the column's index, in either direction.
 */
function walkedPage(filter: FilterSql, branches: readonly Branch[], order: SortOrder, rowLimit: number, values: readonly unknown[]): Statement {
  const selects = branches.map(
    ({ where, columns }) =>
      `(SELECT ${OBSERVATION_COLUMNS}, ${positionColumns(filter, order)}
  FROM visible_observation o WHERE ${[`(${filter.where})`, ...where].join(" AND ")}
  ORDER BY ${[...columns.map((column) => column.expression), "o.id"].map((key) => key + direction(order)).join(", ")} LIMIT ${rowLimit})`,
  );
  const text = withNames(`SELECT * FROM (${selects.join("\nUNION ALL\n")}) branches LIMIT ${rowLimit}`, keysOf(order, "page"));
  return { text, values: [...filter.values, ...values], steady: filter.steady };
}

/** The rows of a search in no order, one more than lists count at most. Where a position is all that is asked for, run by run of the sky. */
function foundRows({ where, sky }: FilterSql, columns: string): string {
  const rows = (condition: string) => `SELECT ${columns} FROM visible_observation o WHERE ${condition} LIMIT ${COUNT_LIMIT + 1}`;
  return sky === null ? rows(where) : `SELECT o.* FROM ${sky.runs} CROSS JOIN LATERAL (${rows(sky.where)}) o LIMIT ${COUNT_LIMIT + 1}`;
}

/** What a page by position shows and where each row stands in the order. */
function positionColumns({ offset }: FilterSql, order: SortOrder): string {
  return `${offset ?? "NULL::float8"} AS "offsetDeg", ${sortColumns(order)}`;
}

/** Where each row stands in the order. */
function sortColumns({ columns }: SortOrder): string {
  return `o.id AS "sortId", ${columns.map((column, i) => `${column.expression} AS "sort${i}"`).join(", ")}`;
}

function keysOf(order: SortOrder, table: string): string {
  return [...order.columns.map((_, i) => `${table}."sort${i}"`), `${table}."sortId"`].map((key) => `${key}${direction(order)} NULLS LAST`).join(", ");
}

interface Branch {
  readonly where: readonly string[];
  readonly columns: readonly SortColumn[];
}

function branchesOf(order: SortOrder, after: CursorPosition | null, parameters: ParameterList): Branch[] {
  const [first, ...rest] = order.columns;
  const beyond = (columns: readonly SortColumn[], values: CursorPosition) => `${rowOf(columns)} ${order.descending ? "<" : ">"} (${valuesOf(columns, values, parameters)})`;
  if (after !== null && after.length !== order.columns.length + 1) throw new BadCursor();
  if (!order.nullable) return [{ where: after ? [beyond(order.columns, after)] : [], columns: order.columns }];
  const known = { where: [`${first.expression} IS NOT NULL`], columns: order.columns };
  const unknown = { where: [`${first.expression} IS NULL`], columns: rest };
  if (after === null) return [known, unknown];
  if (after[0] === null) return [{ ...unknown, where: [...unknown.where, beyond(rest, after.slice(1))] }];
  return [{ ...known, where: [...known.where, beyond(order.columns, after)] }, unknown];
}

function rowOf(columns: readonly SortColumn[]): string {
  return `(${[...columns.map((column) => column.expression), "o.id"].join(", ")})`;
}

function valuesOf(columns: readonly SortColumn[], values: CursorPosition, parameters: ParameterList): string {
  return [...columns.map((column) => column.type), "int8"].map((type, i) => `${parameters.add(values[i])}::${type}`).join(", ");
}

function direction({ descending }: SortOrder): string {
  return descending ? " DESC" : "";
}

/** Rows and their bytes, read no further than one row past the limit. */
export function totalsStatement(filter: FilterSql): Statement {
  return {
    text: `SELECT count(*)::int AS "totalCount", coalesce(sum(bounded.size), 0)::float8 AS "totalSizeBytes"
FROM (${foundRows(filter, "o.size_bytes AS size")}) bounded`,
    values: filter.values,
    steady: filter.steady,
  };
}
