import { withViewerSql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { filterSql } from "./filter-sql";
import { preparedRows } from "./prepared";
import type { Facets, ObservationFilter } from "./schemas";
import { besideSums, type Summed, type Sums, sumsFor } from "./sums";

/** Values of one facet that are shown; the most frequent ones. */
const SHOWN_VALUES = 50;

const COLUMNS = "o.project_id, o.instrument, o.target_key, o.target_name";

/** How many of a project, and of an instrument and target: of open sums a row tells only one of the two. OFFSET 0: see `besideSums`. */
const rowByRow = (where: string) => `SELECT ${COLUMNS}, 1 AS of_project, 1 AS n FROM visible_observation o WHERE ${where} OFFSET 0`;

const tallied = (table: string, where: string) => `SELECT ${COLUMNS}, o.observation_count AS of_project, o.observation_count AS n FROM ${table} o WHERE ${where}`;

const openTargets = (where: string) => `SELECT NULL::int AS project_id, o.instrument, o.target_key, o.target_name, 0 AS of_project, o.observation_count AS n FROM open_sum o WHERE o.axis = 'target' AND (${where})`;

const openProjects = (where: string) => `SELECT o.bin, NULL, NULL, NULL, o.observation_count, 0 FROM open_sum o WHERE o.axis = 'project' AND (${where})`;

const beside = (sums: Summed, where: string) => besideSums(sums, (count) => `${COLUMNS}, ${count}, ${count}`, where);

const all = (...parts: readonly string[]) => parts.join("\n  UNION ALL\n  ");

/** With open sums the targets and instruments only. */
const foundTargets: Record<Sums, (where: string) => string> = {
  open: (where) => all(openTargets(where), tallied("own_tally", where), beside("open", where)),
  "by-project": (where) => all(tallied("observation_tally", where), beside("by-project", where)),
  none: rowByRow,
};

const found: typeof foundTargets = { ...foundTargets, open: (where) => all(foundTargets.open(where), openProjects(where)) };

const BY_PROJECT = ["project", "collection", "instrument", "target", "q"] as const;

/**
 * One pass over what was found; a joint project counts under each of its codes that the viewer sees; spellings of one
 * target are one value, under the name that most of them use. Projects are named last, when only the shown ones are left.
 */
const facetsText = (found: string) => `WITH counted AS (
  SELECT f.project_id, f.instrument, f.target_key, f.target_name, grouping(f.project_id) = 0 AS by_project, grouping(f.instrument) = 0 AS by_instrument,
    (CASE WHEN grouping(f.project_id) = 0 THEN sum(f.of_project) ELSE sum(f.n) END)::int AS n
  FROM (${found}) f
  GROUP BY GROUPING SETS ((f.project_id), (f.instrument), (f.target_key, f.target_name))
  HAVING CASE WHEN grouping(f.project_id) = 0 THEN sum(f.of_project) ELSE sum(f.n) END <> 0
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
  SELECT f.target_key, f.target_name, sum(f.n)::int AS n FROM (${found}) f WHERE f.target_key IS NOT NULL GROUP BY f.target_key, f.target_name HAVING sum(f.n) <> 0) t
GROUP BY t.target_key ORDER BY sum(t.n) DESC, value LIMIT ${SHOWN_VALUES}`;

/** The targets of the observations found, without their projects and instruments, which take longest: for completion. */
export async function observationTargets(viewer: Viewer, filter: ObservationFilter): Promise<string[]> {
  return withViewerSql(viewer, async (sql) => {
    const { where, values, steady, empty } = await filterSql(sql, filter);
    if (empty) return [];
    const sums = await sumsFor(sql, filter, { open: ["collection", "instrument", "target", "q"], "by-project": BY_PROJECT });
    const rows = await preparedRows<{ value: string }>(sql, { text: targetsText(foundTargets[sums](where)), values, steady });
    return rows.map(({ value }) => value);
  });
}

/** How many of the observations found belong to each project, instrument and target, under all filters; top 50 each. */
export async function observationFacets(viewer: Viewer, filter: ObservationFilter): Promise<Facets> {
  return withViewerSql(viewer, async (sql) => {
    const facets: Facets = { project: [], instrument: [], target: [] };
    const { where, values, steady, empty } = await filterSql(sql, filter);
    if (empty) return facets;
    const sums = await sumsFor(sql, filter, { open: ["collection", "instrument"], "by-project": BY_PROJECT });
    const text = facetsText(found[sums](where));
    const rows = await preparedRows<{ facet: keyof Facets; value: string; count: number }>(sql, { text, values, steady });
    for (const { facet, value, count } of rows) facets[facet].push({ value, count });
    return facets;
  });
}
