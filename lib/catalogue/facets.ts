import { withViewerSql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { filterSql } from "./filter-sql";
import { preparedRows } from "./prepared";
import type { Facets, ObservationFilter } from "./schemas";
import { besideSums, type Summed, type Sums, sumsFor } from "./sums";

/** Values of one facet that are shown; the most frequent ones. */
const SHOWN_VALUES = 50;

const COLUMNS = "o.project_id, o.instrument, o.target_key, o.target_name";

const all = (...parts: readonly string[]) => parts.join("\n  UNION ALL\n  ");

/** OFFSET 0: see `besideSums`. */
const rowByRow = (where: string) => `SELECT ${COLUMNS}, 1 AS n FROM visible_observation o WHERE ${where} OFFSET 0`;

const tallied = (table: string, where: string) => `SELECT ${COLUMNS}, o.observation_count AS n FROM ${table} o WHERE ${where}`;

const withBeside = (sums: Summed, table: string, where: string) => all(tallied(table, where), besideSums(sums, (count) => `${COLUMNS}, ${count}`, where));

/** Open sums tell either a project, or an instrument and a target. */
const openProjects = (where: string) => `SELECT o.bin AS project_id, o.observation_count AS n FROM open_sum o WHERE o.axis = 'project' AND (${where})`;
const openTargets = (where: string) => `SELECT o.instrument, o.target_key, o.target_name, o.observation_count AS n FROM open_sum o WHERE o.axis = 'target' AND (${where})`;

/** What was found, with its targets and instruments. */
const foundTargets: Record<Sums, (where: string) => string> = {
  open: (where) => all(openTargets(where), `SELECT own.instrument, own.target_key, own.target_name, own.n FROM (${withBeside("open", "own_tally", where)}) own`),
  "by-project": (where) => withBeside("by-project", "observation_tally", where),
  none: rowByRow,
};

const byAll = (found: string) => `counted AS MATERIALIZED (
  SELECT f.project_id, f.instrument, f.target_key, f.target_name, grouping(f.project_id) = 0 AS by_project, grouping(f.instrument) = 0 AS by_instrument, sum(f.n)::int AS n
  FROM (${found}) f GROUP BY GROUPING SETS ((f.project_id), (f.instrument), (f.target_key, f.target_name)) HAVING sum(f.n) <> 0
)`;

/** How many of what was found there are of each project, instrument, and target by each of its names. */
const counted: Record<Sums, (where: string) => string> = {
  open: (where) => `own AS MATERIALIZED (${withBeside("open", "own_tally", where)}),
counted AS MATERIALIZED (
  SELECT f.project_id, NULL::text AS instrument, NULL::text AS target_key, NULL::text AS target_name, true AS by_project, false AS by_instrument, sum(f.n)::int AS n
  FROM (${all(openProjects(where), "SELECT own.project_id, own.n FROM own")}) f GROUP BY f.project_id HAVING sum(f.n) <> 0
  UNION ALL
  SELECT NULL::int, f.instrument, f.target_key, f.target_name, false, grouping(f.instrument) = 0, sum(f.n)::int
  FROM (${all(openTargets(where), "SELECT own.instrument, own.target_key, own.target_name, own.n FROM own")}) f
  GROUP BY GROUPING SETS ((f.instrument), (f.target_key, f.target_name)) HAVING sum(f.n) <> 0
)`,
  "by-project": (where) => byAll(foundTargets["by-project"](where)),
  none: (where) => byAll(rowByRow(where)),
};

const BY_PROJECT = ["project", "collection", "instrument", "target", "q"] as const;

/**
 * Of what was counted; a joint project counts under each of its codes that the viewer sees; spellings of one
 * target are one value, under the name that most of them use. Values are named last, when only the shown ones are left.
 */
const facetsText = (counted: string) => `WITH ${counted}, joint AS (
  SELECT c.project_id, c.n FROM counted c WHERE c.by_project AND c.project_id IS NOT NULL
  UNION ALL SELECT j.partner_id, c.n FROM counted c JOIN joint_project j ON j.project_id = c.project_id JOIN project q ON q.id = j.partner_id WHERE c.by_project
), projects AS MATERIALIZED (
  SELECT project_id, sum(n)::int AS n FROM joint GROUP BY project_id ORDER BY 2 DESC, 1 LIMIT ${SHOWN_VALUES}
), targets AS MATERIALIZED (
  SELECT target_key, sum(n)::int AS n FROM counted WHERE NOT by_project AND NOT by_instrument AND target_key IS NOT NULL GROUP BY target_key ORDER BY 2 DESC, 1 LIMIT ${SHOWN_VALUES}
), shown AS (
  SELECT 'project' AS facet, (SELECT p.code FROM project p WHERE p.id = j.project_id) AS value, j.n FROM projects j
  UNION ALL
  (SELECT 'instrument', instrument, n FROM counted WHERE by_instrument AND instrument IS NOT NULL ORDER BY n DESC, instrument LIMIT ${SHOWN_VALUES})
  UNION ALL
  SELECT 'target', (array_agg(c.target_name ORDER BY c.n DESC, c.target_name))[1], t.n FROM targets t JOIN counted c ON c.target_key = t.target_key WHERE NOT c.by_project AND NOT c.by_instrument GROUP BY t.target_key, t.n
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
    const text = facetsText(counted[sums](where));
    const rows = await preparedRows<{ facet: keyof Facets; value: string; count: number }>(sql, { text, values, steady });
    for (const { facet, value, count } of rows) facets[facet].push({ value, count });
    return facets;
  });
}
