import { withViewerSql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { filterSql } from "./filter-sql";
import { preparedRows } from "./prepared";
import type { Facets, ObservationFilter } from "./schemas";

/** Values of one facet that are shown; the most frequent ones. */
const SHOWN_VALUES = 50;

/** One pass over what was found; spellings of one target are one value, under the name that most of them use. */
const facetsText = (where: string) => `WITH counted AS (
  SELECT o.project_id, o.instrument, o.target_key, o.target_name, grouping(o.project_id) = 0 AS by_project, grouping(o.instrument) = 0 AS by_instrument, count(*)::int AS n
  FROM visible_observation o WHERE ${where}
  GROUP BY GROUPING SETS ((o.project_id), (o.instrument), (o.target_key, o.target_name))
), valued AS (
  SELECT 'project' AS facet, p.code AS value, c.n FROM counted c JOIN project p ON p.id = c.project_id WHERE c.by_project
  UNION ALL
  SELECT 'instrument', c.instrument, c.n FROM counted c WHERE c.by_instrument AND c.instrument IS NOT NULL
  UNION ALL
  SELECT 'target', (array_agg(c.target_name ORDER BY c.n DESC, c.target_name))[1], sum(c.n)::int FROM counted c
  WHERE NOT c.by_project AND NOT c.by_instrument AND c.target_key IS NOT NULL GROUP BY c.target_key
), ranked AS (
  SELECT facet, value, n, row_number() OVER (PARTITION BY facet ORDER BY n DESC, value) AS place FROM valued
)
SELECT facet, value, n AS "count" FROM ranked WHERE place <= ${SHOWN_VALUES} ORDER BY facet, place`;

/** How many of the observations found belong to each project, instrument and target, under all filters; top 50 each. */
export async function observationFacets(viewer: Viewer, filter: ObservationFilter): Promise<Facets> {
  return withViewerSql(viewer, async (sql) => {
    const facets: Facets = { project: [], instrument: [], target: [] };
    const { where, values, offset, empty } = await filterSql(sql, filter);
    if (empty) return facets;
    const rows = await preparedRows<{ facet: keyof Facets; value: string; count: number }>(sql, { text: facetsText(where), values, usual: offset === null });
    for (const { facet, value, count } of rows) facets[facet].push({ value, count });
    return facets;
  });
}
