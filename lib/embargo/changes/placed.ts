import type { Sql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { withManager } from "./office";
import type { EmbargoDenial, EmbargoHold, PlacedQuery } from "./office-schemas";

/** Columns of a hold or denial `x`, and what it is about. $1 true: lifted ones too; $2 a project's code. */
const placed = (collection: string) => `x.id, x.reason, embargo.account_name(x.placed_by) AS "placedBy", x.placed_at AS "placedAt",
  embargo.account_name(x.lifted_by) AS "liftedBy", x.lifted_at AS "liftedAt", x.lift_reason AS "liftReason",
  ${collection} AS collection, p.code AS project, chosen.count AS "observationCount", chosen.ids AS "observationIds"`;
const FROM = `LEFT JOIN project p ON p.id = x.project_id
  LEFT JOIN LATERAL (SELECT count(*)::int AS count, (array_agg(c.name || ':' || o.obs_id ORDER BY c.name COLLATE "C", o.obs_id))[1:100] AS ids
    FROM selection_observation s JOIN observation o ON o.id = s.observation_id JOIN collection c ON c.id = o.collection_id WHERE s.selection_id = x.selection_id) chosen ON x.selection_id IS NOT NULL`;
const WHERE = `($1::boolean OR x.lifted_at IS NULL) AND ($2::text IS NULL OR p.code = $2)`;

const HOLDS = `SELECT ${placed("NULL")}, x.closes FROM hold x ${FROM} WHERE ${WHERE} ORDER BY x.placed_at DESC, x.id`;
const DENIALS = `SELECT ${placed("d.name")}, embargo.account_name(x.sub) AS username FROM denial x LEFT JOIN collection d ON d.id = x.collection_id ${FROM} WHERE ${WHERE} ORDER BY x.placed_at DESC, x.id`;

interface PlacedRow extends Pick<EmbargoHold, "id" | "reason" | "placedBy" | "liftedBy" | "liftReason"> {
  readonly placedAt: Date;
  readonly liftedAt: Date | null;
  readonly collection: string | null;
  readonly project: string | null;
  readonly observationCount: number | null;
  readonly observationIds: string[] | null;
}

/** The holds on what the viewer manages, newest first. @throws NotFound for who manages nothing */
export function listHolds(viewer: Viewer, query: PlacedQuery): Promise<{ items: EmbargoHold[] }> {
  return withManager(viewer, async (sql) => {
    const rows = await listPlaced<Pick<EmbargoHold, "closes">>(sql, HOLDS, query);
    return { items: rows.map((row) => ({ ...placedOf(row), closes: row.closes })) };
  });
}

/** The denials of persons on what the viewer manages, newest first. @throws NotFound for who manages nothing */
export function listDenials(viewer: Viewer, query: PlacedQuery): Promise<{ items: EmbargoDenial[] }> {
  return withManager(viewer, async (sql) => {
    const rows = await listPlaced<Pick<EmbargoDenial, "username">>(sql, DENIALS, query);
    return { items: rows.map((row) => ({ ...placedOf(row), username: row.username })) };
  });
}

function listPlaced<More extends object>(sql: Sql, text: string, { lifted, project }: PlacedQuery): Promise<(PlacedRow & More)[]> {
  return sql.rows<PlacedRow & More>(text, [lifted === "true", project ?? null]);
}

function placedOf(row: PlacedRow): Omit<EmbargoHold, "closes"> {
  const { id, reason, placedBy, liftedBy, liftReason, collection, project, observationCount, observationIds } = row;
  return {
    id,
    scope: { collection, project, observationCount, observationIds },
    reason,
    placedBy,
    placedAt: row.placedAt.toISOString(),
    liftedBy,
    liftedAt: row.liftedAt?.toISOString() ?? null,
    liftReason,
  };
}
