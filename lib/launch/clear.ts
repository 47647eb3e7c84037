import { withSystemSql } from "@/lib/embargo/transaction";
import { endRulesOf } from "./data/release";
import { lockLaunch } from "./locked";
import { moveLaunch, tellLaunch } from "./move";
import { ServiceFault } from "./services/faults";
import { findService } from "./services/registry";
import { unsealSession } from "./session-store";
import { revokeAccess } from "./ticket";

const READ_LEFT = `SELECT username, server_name AS "serverName", service, session_sealed AS "sessionSealed" FROM launch
  WHERE id = $1 AND state IN ('stopping', 'failed', 'ended') AND cleared_at IS NULL`;

/**
 * Removes what a launch that is over has left: access first, then its server at the service, which removes the staged
 * data as it goes. What the person saved stays. Can be done again after any end.
 *
 * @throws ServiceFault when the service is away: to be tried again
 */
export async function clearLaunch(id: string, signal: AbortSignal): Promise<void> {
  const left = await withSystemSql("clear a launch", async (sql) => {
    const [row] = await sql.rows<{ username: string; serverName: string; service: string; sessionSealed: string | null }>(READ_LEFT, [id]);
    if (row) await revokeAccess(sql, id);
    return row;
  });
  if (!left) return;
  await endRulesOf(id, signal);
  // A service that is no longer configured can not be asked; its servers are its operators' then.
  const service = findService(left.service);
  try {
    await service?.remove({ username: left.username, serverName: left.serverName, launchId: id, session: unsealSession(id, left.sessionSealed) }, signal);
  } catch (error) {
    if (error instanceof ServiceFault) await tellWaiting(id, error);
    throw error;
  }
  await withSystemSql("clear a launch", async (sql) => {
    const at = await lockLaunch(sql, id);
    if (at?.state === "stopping") await moveLaunch(sql, at, "ended", { message: service ? "The notebook server has ended" : "Ended: its notebook service is not configured here any more" });
    await sql.run("UPDATE launch SET cleared_at = now(), session_sealed = NULL WHERE id = $1", [id]);
  });
}

async function tellWaiting(id: string, fault: ServiceFault): Promise<void> {
  await withSystemSql("clear a launch", async (sql) => {
    const at = await lockLaunch(sql, id);
    const message = `${fault.message} Its server is removed as soon as that works`;
    const told = await sql.rows("SELECT 1 FROM launch_event WHERE launch_id = $1 AND message = $2", [id, message]);
    if (at?.state === "stopping" && told.length === 0) await tellLaunch(sql, at, { message });
  });
}
