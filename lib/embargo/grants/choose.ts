import { filterSql } from "@/lib/catalogue/filter-sql";
import { partsOf, without } from "@/lib/catalogue/named";
import type { ObservationFilter } from "@/lib/catalogue/schemas";
import type { Sql } from "@/lib/embargo/transaction";
import { NotFound } from "@/lib/errors/requests";
import { SelectionFull, SelectionInUse } from "./errors";
import { orRefused } from "@/lib/errors/refused";

/** The most observations of one selection: a bound on what one request may cost. */
export const SELECTION_LIMIT = 50_000;

export interface Choice {
  readonly ids?: readonly string[];
  readonly query?: ObservationFilter;
  /** Of what the query finds, ids to leave out. */
  readonly except?: readonly string[];
}

const CHOOSE_IDS = `INSERT INTO selection_observation (selection_id, observation_id)
SELECT $1::uuid, o.id FROM unnest($2::text[], $3::bigint[]) AS a(collection, obs_id)
JOIN collection c ON c.name = a.collection JOIN observation o ON o.collection_id = c.id AND o.obs_id = a.obs_id
ON CONFLICT DO NOTHING`;

/** How many of these ids the viewer sees. */
const COUNT_IDS = `SELECT count(*)::int AS count FROM unnest($1::text[], $2::bigint[]) AS a(collection, obs_id)
JOIN collection c ON c.name = a.collection JOIN observation o ON o.collection_id = c.id AND o.obs_id = a.obs_id`;

/** An anonymous selection, to be filled in the transaction that makes it. */
export async function makeSelection(sql: Sql, name: string | null = null): Promise<string> {
  const [row] = await sql.rows<{ id: string }>("INSERT INTO selection (name, made_by) VALUES ($1, embargo.me()) RETURNING id", [name]);
  return row!.id;
}

/**
 * Puts observations into a selection, from among those that the viewer sees. How many were not in it before.
 *
 * @throws NotFound when an id is hidden or never was. @throws SelectionInUse, SelectionFull
 */
export async function choose(sql: Sql, selectionId: string, { ids, query, except = [] }: Choice): Promise<number> {
  const refusal = () => new SelectionInUse("These observations can not be added");
  if (ids) {
    const parts = partsOf(ids);
    const [seen] = await sql.rows<{ count: number }>(COUNT_IDS, [parts.collections, parts.obsIds]);
    if (seen!.count < parts.obsIds.length) throw new NotFound();
    return orRefused(sql.run(CHOOSE_IDS, [selectionId, parts.collections, parts.obsIds]), refusal);
  }
  const filter = without(await filterSql(sql, query ?? {}, 3), except, 3);
  if (filter.empty) return 0;
  const text = `INSERT INTO selection_observation (selection_id, observation_id) SELECT $1::uuid, o.id FROM visible_observation o WHERE (${filter.where}) LIMIT $2::int ON CONFLICT DO NOTHING`;
  const added = await orRefused(sql.run(text, [selectionId, SELECTION_LIMIT + 1, ...filter.values]), refusal);
  if (added > SELECTION_LIMIT) throw new SelectionFull(SELECTION_LIMIT);
  return added;
}
