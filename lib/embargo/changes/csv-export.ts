import type { Sql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { withManager } from "./office";

/** The columns of both kinds of files, in their order; those that an import does not read are there to be looked at. */
export const projectColumns = ["project", "title", "meta_from", "meta_at", "meta_months", "data_from", "data_at", "data_months"] as const;
export const observationColumns = ["observation", "project", "meta_release_at", "data_release_at", "meta_override", "data_override"] as const;
/** In a column of overrides: closed until somebody sets a date. Empty: the project's clock. */
export const CLOSED = "closed";

const iso = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const override = (column: string) => `CASE WHEN ${column} = 'infinity' THEN '${CLOSED}' ELSE ${iso(column)} END`;
/** Once per question, not once per row. */
const MINE = "ANY ((SELECT current_setting('app.managed')::int[])::int[])";
const MANAGED = `SELECT t.project_id FROM observation_tally t WHERE t.collection_id = ${MINE}`;

/** $1 codes, or null for all. */
const PROJECT_LINES = `SELECT p.code AS project, p.title, p.meta_clock AS meta_from, ${iso("p.meta_clock_date")} AS meta_at, p.meta_clock_months::text AS meta_months,
  p.data_clock AS data_from, ${iso("p.data_clock_date")} AS data_at, p.data_clock_months::text AS data_months
FROM project p WHERE ($1::text[] IS NULL OR p.code = ANY ($1)) AND p.id IN (${MANAGED}) ORDER BY p.code COLLATE "C"`;
const OBSERVATIONS = `SELECT c.name || ':' || o.obs_id AS observation, p.code AS project, ${iso("o.meta_release_at")} AS meta_release_at, ${iso("o.data_release_at")} AS data_release_at,
  ${override("o.meta_release_override")} AS meta_override, ${override("o.data_release_override")} AS data_override
FROM observation o JOIN collection c ON c.id = o.collection_id LEFT JOIN project p ON p.id = o.project_id WHERE o.collection_id = ${MINE}`;
/** $1 a project's code. */
const OF_PROJECT = `${OBSERVATIONS} AND o.project_id = (SELECT q.id FROM project q WHERE q.code = $1) ORDER BY c.name COLLATE "C", o.obs_id`;
/** $1 collections, $2 OBS_IDs. */
export const OF_IDS = `${OBSERVATIONS} AND (c.name, o.obs_id) IN (SELECT a.name, a.obs_id FROM unnest($1::text[], $2::bigint[]) AS a(name, obs_id))`;

type Line<Columns extends readonly string[]> = Record<Columns[number], string | null>;
export type ProjectLine = Line<typeof projectColumns>;
export type ObservationLine = Line<typeof observationColumns>;

/**
 * The clocks of the viewer's projects, or the dates of one project's observations, as CSV (RFC 4180).
 *
 * @param ofObservations a line for each observation of `project`
 * @throws NotFound for who manages nothing, and for a project of which the viewer manages nothing
 */
export function exportClocks(viewer: Viewer, project: string | undefined, ofObservations: boolean): Promise<string> {
  return withManager(viewer, async (sql) => {
    const known = await readProjectLines(sql, project === undefined ? null : [project]);
    if (project !== undefined && known.length === 0) throw new NotFound();
    if (!ofObservations || project === undefined) return csvOf(projectColumns, known);
    return csvOf(observationColumns, await sql.rows<ObservationLine>(OF_PROJECT, [project]));
  });
}

/** The clocks as they are, of those projects of which the viewer manages any observation. */
export function readProjectLines(sql: Sql, codes: readonly string[] | null): Promise<ProjectLine[]> {
  return sql.rows<ProjectLine>(PROJECT_LINES, [codes]);
}

function csvOf<Columns extends readonly string[]>(columns: Columns, lines: readonly Line<Columns>[]): string {
  const cell = (text: string | null) => (text !== null && /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : (text ?? ""));
  return [columns, ...lines.map((line) => columns.map((column: Columns[number]) => line[column]))].map((cells) => `${cells.map(cell).join(",")}\r\n`).join("");
}
