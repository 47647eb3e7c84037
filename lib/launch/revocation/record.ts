import type { Sql } from "@/lib/embargo/transaction";
import { tellLeaders, tellManagers } from "@/lib/embargo/grants/notices";
import { livingStates } from "../states";
import type { ClosedLaunches } from "./find";

/**
 * $1 what is closed, as JSON. A file's right hangs on its observations: of a file of several, on those in the manifest;
 * where it was put in without any of them, on all.
 */
const PARTS = `
WITH closed AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS x("launchId" uuid, "observationIds" bigint[], "releaseIds" bigint[])),
file AS (
  SELECT DISTINCT c."launchId" AS launch_id, p.id, p.observation_id, m.observation_ids FROM closed c CROSS JOIN unnest(c."releaseIds") AS r(id)
  JOIN product_release x ON x.id = r.id JOIN product p ON p.id = x.product_id JOIN launch l ON l.id = c."launchId" JOIN manifest m ON m.id = l.manifest_id),
lost AS (
  SELECT c."launchId" AS launch_id, o.id FROM closed c CROSS JOIN unnest(c."observationIds") AS o(id)
  UNION SELECT launch_id, observation_id FROM file WHERE observation_id IS NOT NULL
  UNION SELECT f.launch_id, k.observation_id FROM file f JOIN observation_product k ON k.product_id = f.id
    WHERE k.observation_id = ANY (f.observation_ids)
      OR NOT EXISTS (SELECT 1 FROM observation_product other WHERE other.product_id = f.id AND other.observation_id = ANY (f.observation_ids))),
part AS (
  SELECT x.launch_id, o.collection_id, o.project_id, count(*)::int AS observations FROM lost x JOIN observation o ON o.id = x.id GROUP BY 1, 2, 3)`;

const RECORD = `${PARTS}
INSERT INTO launch_revocation AS r (launch_id, collection_id, project_id, observation_count, username, service, launched_at, launch_state)
SELECT p.launch_id, p.collection_id, p.project_id, p.observations, l.username, l.service, l.created_at, l.state
FROM part p JOIN launch l ON l.id = p.launch_id AND l.state = ANY ($2)
ON CONFLICT (launch_id, collection_id, project_id) DO UPDATE SET observation_count = excluded.observation_count, launch_state = excluded.launch_state,
  ended_at = CASE WHEN r.restored_at IS NULL THEN r.ended_at ELSE now() END, restored_at = NULL
WHERE (r.observation_count, r.launch_state) IS DISTINCT FROM (excluded.observation_count, excluded.launch_state) OR r.restored_at IS NOT NULL
RETURNING r.launch_id AS "launchId", r.collection_id AS "collectionId", r.project_id AS "projectId", r.ended_at = now()::timestamptz(3) AS "isNew"`;

/** $2 states, $3 when it was asked: what another worker recorded since is not taken back. */
const RESTORE = `${PARTS}
UPDATE launch_revocation r SET restored_at = now(), stop_asked_at = NULL, stop_asked_by = NULL FROM launch l
WHERE l.id = r.launch_id AND l.state = ANY ($2) AND r.restored_at IS NULL AND r.ended_at < $3
  AND NOT EXISTS (SELECT 1 FROM part p WHERE p.launch_id = r.launch_id AND p.collection_id = r.collection_id AND p.project_id IS NOT DISTINCT FROM r.project_id)`;

/** A launch may have moved on while its row was written. */
const FOLLOW = "UPDATE launch_revocation r SET launch_state = l.state FROM launch l WHERE l.id = r.launch_id AND r.launch_state <> l.state";

interface Recorded {
  readonly launchId: string;
  readonly collectionId: number;
  readonly projectId: number | null;
  readonly isNew: boolean;
}

/** Keeps what was found; who leads the projects and who manages the collections is told of what is new. */
export async function recordClosed(sql: Sql, { askedAt, launches }: ClosedLaunches): Promise<void> {
  const closed = JSON.stringify(launches);
  const recorded = launches.length === 0 ? [] : await sql.rows<Recorded>(RECORD, [closed, livingStates]);
  await sql.run(RESTORE, [closed, livingStates, askedAt]);
  await sql.run(FOLLOW);
  const fresh = recorded.filter(({ isNew }) => isNew);
  await tellPerProject(sql, fresh);
  await tellPerCollection(sql, fresh);
}

async function tellPerProject(sql: Sql, fresh: readonly Recorded[]): Promise<void> {
  const projects = await sql.rows<{ id: number; code: string }>("SELECT id, code FROM project WHERE id = ANY ($1::int[]) ORDER BY id", [fresh.map(({ projectId }) => projectId)]);
  for (const { id, code } of projects) {
    const launches = new Set(fresh.filter(({ projectId }) => projectId === id).map(({ launchId }) => launchId));
    await tellLeaders(sql, id, { kind: "launch-affected", text: words(launches.size, code), link: `/projects/${encodeURIComponent(code)}` });
  }
}

async function tellPerCollection(sql: Sql, fresh: readonly Recorded[]): Promise<void> {
  const collections = await sql.rows<{ id: number; name: string }>("SELECT id, name FROM collection WHERE id = ANY ($1::int[]) ORDER BY id", [fresh.map(({ collectionId }) => collectionId)]);
  for (const { id, name } of collections) {
    const launches = new Set(fresh.filter(({ collectionId }) => collectionId === id).map(({ launchId }) => launchId));
    await tellManagers(sql, { kind: "launch-affected", text: words(launches.size, name), link: "/admin/embargo/launches", about: { collectionId: id } });
  }
}

function words(launches: number, of: string): string {
  return launches === 1 ? `A running launch holds observations of ${of} that its owner may not read any more.` : `${launches} running launches hold observations of ${of} that their owners may not read any more.`;
}
