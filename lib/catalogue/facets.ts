import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { filterSql } from "./filter-sql";
import { preparedRows } from "./prepared";
import type { Facets, ObservationFilter } from "./schemas";
import { parseSearchText } from "./search-text";

/** Values of one facet that are shown; the most frequent ones. */
const SHOWN_VALUES = 50;

/**
 * Observations one by one. OFFSET 0 keeps the search a query of its own: merged with grouping sets it could use no index
 * (PostgreSQL then wraps the view's columns, which fit no index any more).
 */
const rowByRow = (where: string) => `SELECT o.project_id, o.instrument, o.target_key, o.target_name, 1 AS n FROM visible_observation o WHERE ${where} OFFSET 0`;

/**
 * The same from the tallies. Rows in no tally that the viewer may see (see the migrations `observation_tally` and `tally_by_month`) come one
 * by one: what was released this month, and what is held by a grant on single observations.
 */
const tallied = (where: string) => `SELECT o.project_id, o.instrument, o.target_key, o.target_name, o.observation_count AS n FROM observation_tally o WHERE ${where}
  UNION ALL
  (${rowByRow(`o.meta_release_at >= date_trunc('month', now(), 'UTC') AND o.meta_release_at <= now() AND NOT o.in_own_tally AND (${where})`)})
  UNION ALL
  (${rowByRow(`o.id IN (SELECT unnest(own.granted) FROM embargo.own_scope() own) AND coalesce(o.meta_release_at > now(), true) AND NOT o.in_own_tally AND (${where})`)})`;

/**
 * One pass over what was found; a joint project counts under each of its codes that the viewer sees; spellings of one
 * target are one value, under the name that most of them use. Projects are named last, when only the shown ones are left.
 */
const facetsText = (found: string) => `WITH counted AS (
  SELECT f.project_id, f.instrument, f.target_key, f.target_name, grouping(f.project_id) = 0 AS by_project, grouping(f.instrument) = 0 AS by_instrument, sum(f.n)::int AS n
  FROM (${found}) f
  GROUP BY GROUPING SETS ((f.project_id), (f.instrument), (f.target_key, f.target_name))
), valued AS (
  SELECT 'project' AS facet, NULL::text AS value, c.project_id, sum(c.n)::int AS n FROM (
    SELECT c.project_id, c.n FROM counted c WHERE c.by_project AND c.project_id IS NOT NULL
    UNION ALL SELECT j.partner_id, c.n FROM counted c JOIN joint_project j ON j.project_id = c.project_id JOIN project q ON q.id = j.partner_id WHERE c.by_project) c
  GROUP BY c.project_id
  UNION ALL
  SELECT 'instrument', c.instrument, NULL, c.n FROM counted c WHERE c.by_instrument AND c.instrument IS NOT NULL
  UNION ALL
  SELECT 'target', (array_agg(c.target_name ORDER BY c.n DESC, c.target_name))[1], NULL, sum(c.n)::int FROM counted c
  WHERE NOT c.by_project AND NOT c.by_instrument AND c.target_key IS NOT NULL GROUP BY c.target_key
), ranked AS (
  SELECT facet, value, project_id, n, row_number() OVER (PARTITION BY facet ORDER BY n DESC, value, project_id) AS place FROM valued
), shown AS MATERIALIZED (
  SELECT facet, coalesce(value, (SELECT p.code FROM project p WHERE p.id = r.project_id)) AS value, n FROM ranked r WHERE place <= ${SHOWN_VALUES}
)
SELECT facet, value, n AS "count" FROM shown ORDER BY facet, n DESC, value`;

/** The names of the targets of what was found, as most spell them, the most frequent first. */
const targetsText = (found: string) => `SELECT (array_agg(t.target_name ORDER BY t.n DESC, t.target_name))[1] AS value FROM (
  SELECT f.target_key, f.target_name, sum(f.n)::int AS n FROM (${found}) f WHERE f.target_key IS NOT NULL GROUP BY f.target_key, f.target_name) t
GROUP BY t.target_key ORDER BY sum(t.n) DESC, value LIMIT ${SHOWN_VALUES}`;

/** The targets of the observations found, without their projects and instruments, which take longest: for completion. */
export async function observationTargets(viewer: Viewer, filter: ObservationFilter): Promise<string[]> {
  return withViewerSql(viewer, async (sql) => {
    const { where, values, steady, empty } = await filterSql(sql, filter);
    if (empty) return [];
    const rows = await preparedRows<{ value: string }>(sql, { text: targetsText(await foundBy(sql, filter, where)), values, steady });
    return rows.map(({ value }) => value);
  });
}

/** From the tallies where these say all that is asked, else one by one. */
async function foundBy(sql: Sql, filter: ObservationFilter, where: string): Promise<string> {
  return isTallied(filter) && (await talliesCount(sql)) ? tallied(where) : rowByRow(where);
}

/** How many of the observations found belong to each project, instrument and target, under all filters; top 50 each. */
export async function observationFacets(viewer: Viewer, filter: ObservationFilter): Promise<Facets> {
  return withViewerSql(viewer, async (sql) => {
    const facets: Facets = { project: [], instrument: [], target: [] };
    const { where, values, steady, empty } = await filterSql(sql, filter);
    if (empty) return facets;
    const text = facetsText(await foundBy(sql, filter, where));
    const rows = await preparedRows<{ facet: keyof Facets; value: string; count: number }>(sql, { text, values, steady });
    for (const { facet, value, count } of rows) facets[facet].push({ value, count });
    return facets;
  });
}

/** To whom single observations are denied, sums that hold them say nothing. */
export async function talliesCount(sql: Sql): Promise<boolean> {
  const [row] = await sql.rows<{ count: boolean }>("SELECT embargo.tallies_count() AS count");
  return row!.count;
}

/** Whether a filter asks only for what tallies are told apart by. */
function isTallied(filter: ObservationFilter): boolean {
  return Object.entries(filter).every(([name, value]) => {
    if (value === undefined || ["project", "collection", "instrument", "target"].includes(name)) return true;
    if (name === "access") return value === "visible";
    return name === "q" && parseSearchText(String(value)).obsId === null;
  });
}
