import { explainForAnother, explainObservation } from "@/lib/embargo/explain";
import { withViewerSql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { JOINT_CODES, OBSERVATION_COLUMNS, observationOf, type ObservationRow } from "./observation-columns";
import { readProducts } from "./products";
import { type AccessReport, type Observation, observationIdSchema, type Product } from "./schemas";

export interface ObservationKey {
  readonly collection: string;
  readonly obsId: string;
}

/** The parts of a public id. @throws NotFound: what is no id names nothing, like an id that nobody has. */
export function observationKey(id: string): ObservationKey {
  if (!observationIdSchema.safeParse(id).success) throw new NotFound();
  const [collection = "", obsId = ""] = id.split(":");
  return { collection, obsId };
}

const OBSERVATION = `SELECT ${OBSERVATION_COLUMNS}, NULL::float8 AS "offsetDeg", c.name AS "collection", project.code AS "projectCode", ${JOINT_CODES} AS "jointCodes"
FROM visible_observation o JOIN collection c ON c.id = o.collection_id LEFT JOIN project ON project.id = o.project_id
WHERE c.name = $1 AND o.obs_id = $2`;

/** One observation. @throws NotFound, for a hidden one as for one that does not exist. */
export async function getObservation(viewer: Viewer, id: string): Promise<Observation> {
  const { collection, obsId } = observationKey(id);
  const [row] = await withViewerSql(viewer, (sql) => sql.rows<ObservationRow>(OBSERVATION, [collection, obsId]));
  if (!row) throw new NotFound();
  return observationOf(row);
}

/** Every product of an observation that the viewer may know of; where its bytes are, only while they may be read. @throws NotFound */
export async function listProducts(viewer: Viewer, id: string): Promise<{ items: Product[]; nextCursor: null; totalCount: number }> {
  const key = observationKey(id);
  const items = await withViewerSql(viewer, (sql) => readProducts(sql, key));
  if (!items) throw new NotFound();
  return { items, nextCursor: null, totalCount: items.length };
}

/**
 * Why the viewer can see this observation, and can or can not read it.
 *
 * @param username asks the same for another person: for managers of the observation
 * @throws NotFound when the viewer can not see it, or asks for another without that office
 */
export async function explainAccess(viewer: Viewer, id: string, username?: string): Promise<AccessReport> {
  const { collection, obsId } = observationKey(id);
  const decisions = await withViewerSql(viewer, (sql) => (username === undefined ? explainObservation(sql, collection, obsId) : explainForAnother(sql, collection, obsId, username)));
  if (!decisions) throw new NotFound();
  return { observationId: id, username: username?.toLowerCase() ?? null, ...decisions };
}
