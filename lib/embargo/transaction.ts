import { log } from "@/lib/config/log";
import { currentApiTokenId, currentRequestId } from "@/lib/config/request-context";
import { inTransaction, type Sql } from "@/lib/db/transaction";
import type { Viewer } from "./viewer";

export type { Sql };

/** Keys as a parameter for an array of numbers: of an array the driver would quote each of thousands of elements. */
export function keyList(keys: readonly (string | number)[]): string {
  return `{${keys.join(",")}}`;
}

/** The request's id, and that of the API token by which it acts, go along for the audit, whose entries the database writes. */
const BEGIN_VIEWER = "SELECT embargo.begin_viewer($1, $2), set_config('app.request_id', $3, true), set_config('app.api_token', $4, true)";

function subject(viewer: Viewer): [sub: string | null, groups: readonly string[], requestId: string, apiTokenId: string] {
  const traces = [currentRequestId() ?? "", currentApiTokenId() ?? ""] as const;
  return viewer.kind === "user" ? [viewer.sub, viewer.groups, ...traces] : [null, [], ...traces];
}

/**
 * The one door to data. Opens a transaction in which PostgreSQL has worked out what this viewer may, runs the work in
 * it, and commits; an error rolls everything back. Never wait for another service inside `work`: it holds a connection.
 */
export function withViewerSql<Result>(viewer: Viewer, work: (sql: Sql) => Promise<Result>): Promise<Result> {
  const values = subject(viewer);
  return inTransaction("web", async (sql) => {
    await sql.client.query({ name: "begin-viewer", text: BEGIN_VIEWER, values });
    return work(sql);
  });
}

/**
 * The only other way: for loaders and housekeeping, as a role that sees all. The reason is logged.
 *
 * @param level `debug` for what happens several times a second
 */
export function withSystemSql<Result>(reason: string, work: (sql: Sql) => Promise<Result>, level: "info" | "debug" = "info"): Promise<Result> {
  log[level]({ reason }, "system access");
  return inTransaction("system", work);
}
