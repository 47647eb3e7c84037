import type { Sql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { effectOf } from "./effect";
import { ChangeBlocked } from "./errors";
import { withManager } from "./office";
import type { ChangeQuery, EmbargoChange } from "./schemas";

const COLUMNS = `c.id, c.kind, c.body AS change, c.reason, c.state, c.effect, c.observation_count AS "observationCount", c.serial,
  ARRAY(SELECT p.code FROM embargo_change_project x JOIN project p ON p.id = x.project_id WHERE x.change_id = c.id ORDER BY p.code COLLATE "C") AS projects,
  embargo.account_name(c.made_by) AS "madeBy", c.made_at AS "madeAt", embargo.account_name(c.decided_by) AS "decidedBy", c.decided_at AS "decidedAt", c.decision_reason AS "decisionReason",
  c.applied_at AS "appliedAt", embargo.account_name(c.undone_by) AS "undoneBy", c.undone_at AS "undoneAt", c.undo_reason AS "undoReason", c.made_by = embargo.me() AS mine`;
const ONE = `SELECT ${COLUMNS} FROM embargo_change c WHERE c.id = $1`;
/** $1 state, $2 a project's code, $3 the number before which the page begins, $4 how many. */
const MANY = `SELECT ${COLUMNS} FROM embargo_change c
WHERE ($1::text IS NULL OR c.state = $1) AND ($3::bigint IS NULL OR c.serial < $3)
  AND ($2::text IS NULL OR c.effect->'projects' ? $2 OR EXISTS (SELECT 1 FROM embargo_change_project x JOIN project p ON p.id = x.project_id WHERE x.change_id = c.id AND p.code = $2))
ORDER BY c.serial DESC LIMIT $4`;

type Dates = "madeAt" | "decidedAt" | "appliedAt" | "undoneAt";
type Row = Omit<EmbargoChange, Dates | "effectNow"> & { readonly serial: string; readonly madeAt: Date; readonly decidedAt: Date | null; readonly appliedAt: Date | null; readonly undoneAt: Date | null };

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What is no id names nothing. @throws NotFound */
export function changeId(id: string): string {
  if (!uuid.test(id)) throw new NotFound();
  return id;
}

/** Changes of what the viewer manages, newest first. `end`: where the page ends. @throws NotFound for who manages nothing */
export function listChanges(viewer: Viewer, query: Omit<ChangeQuery, "cursor">, before: string | null): Promise<{ items: EmbargoChange[]; end: string | null }> {
  return withManager(viewer, async (sql) => {
    const rows = await sql.rows<Row>(MANY, [query.state ?? null, query.project ?? null, before, query.limit + 1]);
    const page = rows.slice(0, query.limit);
    return { items: page.map(changeOf), end: rows.length > query.limit ? page.at(-1)!.serial : null };
  });
}

/** One change; of one that waits, with what it would do now. @throws NotFound for who does not manage all of it, as for what never was */
export function getChange(viewer: Viewer, id: string): Promise<EmbargoChange> {
  const known = changeId(id);
  return withManager(viewer, async (sql) => {
    const change = await readChange(sql, known);
    if (change.state !== "waiting") return change;
    const effectNow = await effectOf(sql, viewer, known, known).catch(async (error: unknown) => {
      // What it lifts may be lifted by now: there is nothing left that it would do.
      if (!(error instanceof ChangeBlocked)) throw error;
      await sql.run("ROLLBACK TO SAVEPOINT look");
      return null;
    });
    return { ...change, effectNow };
  });
}

/** The change as it is kept, within a transaction. @throws NotFound */
export async function readChange(sql: Sql, id: string): Promise<EmbargoChange> {
  const [row] = await sql.rows<Row>(ONE, [id]);
  if (!row) throw new NotFound();
  return changeOf(row);
}

function changeOf({ serial: _serial, ...row }: Row): EmbargoChange {
  const iso = (date: Date | null) => date?.toISOString() ?? null;
  return { ...row, effectNow: null, madeAt: row.madeAt.toISOString(), decidedAt: iso(row.decidedAt), appliedAt: iso(row.appliedAt), undoneAt: iso(row.undoneAt) };
}
