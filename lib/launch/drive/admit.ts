import { type Sql, withSystemSql } from "@/lib/embargo/transaction";
import { lockLaunch } from "../locked";
import { tellLaunch } from "../move";
import { findService } from "../services/registry";

const READ = "SELECT service, admitted_at IS NOT NULL AS \"isIn\" FROM launch WHERE id = $1";
// Those that the service has, and those that were there first; what stops still has its server.
const AHEAD = `SELECT count(*)::int AS ahead FROM launch o, launch l
  WHERE l.id = $1 AND o.service = l.service AND o.id <> l.id AND o.state IN ('requested', 'staging', 'starting', 'ready', 'stopping')
    AND (o.admitted_at IS NOT NULL OR (o.created_at, o.id) < (l.created_at, l.id))`;
const WAITING = "Waiting in line: as many launches run there as the service takes at once";

/**
 * Whether its service has room for a launch, by the limit of launches at once: first come, first served. One that must
 * wait stays as it is, nobody's, and the housekeeping asks for it again.
 */
export function admit(id: string): Promise<boolean> {
  return withSystemSql("room at a notebook service", async (sql) => {
    const [launch] = await sql.rows<{ service: string; isIn: boolean }>(READ, [id]);
    if (!launch || launch.isIn) return true;
    const limit = findService(launch.service)?.facts.limits.launchesAtOnce ?? null;
    if (limit !== null && !(await hasRoom(sql, id, launch.service, limit))) return false;
    await sql.run("UPDATE launch SET admitted_at = clock_timestamp() WHERE id = $1 AND admitted_at IS NULL", [id]);
    return true;
  });
}

async function hasRoom(sql: Sql, id: string, service: string, limit: number): Promise<boolean> {
  // Two workers must not both give the last place away.
  await sql.run("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`admit ${service}`]);
  const [count] = await sql.rows<{ ahead: number }>(AHEAD, [id]);
  if ((count?.ahead ?? 0) < limit) return true;
  const at = await lockLaunch(sql, id);
  const told = await sql.rows("SELECT 1 FROM launch_event WHERE launch_id = $1 AND message = $2", [id, WAITING]);
  if (at?.state === "requested" && told.length === 0) await tellLaunch(sql, at, { message: WAITING });
  return false;
}
