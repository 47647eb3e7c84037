import { type Sql, withSystemSql } from "@/lib/embargo/transaction";
import { lockLaunch } from "./locked";
import { moveLaunch } from "./move";
import { isOpenToAll } from "./open-to-all";
import type { LaunchProblem } from "./schemas";
import { notebookServices } from "./services/registry";
import { canMove, livingStates } from "./states";

const KEPT = `SELECT m.observation_ids AS observations, ARRAY(SELECT f.release_id FROM manifest_file f WHERE f.manifest_id = m.id AND f.release_id IS NOT NULL) AS releases
  FROM launch l JOIN manifest m ON m.id = l.manifest_id WHERE l.id = $1`;
const AT_PUBLIC = "SELECT id, service FROM launch WHERE state = ANY ($1) AND (service = ANY ($2) OR public_only)";

/** Is all that a launch stages open to everybody now? False for a launch that is not there. */
export async function isLaunchOpenToAll(launchId: string): Promise<boolean> {
  const [kept] = await withSystemSql("what a launch stages", (sql) => sql.rows<{ observations: string[]; releases: string[] }>(KEPT, [launchId]));
  return kept !== undefined && isOpenToAll(kept.releases, kept.observations);
}

/** What a person is told whose launch may not be where it is. */
export function notForPublicPlaces(serviceTitle: string): LaunchProblem {
  return {
    slug: "service-for-public-data",
    title: "The data are not open to everybody",
    detail: `${serviceTitle} may hold public data only, and some of this launch's are under embargo by now.`,
    nextStep: "Launch on a service that may hold embargoed data, or take them out of the basket.",
  };
}

/** Stops launches at places, and with software, for public data whose data were closed to the public since. Their owners may still have the right. */
export async function stopClosedAtPublicPlaces(): Promise<void> {
  const places = notebookServices().filter(({ facts }) => facts.dataClass === "public");
  const launches = await withSystemSql("launches at places for public data", (sql) => sql.rows<{ id: string; service: string }>(AT_PUBLIC, [livingStates, places.map(({ facts }) => facts.id)]));
  for (const { id, service } of launches) {
    if (await isLaunchOpenToAll(id)) continue;
    const problem = notForPublicPlaces(places.find(({ facts }) => facts.id === service)?.facts.title ?? "The software that it runs with");
    await withSystemSql("stop a launch whose data are not public", (sql) => stop(sql, id, problem));
  }
}

async function stop(sql: Sql, id: string, problem: LaunchProblem): Promise<void> {
  const at = await lockLaunch(sql, id);
  if (at && canMove(at.state, "stopping")) await moveLaunch(sql, at, "stopping", { message: problem.title, problem });
}
