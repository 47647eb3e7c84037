import { pool } from "@/lib/db/pool";
import { setting } from "@/lib/config/environment";
import type { SignedInViewer, Viewer } from "./viewer";

/** By how much two machines' clocks may differ. Groups that were told later than this from now were told by a clock that has jumped. */
const CLOCK_TOLERANCE_MS = 30_000;

/**
 * For how long groups count that the identity service told, seconds: until they are to be asked again, and the grace
 * while it is unreachable. `embargo.groups_in_force` decides by it.
 */
export function groupsHoldSec(): number {
  return setting("GROUPS_RECHECK_SEC") + setting("GROUPS_GRACE_SEC");
}

/** The age of groups, milliseconds; infinite for groups never told, and for those told by a clock that has jumped since. */
export function groupsAgeMs(checkedAt: Date | null, nowMs = Date.now()): number {
  if (checkedAt === null) return Number.POSITIVE_INFINITY;
  const ageMs = nowMs - checkedAt.getTime();
  return ageMs < -CLOCK_TOLERANCE_MS ? Number.POSITIVE_INFINITY : ageMs;
}

/** In SQL: the moment in a column is none of a clock that has jumped since. */
export const isToldByNow = (column: string) => `${column} <= now() + interval '${CLOCK_TOLERANCE_MS} ms'`;

const FIND = `SELECT sub, username, name, embargo.groups_in_force(groups, groups_checked_at, $2) AS groups, embargo.groups_hold_on(groups_checked_at, $2) AS "certainSec" FROM "user" WHERE sub = $1`;

/** Who somebody is, and for how long that is certain unless the database calls out a change. */
export interface ViewerForNow<Who extends Viewer = Viewer> {
  readonly viewer: Who;
  /** Null: nothing ends by itself. */
  readonly certainSec: number | null;
}

/** Somebody who was here before, with the groups that count now: for what acts without their login. Null for a stranger. */
export async function viewerOfSubject(sub: string): Promise<ViewerForNow<SignedInViewer> | null> {
  const { rows } = await pool("web").query<Omit<SignedInViewer, "kind"> & { certainSec: number | null }>({ name: "viewer-of-subject", text: FIND, values: [sub, groupsHoldSec()] });
  if (!rows[0]) return null;
  const { certainSec, ...person } = rows[0];
  return { viewer: { kind: "user", ...person }, certainSec };
}
