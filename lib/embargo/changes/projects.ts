import type { Viewer } from "@/lib/embargo/viewer";
import { withManager } from "./office";
import type { ManagedProject, ManagedProjectQuery } from "./office-schemas";
import type { Clock } from "./schemas";

/**
 * $1 collection's name, $2 days, $3 text, $4 hold level or -1 for any hold, $5 the code after which the page begins,
 * $6 how many. The tallies are under the policies: they name the projects of which the viewer manages anything.
 */
const MANAGED = `WITH held AS (
  SELECT t.project_id, array_agg(DISTINCT t.collection_id) AS collections FROM observation_tally t
  WHERE t.project_id IS NOT NULL AND t.collection_id = ANY ((SELECT current_setting('app.managed')::int[])::int[]) GROUP BY t.project_id)
SELECT p.id, p.code, p.title, p.pi_username AS "piUsername", p.iam_group AS "iamGroup",
  ARRAY(SELECT c.name FROM collection c WHERE c.id = ANY (held.collections) ORDER BY c.name COLLATE "C") AS collections
FROM held JOIN project p ON p.id = held.project_id
WHERE ($1::text IS NULL OR EXISTS (SELECT 1 FROM collection c WHERE c.name = $1 AND c.id = ANY (held.collections)))
  AND ($3::text IS NULL OR strpos(lower(p.code || ' ' || p.title), lower($3)) > 0)
  AND ($4::int IS NULL OR ($4 >= 0 AND p.hold = $4) OR ($4 < 0 AND p.hold > 0))
  AND ($2::int IS NULL OR EXISTS (SELECT 1 FROM observation o WHERE o.project_id = p.id
    AND ((o.meta_release_at > now() AND o.meta_release_at <= now() + make_interval(days => $2)) OR (o.data_release_at > now() AND o.data_release_at <= now() + make_interval(days => $2)))))
  AND ($5::text IS NULL OR p.code COLLATE "C" > $5)
ORDER BY p.code COLLATE "C" LIMIT $6`;

/** $1 the projects of a page. */
const DETAILS = `SELECT p.id, p.meta_clock AS "metaFrom", p.meta_clock_months AS "metaMonths", p.meta_clock_date AS "metaDate",
  p.data_clock AS "dataFrom", p.data_clock_months AS "dataMonths", p.data_clock_date AS "dataDate", p.hold,
  p.early_release_approval AS "earlyReleaseApproval", p.when_right_ends AS "whenRightEnds", embargo.manages_project(p.id) AS changeable,
  ARRAY(SELECT q.code FROM joint_project j JOIN project q ON q.id = j.partner_id WHERE j.project_id = p.id ORDER BY q.code COLLATE "C") AS "jointCodes",
  (SELECT count(*)::int FROM request r WHERE r.project_id = p.id AND r.state = 'open') AS "openRequestCount",
  (SELECT count(*)::int FROM embargo_change e JOIN embargo_change_project x ON x.change_id = e.id WHERE x.project_id = p.id AND e.state = 'waiting') AS "waitingChangeCount",
  seen.*
FROM project p CROSS JOIN LATERAL (
  SELECT count(*)::int AS "observationCount",
    min(o.meta_release_at) FILTER (WHERE o.meta_release_at > now()) AS "nextMeta", min(o.data_release_at) FILTER (WHERE o.data_release_at > now()) AS "nextData",
    CASE WHEN count(*) = count(o.data_release_at) THEN max(o.data_release_at) END AS "lastData",
    (count(*) FILTER (WHERE o.hold = 2 OR o.meta_release_at IS NULL OR o.meta_release_at > now()))::int AS "hiddenCount",
    (count(*) FILTER (WHERE o.hold = 0 AND o.data_release_at <= now()))::int AS "publicCount",
    (count(o.meta_release_override) FILTER (WHERE o.data_release_override IS NULL) + count(o.data_release_override))::int AS "overrideCount"
  FROM observation o WHERE o.project_id = ANY (CASE WHEN p.is_joint THEN embargo.with_partners(ARRAY[p.id]) ELSE ARRAY[p.id] END)) seen
WHERE p.id = ANY ($1::int[]) ORDER BY p.code COLLATE "C"`;

interface Named extends Pick<ManagedProject, "code" | "title" | "piUsername" | "iamGroup" | "collections"> {
  readonly id: number;
}
type From = Clock["from"];
interface Details extends Pick<ManagedProject, "jointCodes" | "observationCount" | "hiddenCount" | "publicCount" | "overrideCount" | "openRequestCount" | "waitingChangeCount" | "earlyReleaseApproval" | "whenRightEnds" | "changeable"> {
  readonly id: number;
  readonly metaFrom: From;
  readonly metaMonths: number | null;
  readonly metaDate: Date | null;
  readonly dataFrom: From;
  readonly dataMonths: number | null;
  readonly dataDate: Date | null;
  readonly hold: 0 | 1 | 2;
  readonly nextMeta: Date | null;
  readonly nextData: Date | null;
  readonly lastData: Date | null;
}

const holds = ["none", "read", "discover"] as const;
const holdFilter = { none: 0, read: 1, discover: 2, any: -1 } as const;

/**
 * The projects of which the viewer manages anything, by code.
 *
 * @param after the code at which the last page ended
 * @throws NotFound for who manages nothing
 */
export function listManagedProjects(viewer: Viewer, query: Omit<ManagedProjectQuery, "cursor">, after: string | null): Promise<{ items: ManagedProject[]; more: boolean }> {
  return withManager(viewer, async (sql) => {
    const found = await sql.rows<Named>(MANAGED, [query.collection ?? null, query.opensWithinDays ?? null, query.q ?? null, query.hold ? holdFilter[query.hold] : null, after, query.limit + 1]);
    const named = found.slice(0, query.limit);
    const details = await sql.rows<Details>(DETAILS, [named.map(({ id }) => id)]);
    const byId = new Map(details.map((row) => [row.id, row]));
    return { items: named.flatMap((row) => (byId.has(row.id) ? [projectOf(row, byId.get(row.id)!)] : [])), more: found.length > query.limit };
  });
}

function projectOf({ code, title, piUsername, iamGroup, collections }: Named, row: Details): ManagedProject {
  const iso = (date: Date | null) => date?.toISOString() ?? null;
  const { jointCodes, observationCount, hiddenCount, publicCount, overrideCount, openRequestCount, waitingChangeCount, earlyReleaseApproval, whenRightEnds, changeable } = row;
  return {
    code,
    title,
    piUsername,
    iamGroup,
    collections,
    jointCodes,
    metaClock: clockOf(row.metaFrom, row.metaMonths, row.metaDate),
    dataClock: clockOf(row.dataFrom, row.dataMonths, row.dataDate),
    nextMetaReleaseAt: iso(row.nextMeta),
    nextDataReleaseAt: iso(row.nextData),
    lastDataReleaseAt: iso(row.lastData),
    observationCount,
    hiddenCount,
    closedCount: observationCount - hiddenCount - publicCount,
    publicCount,
    overrideCount,
    hold: holds[row.hold],
    openRequestCount,
    waitingChangeCount,
    earlyReleaseApproval,
    whenRightEnds,
    changeable,
  };
}

/** A clock from its three columns. */
export function clockOf(from: From, months: number | null, date: Date | null): Clock {
  return from === "fixed" ? { from, at: date?.toISOString() ?? null } : { from, months: months ?? 0 };
}
