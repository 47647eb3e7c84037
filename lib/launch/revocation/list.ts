import { z } from "zod";
import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { readCursor, writeCursor } from "@/lib/http/cursor";
import { livingStates } from "../states";
import { type AffectedLaunch, affectedLaunchSchema, type AffectedQuery } from "./schemas";

/** Rows are under the policy: the viewer's collections and projects. $1 project's code, $2 collection's name, $3 states, or $4 true for all but those. */
const ROWS = `FROM launch_revocation r WHERE r.restored_at IS NULL
  AND ($1::text IS NULL OR r.project_id = ANY (embargo.with_partners(ARRAY(SELECT p.id FROM project p WHERE p.code = $1))))
  AND ($2::text IS NULL OR r.collection_id = (SELECT c.id FROM collection c WHERE c.name = $2))
  AND (r.launch_state = ANY ($3)) <> $4`;
/** $5, $6 where the page begins, $7 how many, $8 living states. */
const PAGE = `
SELECT r.launch_id AS id, min(r.username) AS username, min(r.service) AS service, min(r.launch_state) AS state, min(r.launched_at) AS "launchedAt", min(r.ended_at) AS "endedAt",
  json_agg(json_build_object('collection', (SELECT c.name FROM collection c WHERE c.id = r.collection_id), 'project', (SELECT p.code FROM project p WHERE p.id = r.project_id),
    'observationCount', r.observation_count, 'whenRightEnds', (SELECT p.when_right_ends FROM project p WHERE p.id = r.project_id)) ORDER BY r.collection_id, r.project_id) AS parts,
  bool_or(embargo.manages_collection(r.collection_id) AND r.launch_state = ANY ($8)) AS "canStop", min(r.stop_asked_at) AS "stopAskedAt", min(r.ended_at)::text AS "sortedBy"
${ROWS} GROUP BY r.launch_id
HAVING $5::text IS NULL OR (min(r.ended_at), r.launch_id) < ($5::timestamptz, $6::uuid)
ORDER BY min(r.ended_at) DESC, r.launch_id DESC LIMIT $7`;
const COUNT = `SELECT count(DISTINCT r.launch_id)::int AS total ${ROWS}`;

const iso = z.date().transform((date) => date.toISOString());
const rowSchema = affectedLaunchSchema.extend({ launchedAt: iso, endedAt: iso, stopAskedAt: iso.nullable() });

export interface AffectedList {
  readonly items: AffectedLaunch[];
  readonly nextCursor: string | null;
  readonly totalCount: number | null;
}

/**
 * Launches that hold data whose right has ended, of collections that the viewer manages and projects that the viewer
 * leads; the latest first.
 *
 * @throws NotFound for who neither manages nor leads anything, as at an address that nobody has
 */
export function listAffectedLaunches(viewer: Viewer, { cursor, limit, ...query }: AffectedQuery): Promise<AffectedList> {
  const cursorOf = { list: "affected-launches", ...query };
  const after = cursor === undefined ? [null, null] : readCursor(cursorOf, cursor);
  const states = query.state === "running" || query.state === "over" ? livingStates : [query.state];
  const filter = [query.project ?? null, query.collection ?? null, states, query.state === "over"];
  return withOffice(viewer, async (sql) => {
    const rows = await sql.rows<{ id: string; sortedBy: string }>(PAGE, [...filter, after[0], after[1], limit + 1, livingStates]);
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const [count] = cursor === undefined ? await sql.rows<{ total: number }>(COUNT, filter) : [];
    return { items: shown.map((row) => rowSchema.parse(row)), nextCursor: rows.length > limit && last ? writeCursor(cursorOf, [last.sortedBy, last.id]) : null, totalCount: count?.total ?? null };
  });
}

const ASK = `UPDATE launch_revocation SET stop_asked_at = now(), stop_asked_by = embargo.me() WHERE launch_id = $1 AND restored_at IS NULL AND launch_state = ANY ($2) AND stop_asked_at IS NULL`;
const ONE = `SELECT 1 FROM launch_revocation r WHERE r.launch_id = $1 AND r.restored_at IS NULL AND embargo.manages_collection(r.collection_id)`;

/**
 * A manager asks for the end of such a launch; the worker sees to it within a moment. Asking again changes nothing.
 *
 * @throws NotFound for what does not hold closed data of a collection that the viewer manages, as for no launch
 */
export function askToStop(viewer: Viewer, id: string): Promise<void> {
  return withOffice(viewer, async (sql) => {
    const known = z.uuid().safeParse(id);
    if (!known.success || (await sql.rows(ONE, [known.data])).length === 0) throw new NotFound();
    await sql.run(ASK, [known.data, livingStates]);
  });
}

function withOffice<Result>(viewer: Viewer, work: (sql: Sql) => Promise<Result>): Promise<Result> {
  return withViewerSql(viewer, async (sql) => {
    const [office] = await sql.rows<{ held: boolean }>("SELECT embargo.holds_office() AS held");
    if (!office?.held) throw new NotFound();
    return work(sql);
  });
}
