import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { readCursor, writeCursor } from "@/lib/http/cursor";
import type { Project, ProjectQuery } from "./schemas";

export interface ProjectPage {
  readonly items: Project[];
  readonly nextCursor: string | null;
  readonly totalCount: number | null;
}

/**
 * $1 code, or null for all; $2 the viewer's account name; $3 the code after which the page begins; $4 how many.
 * Counts and dates are of the visible observations only; a date is null while one of them has none.
 */
const PROJECTS = `SELECT p.code, p.title,
  CASE WHEN embargo.leads_project(p.id) THEN CASE WHEN p.pi_username = $2 THEN 'pi' ELSE 'deputy' END
    WHEN EXISTS (SELECT 1 FROM project q WHERE q.id = ANY (embargo.with_partners(ARRAY[p.id])) AND q.iam_group = ANY (embargo.my_groups())) THEN 'member' WHEN p.id = ANY (coalesce(own.projects, '{}')) THEN 'guest' ELSE 'none' END AS role,
  seen.count AS "observationCount", seen.meta AS "metaReleaseAt", seen.data AS "dataReleaseAt"
FROM (SELECT * FROM project WHERE ($1::text IS NULL OR id = (SELECT embargo.project_named($1))) AND ($3::text IS NULL OR code COLLATE "C" > $3) ORDER BY code COLLATE "C" LIMIT $4) p
CROSS JOIN embargo.own_scope() own
CROSS JOIN LATERAL (
  SELECT count(*)::int AS count,
    CASE WHEN count(*) = count(o.meta_release_at) THEN max(o.meta_release_at) END AS meta,
    CASE WHEN count(*) = count(o.data_release_at) THEN max(o.data_release_at) END AS data
  FROM visible_observation o WHERE o.project_id = ANY (CASE WHEN p.is_joint THEN embargo.with_partners(ARRAY[p.id]) ELSE ARRAY[p.id] END)) seen
ORDER BY p.code COLLATE "C"`;

interface ProjectRow extends Omit<Project, "metaReleaseAt" | "dataReleaseAt"> {
  readonly metaReleaseAt: Date | null;
  readonly dataReleaseAt: Date | null;
}

const cursorQuery = { list: "projects" };

/** The projects that this viewer may know of, by code. @throws BadCursor */
export async function listProjects(viewer: Viewer, { limit = 1000, cursor }: Partial<ProjectQuery> = {}): Promise<ProjectPage> {
  const after = cursor === undefined ? null : (readCursor(cursorQuery, cursor)[0] ?? null);
  const projects = await withViewerSql(viewer, (sql) => readProjects(sql, viewer, null, after === null ? null : String(after), limit + 1));
  const items = projects.slice(0, limit);
  const more = projects.length > limit;
  return { items, nextCursor: more ? writeCursor(cursorQuery, [items.at(-1)!.code]) : null, totalCount: more || after !== null ? null : items.length };
}

/** One project. @throws NotFound, for a hidden one as for one that does not exist. */
export async function getProject(viewer: Viewer, code: string): Promise<Project> {
  const [project] = await withViewerSql(viewer, (sql) => readProjects(sql, viewer, code, null, 1));
  if (!project) throw new NotFound();
  return project;
}

async function readProjects(sql: Sql, viewer: Viewer, code: string | null, after: string | null, limit: number): Promise<Project[]> {
  const username = viewer.kind === "user" ? viewer.username : null;
  const rows = await sql.rows<ProjectRow>(PROJECTS, [code, username, after, limit]);
  return rows.map((row) => ({ ...row, metaReleaseAt: row.metaReleaseAt?.toISOString() ?? null, dataReleaseAt: row.dataReleaseAt?.toISOString() ?? null }));
}
