import { insertCollection, insertObservation, insertPerson, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer, Viewer } from "@/lib/embargo/viewer";
import type { Grant } from "./schemas";

export const past = "2020-01-01T00:00:00Z";
export const future = "2999-01-01T00:00:00Z";
export const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

/** Who there is: CRAB is hidden, AGN and GPS are visible and closed; GPS lies in another collection with other managers. */
export const people = {
  piCrab: viewer("pi-crab", "cta/projects/crab"),
  deputy: viewer("deputy", "cta/projects/crab"),
  member: viewer("member", "cta/projects/crab"),
  piAgn: viewer("pi-agn", "cta/projects/agn"),
  piGps: viewer("pi-gps", "cta/projects/gps"),
  manager: viewer("manager", "cta/managers"),
  manager2: viewer("manager2", "cta/managers"),
  otherManager: viewer("other-manager", "cta/other-managers"),
  outsider: viewer("outsider", "cta/outside"),
  friend: viewer("friend"),
} as const satisfies Record<string, SignedInViewer>;

export interface World {
  readonly crab: number;
  readonly agn: number;
  readonly gps: number;
  readonly store: number;
}

/**
 * Observations store:1 to 3 of CRAB; store:11 and 12 of AGN, and 13, which is open to read; other:31 and 32 of GPS; other:41
 * of no project, visible and closed. `deputy` is a deputy of CRAB.
 */
export async function insertWorld(): Promise<World> {
  const store = await insertCollection("store", { managers: ["cta/managers"] });
  const other = await insertCollection("other", { managers: ["cta/other-managers"] });
  for (const who of Object.values(people)) await insertPerson(who);
  const crab = await insertProject({ code: "CRAB", group: "cta/projects/crab", pi: "pi-crab", metaReleaseAt: future, dataReleaseAt: future });
  const agn = await insertProject({ code: "AGN", group: "cta/projects/agn", pi: "pi-agn", metaReleaseAt: past, dataReleaseAt: future });
  const gps = await insertProject({ code: "GPS", group: "cta/projects/gps", pi: "pi-gps", metaReleaseAt: past, dataReleaseAt: future });
  for (const obsId of [1, 2, 3]) await insertObservation({ collectionId: store, obsId, projectId: crab });
  for (const obsId of [11, 12]) await insertObservation({ collectionId: store, obsId, projectId: agn });
  await insertObservation({ collectionId: store, obsId: 13, projectId: agn, dataReleaseOverride: past });
  for (const obsId of [31, 32]) await insertObservation({ collectionId: other, obsId, projectId: gps });
  await insertObservation({ collectionId: other, obsId: 41, metaReleaseOverride: past, dataReleaseOverride: future });
  await system("INSERT INTO project_deputy (project_id, sub, named_by) VALUES ($1, $2, $3)", [crab, people.deputy.sub, people.piCrab.sub]);
  return { crab, agn, gps, store };
}

export const system = (text: string, values: readonly unknown[] = []) => withSystemSql("test", (sql) => sql.run(text, values));
export const systemRows = <Row extends object>(text: string, values: readonly unknown[] = []) => withSystemSql("test", (sql) => sql.rows<Row>(text, values));

const ids = (who: Viewer, where: string) =>
  withViewerSql(who, (sql) => sql.rows<{ id: string }>(`SELECT c.name || ':' || o.obs_id AS id FROM visible_observation o JOIN collection c ON c.id = o.collection_id WHERE ${where} ORDER BY o.obs_id`)).then((rows) => rows.map(({ id }) => id));
/** What somebody sees, and reads. */
export const seen = (who: Viewer) => ids(who, "true");
export const readable = (who: Viewer) => ids(who, "o.readable");

export const noticesOf = async (who: SignedInViewer) => (await systemRows<{ kind: string; text: string }>("SELECT kind, text FROM notice WHERE sub = $1 ORDER BY made_at, id", [who.sub]));

/** No grants, requests, selections and notices, as at the beginning. */
export async function forgetRights(): Promise<void> {
  for (const table of ["notice", "request", "access_grant", "hold", "denial", "selection"]) await system(`DELETE FROM ${table}`);
}

export const grantBody = (change: object = {}) => ({ grantee: { kind: "person" as const, name: "friend" }, scope: { kind: "project" as const }, rights: "read" as const, reason: "for the test", ...change });
export const shown = ({ grantee, scope, rights, state }: Grant) => ({ to: grantee.name, on: scope.name ?? scope.ids?.join(), count: scope.observationCount, rights, state });
