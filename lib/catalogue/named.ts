import type { FilterSql } from "./filter-sql";

/** Ids, each once, as collections and OBS_IDs. `a:07` names what `a:7` names. */
export function partsOf(ids: readonly string[]): { collections: string[]; obsIds: string[] } {
  const parts = [...new Set(ids.map((id) => id.replace(/:0+(?=\d)/, ":")))].map((id) => id.split(":"));
  return { collections: parts.map(([collection]) => collection!), obsIds: parts.map(([, obsId]) => obsId!) };
}

/** All that a filter finds but these. Ids that are hidden or never were take nothing away, like those that it does not find. */
export function without(filter: FilterSql, ids: readonly string[], firstParameter: number): FilterSql {
  if (ids.length === 0 || filter.empty) return filter;
  const { collections, obsIds } = partsOf(ids);
  const at = firstParameter + filter.values.length;
  const named = `SELECT x.id FROM unnest($${at}::text[], $${at + 1}::bigint[]) AS e(collection, obs_id) JOIN collection k ON k.name = e.collection JOIN observation x ON x.collection_id = k.id AND x.obs_id = e.obs_id`;
  return { ...filter, where: `(${filter.where}) AND NOT (o.id IN (${named}))`, values: [...filter.values, collections, obsIds] };
}
