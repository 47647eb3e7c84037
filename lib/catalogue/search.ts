import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { readCursor, writeCursor, type CursorPosition } from "@/lib/http/cursor";
import { type FilterSql, filterSql } from "./filter-sql";
import { observationOf, type ObservationRow } from "./observation-columns";
import { COUNT_LIMIT, countsItself, firstPageStatement, keysStatement, pageStatement, rowsStatement, totalsStatement } from "./page-sql";
import { preparedRows } from "./prepared";
import type { Observation, ObservationFilter, ObservationQuery } from "./schemas";
import { sortOrder, type SortKey, type SortOrder } from "./sort-order";

export interface ObservationPage {
  readonly items: Observation[];
  readonly nextCursor: string | null;
  /** Of the whole search, on its first page, up to 10 000; null above and on later pages. */
  readonly totalCount: number | null;
  readonly totalSizeBytes: number | null;
}

/**
 * One page of the observations that this viewer may see and the query asks for. What is hidden and what does not exist
 * change nothing in the answer.
 *
 * @throws BadCursor when the cursor was not issued for this filter and order.
 */
export async function searchObservations(viewer: Viewer, query: ObservationQuery): Promise<ObservationPage> {
  const { sort, limit, cursor, format: _format, ...filter } = query;
  const after = cursor === undefined ? null : readCursor(cursorQuery(filter, sort), cursor);
  return withViewerSql(viewer, async (sql) => {
    const condition = await filterSql(sql, filter);
    const page = await readPage(sql, condition, sort, after, limit);
    const nextCursor = page.end === null ? null : writeCursor(cursorQuery(filter, sort), page.end);
    const totals = after === null ? await totalsOf(sql, condition, page) : { totalCount: null, totalSizeBytes: null };
    return { items: page.items, nextCursor, ...totals };
  });
}

function cursorQuery(filter: ObservationFilter, sort: SortKey): unknown {
  return { list: "observations", filter, sort };
}

/** Some rows of a search in its order, and where they end when more follow. */
export interface Page {
  readonly items: Observation[];
  readonly end: CursorPosition | null;
  /** Of the whole search, where reading the page told them. */
  readonly totals: Totals | null;
}

type Totals = { readonly totalCount: number; readonly totalSizeBytes: number };
/** Where a row stands in the order. */
type Key = Partial<Totals> & { readonly sortId: string } & { readonly [sort: `sort${number}`]: string | number | null };
type PageRow = ObservationRow & Key;

/** Reads a page inside the viewer's transaction. */
export async function readPage(sql: Sql, filter: FilterSql, sort: SortKey, after: CursorPosition | null, limit: number): Promise<Page> {
  if (filter.empty) return { items: [], end: null, totals: { totalCount: 0, totalSizeBytes: 0 } };
  const order = sortOrder(sort, filter);
  const asked = rowsToRead(limit);
  const counts = countsItself(filter, order, after);
  const keys = counts ? await preparedRows<Key>(sql, keysStatement(filter, order, asked)) : [];
  // Of more than lists count, these are the first of those that were read, not of all.
  const isMore = (keys[0]?.totalCount ?? 0) > COUNT_LIMIT;
  const rows = !counts ? await preparedRows<PageRow>(sql, pageStatement(filter, order, after, asked)) : isMore ? await firstPage(sql, filter, order, keys, asked) : await rowsOf(sql, filter, keys);
  const shown = rows.slice(0, limit);
  const items = shown.map(observationOf);
  // More follow also where one of those found was hidden before its row was read.
  const follow = rows.length > 0 && Math.max(rows.length, keys.length) > limit;
  return { items, end: follow ? positionOf(shown.at(-1)!, order) : null, totals: after === null ? totalsIn(counts ? keys : rows, limit, items) : null };
}

async function rowsOf(sql: Sql, { centre }: FilterSql, keys: readonly Key[]): Promise<PageRow[]> {
  if (keys.length === 0) return [];
  const places = new Map(keys.map((key) => [key.sortId, key]));
  const rows = await preparedRows<ObservationRow & { readonly sortId: string }>(sql, rowsStatement([...places.keys()], centre));
  return rows.map((row) => ({ ...row, ...places.get(row.sortId)! }));
}

/** The page of all that is found, where `some` are the first rows of a part of it. */
async function firstPage(sql: Sql, filter: FilterSql, order: SortOrder, some: readonly Key[], rowLimit: number): Promise<PageRow[]> {
  const read = (last: CursorPosition | null) => preparedRows<PageRow>(sql, firstPageStatement(filter, order, last, rowLimit));
  const rows = await read(positionOf(some.at(-1)!, order));
  // What was visible a moment ago may be hidden now.
  return rows.length < rowLimit ? read(null) : rows;
}

/**
 * One row more than asked for tells whether more follow. The number stands in the statement itself, since a planner that
 * does not know it plans for a tenth of all rows; few different ones keep few statements prepared.
 */
function rowsToRead(limit: number): number {
  return ([51, 201, 1001].find((rows) => rows > limit) ?? limit + 1);
}

function positionOf(row: Key, order: SortOrder): CursorPosition {
  return [...order.columns.map((_, i) => row[`sort${i}`] ?? null), row.sortId];
}

/** What fits on the first page is counted there; a page by position counts as it goes. */
function totalsIn(rows: readonly Key[], limit: number, items: readonly Observation[]): Totals | null {
  if (rows.length <= limit) return { totalCount: items.length, totalSizeBytes: items.reduce((sum, item) => sum + item.sizeBytes, 0) };
  const { totalCount, totalSizeBytes } = rows[0]!;
  return totalCount === undefined || totalSizeBytes === undefined ? null : { totalCount, totalSizeBytes };
}

async function totalsOf(sql: Sql, filter: FilterSql, page: Page): Promise<Pick<ObservationPage, "totalCount" | "totalSizeBytes">> {
  const totals = page.totals ?? (await preparedRows<Totals>(sql, totalsStatement(filter)))[0];
  return totals && totals.totalCount <= COUNT_LIMIT ? { totalCount: totals.totalCount, totalSizeBytes: totals.totalSizeBytes } : { totalCount: null, totalSizeBytes: null };
}
