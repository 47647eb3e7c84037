import { BadCursor } from "@/lib/errors/requests";
import type { CursorPosition } from "@/lib/http/cursor";
import type { FilterSql } from "./filter-sql";
import { JOINT_CODES, OBSERVATION_COLUMNS } from "./observation-columns";
import { ParameterList } from "./parameter-list";
import { isByTime, type SortColumn, type SortOrder } from "./sort-order";

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Worth preparing: see FilterSql. */
  readonly steady: boolean;
}

/**
 * Below this reach, and within so few days, a page reads and sorts all that it finds anyway, so that counting it costs nothing more, as far as
 * lists count.
 */
const COUNTED = { reachDeg: 10, days: 31 } as const;

/** Whether the page's own statement tells the totals too. In the order of time few days are read as far as the page goes. */
export function countsItself({ reachDeg, days }: FilterSql, order: SortOrder, after: CursorPosition | null): boolean {
  if (after !== null) return false;
  return (reachDeg !== null && reachDeg <= COUNTED.reachDeg) || (days !== null && days <= COUNTED.days && !isByTime(order));
}

/** Lists say how many rows there are up to this number; beyond it counting would cost more than it tells. */
export const COUNT_LIMIT = 10_000;

const TOTAL_COLUMNS = `, count(*) OVER ()::int AS "totalCount", sum(o.size_bytes) OVER ()::float8 AS "totalSizeBytes"`;

/**
 * One page of observations: the rows after `after`, `rowLimit` of them at most, with the names of their collection and
 * project. Rows without a value in the sort column come from a second branch that is read only when the first one ends:
 * both walk the column's index, in either direction. Names are looked up once per collection and project, not per row.
 *
 * Where it counts (`isCounted`, only for the first page) it reads no more than lists count, in one branch, since all of it is sorted:
 * whoever finds that there are more asks again without counting, and is given the first rows of all.
 */
export function pageStatement(filter: FilterSql, order: SortOrder, after: CursorPosition | null, rowLimit: number, isCounted = countsItself(filter, order, after)): Statement {
  const parameters = new ParameterList(filter.values.length + 1);
  const branches = (isCounted ? [{ where: [], columns: order.columns }] : branchesOf(order, after, parameters)).map(
    ({ where, columns }) =>
      `(SELECT ${OBSERVATION_COLUMNS}, ${filter.offset ?? "NULL::float8"} AS "offsetDeg", o.id AS "sortId", ${order.columns.map((column, i) => `${column.expression} AS "sort${i}"`).join(", ")}${isCounted ? TOTAL_COLUMNS : ""}
  FROM ${isCounted ? `(SELECT o.* FROM visible_observation o WHERE ${filter.where} LIMIT ${COUNT_LIMIT + 1}) o` : `visible_observation o WHERE ${[`(${filter.where})`, ...where].join(" AND ")}`}
  ORDER BY ${[...columns.map((column) => column.expression), "o.id"].map((key) => key + direction(order) + (isCounted ? " NULLS LAST" : "")).join(", ")} LIMIT ${rowLimit})`,
  );
  const text = `WITH page AS MATERIALIZED (SELECT * FROM (${branches.join("\nUNION ALL\n")}) branches LIMIT ${rowLimit}),
c AS MATERIALIZED (SELECT id, name FROM collection WHERE id = ANY (ARRAY(SELECT DISTINCT "collectionId" FROM page))),
p AS MATERIALIZED (SELECT id, code, ${JOINT_CODES} AS joint FROM project WHERE id = ANY (ARRAY(SELECT DISTINCT "projectId" FROM page)))
SELECT page.*, c.name AS "collection", p.code AS "projectCode", p.joint AS "jointCodes"
FROM page JOIN c ON c.id = page."collectionId" LEFT JOIN p ON p.id = page."projectId"
ORDER BY ${[...order.columns.map((_, i) => `page."sort${i}"`), 'page."sortId"'].map((key) => `${key}${direction(order)} NULLS LAST`).join(", ")}`;
  return { text, values: [...filter.values, ...parameters.values], steady: filter.steady };
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
FROM (SELECT o.size_bytes AS size FROM visible_observation o WHERE ${filter.where} LIMIT ${COUNT_LIMIT + 1}) bounded`,
    values: filter.values,
    steady: filter.steady,
  };
}
