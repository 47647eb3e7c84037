import type { Sql } from "@/lib/embargo/transaction";
import type { ProjectEntry } from "./projects-file";

// In one order, and before a load writes anything else: whoever holds one of them can not be waiting for this load.
const HOLD = `SELECT p.id FROM project p WHERE p.id = ANY (embargo.with_partners(ARRAY(SELECT q.id FROM project q WHERE q.code = ANY ($1::text[]))))
ORDER BY p.id FOR NO KEY UPDATE`;

/**
 * Keeps others from changing the clocks and holds of the projects of this load, and of their partners', until it has
 * committed: an observation takes its dates from all of these when it is inserted, and a change goes by the observations that
 * it sees. A change waits until the load has ended, and so does a load of a partner's store.
 */
export async function holdProjects(sql: Sql, projects: readonly ProjectEntry[]): Promise<void> {
  await sql.rows(HOLD, [projects.flatMap(({ code, jointWith }) => [code, ...(jointWith ?? [])])]);
}
