import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { type FilterSql, filterSql } from "./filter-sql";
import { preparedRows } from "./prepared";
import type { ObservationFilter } from "./schemas";
import type { Density, SkyPoint, Timeline } from "./spread-schemas";
import { besideSums, type Summed, sumsFor } from "./sums";
import { binsOf, TALLIED_DAYS } from "./time-bins";

/** HEALPix order of the cells of a map, nested: 12 288 cells of 1.8 degrees. */
export const CELL_ORDER = 5;
/** As far as rows are read one by one. It counts visible rows only: what is hidden moves no bound. */
export const SPREAD_LIMIT = 100_000;
/** Of so few a map draws each. */
export const POINT_LIMIT = 2000;

type Axis = "sky" | "time";
/** `hpx` is of order 12; each order is two bits. Time is told apart by days, and merged afterwards. */
const rowBin: Record<Axis, string> = { sky: "o.hpx >> 14", time: "floor(o.start_mjd)::int" };
/** The same in the bins of `observation_spread` (see its migration). */
const talliedRowBin: Record<Axis, string> = { sky: rowBin.sky, time: `floor(o.start_mjd / ${TALLIED_DAYS})::int` };

const bounded = (axis: Axis, where: string) => `SELECT f.bin, count(*)::int AS n FROM (
  SELECT ${rowBin[axis]} AS bin FROM visible_observation o WHERE ${where} LIMIT ${SPREAD_LIMIT + 1}) f GROUP BY f.bin`;

const summed = (axis: Axis, sums: Summed, where: string) => {
  const of = (table: string) => `SELECT o.bin, o.observation_count AS n FROM ${table} o WHERE o.axis = '${axis}' AND (${where})`;
  const tables = sums === "open" ? ["open_sum", "own_spread"] : ["observation_spread"];
  return `SELECT f.bin, sum(f.n)::int AS n FROM (
  ${[...tables.map(of), besideSums(sums, (count) => `${talliedRowBin[axis]}, ${count}`, where)].join("\n  UNION ALL\n  ")}) f GROUP BY f.bin HAVING sum(f.n) <> 0`;
};

interface Spread {
  readonly bins: readonly { readonly bin: number | null; readonly n: number }[];
  readonly totalCount: number;
  readonly isTallied: boolean;
}

/** Counts by bin; null when more match than are read one by one. */
async function readSpread(sql: Sql, axis: Axis, filter: ObservationFilter, condition: FilterSql): Promise<Spread | null> {
  if (condition.empty) return { bins: [], totalCount: 0, isTallied: false };
  const sums = await sumsFor(sql, filter, { open: ["collection", "instrument"], "by-project": ["project", "collection", "instrument"] });
  if (sums === "none") return countRows(sql, axis, condition);
  return { ...(await binsIn(sql, summed(axis, sums, condition.where), condition)), isTallied: true };
}

async function countRows(sql: Sql, axis: Axis, condition: FilterSql): Promise<Spread | null> {
  const found = await binsIn(sql, bounded(axis, condition.where), condition);
  return found.totalCount <= SPREAD_LIMIT ? { ...found, isTallied: false } : null;
}

async function binsIn(sql: Sql, text: string, { values, steady }: FilterSql): Promise<Omit<Spread, "isTallied">> {
  const bins = await preparedRows<Spread["bins"][number]>(sql, { text, values, steady });
  return { bins, totalCount: bins.reduce((sum, { n }) => sum + n, 0) };
}

const pointsText = (where: string) => `SELECT c.name || ':' || o.obs_id AS id, o.target_name AS "targetName", o.ra_deg AS "raDeg", o.dec_deg AS "decDeg",
  o.fov_radius_deg AS "fovRadiusDeg", o.start_mjd AS "startMjd", o.readable
FROM visible_observation o JOIN collection c ON c.id = o.collection_id WHERE o.hpx IS NOT NULL AND (${where}) ORDER BY o.start_mjd, o.id LIMIT ${POINT_LIMIT}`;

/** Where on the sky the observations found lie, under all filters: counts by HEALPix cell, and each by itself where they are few. */
export async function observationDensity(viewer: Viewer, filter: ObservationFilter): Promise<Density> {
  return withViewerSql(viewer, async (sql) => {
    const condition = await filterSql(sql, filter);
    const spread = await readSpread(sql, "sky", filter, condition);
    if (!spread) return { order: CELL_ORDER, totalCount: null, limit: SPREAD_LIMIT, unplacedCount: null, cells: null, points: null };
    const { bins, totalCount } = spread;
    const cells = bins.flatMap(({ bin, n }) => (bin === null ? [] : [{ pixel: bin, count: n }])).sort((a, b) => a.pixel - b.pixel);
    const isFew = totalCount <= POINT_LIMIT;
    const points = !isFew ? null : condition.empty ? [] : await preparedRows<SkyPoint>(sql, { text: pointsText(condition.where), values: condition.values, steady: condition.steady });
    return { order: CELL_ORDER, totalCount, limit: SPREAD_LIMIT, unplacedCount: bins.find(({ bin }) => bin === null)?.n ?? 0, cells, points };
  });
}

/** When the observations found began, under all filters. */
export async function observationTimeline(viewer: Viewer, filter: ObservationFilter): Promise<Timeline> {
  return withViewerSql(viewer, async (sql) => {
    const condition = await filterSql(sql, filter);
    let spread = await readSpread(sql, "time", filter, condition);
    // Of few the days are worth another look.
    if (spread?.isTallied && spread.totalCount <= POINT_LIMIT) spread = await countRows(sql, "time", condition);
    if (!spread) return { binDays: TALLIED_DAYS, totalCount: null, limit: SPREAD_LIMIT, bins: null };
    const found = spread.bins.map(({ bin, n }) => ({ bin: bin!, count: n }));
    return { ...binsOf(found, spread.isTallied ? TALLIED_DAYS : 1), totalCount: spread.totalCount, limit: SPREAD_LIMIT };
  });
}
