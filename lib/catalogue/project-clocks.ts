import { withViewerSql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import type { ProjectClocks } from "./schemas";

/** Of one clock's dates, as `at`: how many are past, how many are not set, what comes next and last. A day is one of UTC. */
const opening = (column: string) => `
  SELECT count(*) FILTER (WHERE x.at <= now())::int AS "openCount", count(*) FILTER (WHERE x.at IS NULL)::int AS "undatedCount",
    min(x.at) FILTER (WHERE x.at > now()) AS "nextAt", max(x.at) FILTER (WHERE x.at > now()) AS "lastAt",
    count(*) FILTER (WHERE x.at > now() AND x.at < date_trunc('day', x.next, 'UTC') + interval '1 day')::int AS "nextCount"
  FROM (SELECT s.${column} AS at, min(s.${column}) FILTER (WHERE s.${column} > now()) OVER () AS next FROM seen s) x`;

/** $1 code. Of the visible observations only, those of a joint project's partners included. */
const PROJECT_CLOCKS = `WITH p AS (SELECT * FROM project WHERE id = (SELECT embargo.project_named($1))),
seen AS MATERIALIZED (
  SELECT o.meta_release_at, o.data_release_at, o.hold FROM visible_observation o
  WHERE o.project_id = ANY ((SELECT CASE WHEN p.is_joint THEN embargo.with_partners(ARRAY[p.id]) ELSE ARRAY[p.id] END FROM p)::int[]))
SELECT p.code, p.hold, (SELECT count(*)::int FROM seen) AS "observationCount", (SELECT count(*)::int FROM seen s WHERE s.hold > 0) AS "heldCount",
  ARRAY(SELECT q.code FROM joint_project j JOIN project q ON q.id = j.partner_id WHERE j.project_id = p.id ORDER BY q.code COLLATE "C") AS "jointCodes",
  p.meta_clock AS "metaFrom", p.meta_clock_months AS "metaMonths", p.meta_clock_date AS "metaDate",
  p.data_clock AS "dataFrom", p.data_clock_months AS "dataMonths", p.data_clock_date AS "dataDate",
  row_to_json(meta) AS meta, row_to_json(data) AS data
FROM p, LATERAL (${opening("meta_release_at")}) meta, LATERAL (${opening("data_release_at")}) data`;

type Opening = { openCount: number; undatedCount: number; nextAt: string | null; lastAt: string | null; nextCount: number };
type From = ProjectClocks["data"]["clock"]["from"];
interface Row {
  readonly code: string;
  readonly hold: 0 | 1 | 2;
  readonly observationCount: number;
  readonly heldCount: number;
  readonly jointCodes: string[];
  readonly metaFrom: From;
  readonly metaMonths: number | null;
  readonly metaDate: Date | null;
  readonly dataFrom: From;
  readonly dataMonths: number | null;
  readonly dataDate: Date | null;
  readonly meta: Opening;
  readonly data: Opening;
}

const holds = ["none", "read", "discover"] as const;
const iso = (text: string | null) => (text === null ? null : new Date(text).toISOString());

function openingOf(clock: ProjectClocks["data"]["clock"], found: Opening): ProjectClocks["data"] {
  const nextAt = iso(found.nextAt);
  return {
    clock,
    openCount: found.openCount,
    undatedCount: found.undatedCount,
    next: nextAt === null ? null : { at: nextAt, observationCount: found.nextCount },
    lastAt: iso(found.lastAt),
  };
}

/**
 * A project's two clocks and holds, and where its observations stand with them, as far as the viewer sees these.
 *
 * @throws NotFound for a hidden project as for one that does not exist
 */
export async function getProjectClocks(viewer: Viewer, code: string): Promise<ProjectClocks> {
  const [row] = await withViewerSql(viewer, (sql) => sql.rows<Row>(PROJECT_CLOCKS, [code]));
  if (!row) throw new NotFound();
  const { observationCount, heldCount, jointCodes } = row;
  return {
    code: row.code,
    observationCount,
    jointCodes,
    hold: holds[row.hold],
    heldCount,
    descriptions: openingOf({ from: row.metaFrom, months: row.metaMonths, date: row.metaDate?.toISOString() ?? null }, row.meta),
    data: openingOf({ from: row.dataFrom, months: row.dataMonths, date: row.dataDate?.toISOString() ?? null }, row.data),
  };
}
