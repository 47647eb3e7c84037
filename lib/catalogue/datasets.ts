import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { readCursor, writeCursor } from "@/lib/http/cursor";
import type { Dataset, DatasetKind, DatasetQuery } from "./dataset-schemas";
import { type DatasetKey, parseDatasetId } from "./dataset-id";

export interface DatasetPage {
  readonly items: Dataset[];
  readonly nextCursor: string | null;
  readonly totalCount: number | null;
}

/** Of the visible members alone: what else is in a dataset, or how much, is told nowhere. */
const WITH_MEMBERS = `SELECT page.collection, page.scope, page.name, page.kind, seen.*,
  ARRAY(SELECT p.code FROM project p WHERE p.id = ANY (seen."projectIds") ORDER BY p.code COLLATE "C") AS projects
FROM page CROSS JOIN LATERAL (
  SELECT count(*)::int AS "observationCount", (count(*) FILTER (WHERE o.readable))::int AS "readableCount", coalesce(sum(o.size_bytes), 0)::float8 AS "sizeBytes",
    min(o.start_mjd) AS "firstStartMjd", max(o.end_mjd) AS "lastEndMjd", array_agg(DISTINCT o.project_id) AS "projectIds"
  FROM dataset_observation m JOIN visible_observation o ON o.id = m.observation_id WHERE m.dataset_id = page.id) seen
ORDER BY page.collection COLLATE "C", page.scope COLLATE "C", page.name COLLATE "C"`;

/** $1 collection, $2 project, $3 a part of scope:name, $4 to $6 after which the page begins, $7 how many. */
const DATASETS = `WITH named AS MATERIALIZED (SELECT embargo.project_named($2) AS id),
page AS MATERIALIZED (
  SELECT d.id, c.name AS collection, d.scope, d.name, d.kind FROM dataset d JOIN collection c ON c.id = d.collection_id
  WHERE ($1::text IS NULL OR c.name = $1)
    AND ($2::text IS NULL OR EXISTS (SELECT 1 FROM dataset_observation m JOIN observation o ON o.id = m.observation_id
      WHERE m.dataset_id = d.id AND o.project_id = ANY (embargo.with_partners(ARRAY(SELECT n.id FROM named n WHERE n.id IS NOT NULL)))))
    AND ($3::text IS NULL OR strpos(lower(d.scope || ':' || d.name), lower($3)) > 0)
    AND ($4::text IS NULL OR (c.name COLLATE "C", d.scope COLLATE "C", d.name COLLATE "C") > ($4, $5, $6))
  ORDER BY c.name COLLATE "C", d.scope COLLATE "C", d.name COLLATE "C" LIMIT $7)
${WITH_MEMBERS}`;

/** $1 collection, $2 scope, $3 name. */
const DATASET = `WITH page AS MATERIALIZED (
  SELECT d.id, c.name AS collection, d.scope, d.name, d.kind FROM dataset d JOIN collection c ON c.id = d.collection_id WHERE c.name = $1 AND d.scope = $2 AND d.name = $3)
${WITH_MEMBERS}`;

interface DatasetRow extends Omit<Dataset, "id" | "did"> {
  readonly scope: string;
  readonly name: string;
  readonly kind: DatasetKind;
  readonly projectIds: unknown;
}

/** The datasets and containers of which the viewer may discover an observation, by collection, scope and name. @throws BadCursor */
export async function listDatasets(viewer: Viewer, { limit, cursor, ...filter }: DatasetQuery): Promise<DatasetPage> {
  const binding = { list: "datasets", ...filter };
  const after = cursor === undefined ? [null, null, null] : readCursor(binding, cursor);
  const { collection = null, project = null, q = null } = filter;
  const rows = await withViewerSql(viewer, (sql) => sql.rows<DatasetRow>(DATASETS, [collection, project, q, ...after, limit + 1]));
  const page = rows.slice(0, limit);
  const [more, last] = [rows.length > limit, page.at(-1)];
  return { items: page.map(datasetOf), nextCursor: more && last ? writeCursor(binding, [last.collection, last.scope, last.name]) : null, totalCount: more || cursor !== undefined ? null : rows.length };
}

/** One dataset or container. @throws NotFound, for one whose observations are all hidden as for one that does not exist. */
export async function getDataset(viewer: Viewer, id: string): Promise<Dataset> {
  const key = parseDatasetId(id);
  if (!key) throw new NotFound();
  const [row] = await withViewerSql(viewer, (sql) => readOne(sql, key));
  if (!row) throw new NotFound();
  return datasetOf(row);
}

function readOne(sql: Sql, { collection, scope, name }: DatasetKey): Promise<DatasetRow[]> {
  return sql.rows<DatasetRow>(DATASET, [collection, scope, name]);
}

function datasetOf({ scope, name, projectIds: _, ...row }: DatasetRow): Dataset {
  return { id: `${row.collection}:${scope}:${name}`, did: `${scope}:${name}`, ...row };
}
