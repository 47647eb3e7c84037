import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { z } from "zod";
import { dataEnd } from "./data/rows";
import { endOf } from "./end";
import { LaunchIsOver } from "./errors";
import { getLaunch } from "./launch";
import { lockLaunch } from "./locked";
import { type LaunchPlace, tellLaunch } from "./move";
import type { Launch, LaunchChange } from "./schemas";
import { ServiceGone } from "./services/faults";
import { findService } from "./services/registry";
import { isLiving } from "./states";

/**
 * Moves the end of a launch, and of its data at a storage site, earlier or later, as far from now as its service allows; or
 * lets it begin without waiting for its data. A staging token that was given out
 * for the old end is renewed by its session when it ends.
 *
 * @throws NotFound for another's launch as for none, LaunchIsOver, UntilRefused, ServiceGone
 */
export async function prolongLaunch(viewer: SignedInViewer, id: string, { until, waitForData }: LaunchChange): Promise<Launch> {
  if (!z.uuid().safeParse(id).success) throw new NotFound();
  await withViewerSql(viewer, async (sql) => {
    const at = await lockLaunch(sql, id);
    if (!at) throw new NotFound();
    if (!isLiving(at.state)) throw new LaunchIsOver();
    if (waitForData === false) await beginWithoutWaiting(sql, at);
    if (until !== undefined) await moveEnd(sql, at, until);
  });
  return getLaunch(viewer, id);
}

/** Only before it has begun is there something to wait for. */
async function beginWithoutWaiting(sql: Sql, at: LaunchPlace): Promise<void> {
  const changed = await sql.run("UPDATE launch SET waits_for_data = false WHERE id = $1 AND waits_for_data AND state = 'requested'", [at.id]);
  if (changed > 0) await tellLaunch(sql, at, { message: "Beginning without waiting for all data, as you asked" });
}

async function moveEnd(sql: Sql, at: LaunchPlace, until: string | null): Promise<void> {
  const [row] = await sql.rows<{ service: string }>("SELECT service FROM launch WHERE id = $1", [at.id]);
  const service = findService(row?.service ?? "");
  if (!service) throw new ServiceGone();
  const end = endOf(service, until);
  await sql.run("UPDATE launch SET until = $2 WHERE id = $1", [at.id, end]);
  // The worker tells the data lake.
  await sql.run("UPDATE launch_rule SET until = $2 WHERE launch_id = $1 AND ended_at IS NULL", [at.id, dataEnd(end)]);
  await tellLaunch(sql, at, { message: end === null ? "It has no end date any more" : `Its end is now ${end.toISOString().slice(0, 16).replace("T", " ")} UTC` });
}
