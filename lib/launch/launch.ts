import { z } from "zod";
import { withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { readCursor, writeCursor } from "@/lib/http/cursor";
import { readyToEnqueue } from "@/lib/jobs/sender";
import { lockLaunch } from "./locked";
import { moveLaunch } from "./move";
import { LAUNCH_COLUMNS, launchOf } from "./record";
import { type Launch, type LaunchPage, launchPageSchema } from "./schemas";
import { canMove } from "./states";

export interface LaunchList {
  readonly items: Launch[];
  readonly nextCursor: string | null;
  readonly totalCount: number | null;
}

const CURSOR_OF = "launches";
const READ_ONE = `SELECT ${LAUNCH_COLUMNS} FROM launch l JOIN manifest m ON m.id = l.manifest_id WHERE l.id = $1`;
const READ_PAGE = `SELECT ${LAUNCH_COLUMNS}, l.created_at::text AS "sortedBy" FROM launch l JOIN manifest m ON m.id = l.manifest_id
  WHERE l.owner_sub = $1 AND ($2::text IS NULL OR (l.created_at, l.id) < ($2::timestamptz, $3::uuid))
  ORDER BY l.created_at DESC, l.id DESC LIMIT $4`;

/** One's launches, newest first. */
export function listLaunches(viewer: SignedInViewer, page: LaunchPage = launchPageSchema.parse({})): Promise<LaunchList> {
  const after = page.cursor === undefined ? [null, null] : readCursor(CURSOR_OF, page.cursor);
  return withViewerSql(viewer, async (sql) => {
    const rows = await sql.rows<{ id: string; sortedBy: string }>(READ_PAGE, [viewer.sub, after[0], after[1], page.limit + 1]);
    const shown = rows.slice(0, page.limit);
    const last = shown.at(-1);
    const [count] = page.cursor === undefined ? await sql.rows<{ total: number }>("SELECT count(*)::int AS total FROM launch WHERE owner_sub = $1", [viewer.sub]) : [];
    return {
      items: shown.map(launchOf),
      nextCursor: rows.length > page.limit && last ? writeCursor(CURSOR_OF, [last.sortedBy, last.id]) : null,
      totalCount: count?.total ?? null,
    };
  });
}

/** One launch of the viewer's own. @throws NotFound for another's as for none. */
export function getLaunch(viewer: SignedInViewer, id: string): Promise<Launch> {
  return withViewerSql(viewer, async (sql) => {
    const [row] = await sql.rows(READ_ONE, [uuidOf(id)]);
    if (!row) throw new NotFound();
    return launchOf(row);
  });
}

/**
 * Asks for the end of a launch: from now on its token opens nothing, and its server is removed by the worker. Asking
 * again, also when it is over, changes nothing.
 *
 * @returns the launch as it is now. @throws NotFound
 */
export async function stopLaunch(viewer: SignedInViewer, id: string): Promise<Launch> {
  await readyToEnqueue();
  return withViewerSql(viewer, async (sql) => {
    const at = await lockLaunch(sql, uuidOf(id));
    if (!at) throw new NotFound();
    if (canMove(at.state, "stopping")) await moveLaunch(sql, at, "stopping", { message: "Stopping, as you asked" });
    const [now] = await sql.rows(READ_ONE, [id]);
    return launchOf(now);
  });
}

/** An address with a malformed id names nothing, like one with an unknown id. */
function uuidOf(id: string): string {
  if (!z.uuid().safeParse(id).success) throw new NotFound();
  return id;
}
