import { withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { z } from "zod";
import { endOf } from "./end";
import { LaunchIsOver } from "./errors";
import { getLaunch } from "./launch";
import { lockLaunch } from "./locked";
import { tellLaunch } from "./move";
import type { Launch, LaunchChange } from "./schemas";
import { ServiceGone } from "./services/faults";
import { findService } from "./services/registry";
import { isLiving } from "./states";

/**
 * Moves the end of a launch, earlier or later, as far from now as its service allows. A staging token that was given out
 * for the old end is renewed by its session when it ends.
 *
 * @throws NotFound for another's launch as for none, LaunchIsOver, UntilRefused, ServiceGone
 */
export async function prolongLaunch(viewer: SignedInViewer, id: string, { until }: LaunchChange): Promise<Launch> {
  if (!z.uuid().safeParse(id).success) throw new NotFound();
  await withViewerSql(viewer, async (sql) => {
    const at = await lockLaunch(sql, id);
    if (!at) throw new NotFound();
    if (!isLiving(at.state)) throw new LaunchIsOver();
    const [row] = await sql.rows<{ service: string }>("SELECT service FROM launch WHERE id = $1", [id]);
    const service = findService(row?.service ?? "");
    if (!service) throw new ServiceGone();
    const end = endOf(service, until);
    await sql.run("UPDATE launch SET until = $2 WHERE id = $1", [id, end]);
    await tellLaunch(sql, at, { message: end === null ? "It has no end date any more" : `Its end is now ${end.toISOString().slice(0, 16).replace("T", " ")} UTC` });
  });
  return getLaunch(viewer, id);
}
