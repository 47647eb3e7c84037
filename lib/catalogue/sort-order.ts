import type { FilterSql } from "./filter-sql";
import type { sortKeys } from "./schemas";

export type SortKey = (typeof sortKeys)[number];

/** One column by which rows are sorted. The serial key comes after the last one, so that the order is total. */
export interface SortColumn {
  readonly expression: string;
  readonly type: "float8" | "int8" | "text";
}

/** An order of observations. Rows without a value in the first column stand at the end, whichever the direction. */
export interface SortOrder {
  readonly columns: readonly [SortColumn, ...SortColumn[]];
  readonly nullable: boolean;
  readonly descending: boolean;
}

const float = (expression: string): SortColumn => ({ expression, type: "float8" });
const byTime = float("o.start_mjd");

/** The order that a `sort` names; names are sorted by their key, observations of one target by time. */
export function sortOrder(sort: SortKey, filter: FilterSql): SortOrder {
  const descending = sort.startsWith("-");
  switch (sort.replace("-", "")) {
    case "obsId":
      return { columns: [{ expression: "o.obs_id", type: "int8" }], nullable: false, descending };
    case "zenithDeg":
      return { columns: [float("o.zenith_deg")], nullable: true, descending };
    case "livetimeSec":
      return { columns: [float("o.livetime_sec")], nullable: true, descending };
    case "targetName":
      return { columns: [{ expression: 'o.target_key COLLATE "C"', type: "text" }, float("o.start_mjd")], nullable: true, descending };
    case "offsetDeg":
      return { columns: [float(filter.offset ?? "NULL::float8")], nullable: false, descending };
    default:
      return { columns: [byTime], nullable: false, descending };
  }
}

/** Whether rows come in the order in which the index on time has them. */
export function isByTime({ columns }: SortOrder): boolean {
  return columns[0] === byTime;
}
