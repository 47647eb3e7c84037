import type { Sql } from "@/lib/embargo/transaction";

export type ClockKind = "fixed" | "observation" | "delivery" | "last-observation" | "override";

/** One observation as the transaction's viewer stands to it. Dates are as the policies compare them: none on what is held. */
export interface Standing {
  readonly readable: boolean;
  readonly hold: 0 | 1 | 2;
  readonly metaReleaseAt: Date | null;
  readonly dataReleaseAt: Date | null;
  /** The group of the project, of a partner, of the collection, where the viewer is in it. */
  readonly projectGroup: string | null;
  readonly partnerGroup: string | null;
  readonly collectionGroup: string | null;
  readonly metaIsPast: boolean;
  readonly dataIsPast: boolean;
  readonly manages: boolean;
}

const STANDING = `SELECT o.readable, o.hold, o.meta_release_at AS "metaReleaseAt", o.data_release_at AS "dataReleaseAt",
  coalesce(o.meta_release_at <= now(), false) AS "metaIsPast", coalesce(o.data_release_at <= now(), false) AS "dataIsPast",
  CASE WHEN p.iam_group = ANY (embargo.my_groups()) THEN p.iam_group END AS "projectGroup",
  (SELECT q.iam_group FROM joint_project j JOIN project q ON q.id = j.partner_id WHERE j.project_id = o.project_id AND q.iam_group = ANY (embargo.my_groups()) ORDER BY q.code LIMIT 1) AS "partnerGroup",
  CASE WHEN o.project_id IS NULL AND c.iam_group = ANY (embargo.my_groups()) THEN c.iam_group END AS "collectionGroup",
  embargo.manages_collection(o.collection_id) AS manages
FROM visible_observation o JOIN collection c ON c.id = o.collection_id LEFT JOIN project p ON p.id = o.project_id WHERE o.id = $1`;

/** The observation of a public id. Null where the viewer sees none. */
export interface Found {
  readonly id: string;
  readonly manages: boolean;
}
const FIND = "SELECT o.id, embargo.manages_collection(o.collection_id) AS manages FROM observation o JOIN collection c ON c.id = o.collection_id WHERE c.name = $1 AND o.obs_id = $2";

export async function findObservation(sql: Sql, collection: string, obsId: string): Promise<Found | null> {
  return (await sql.rows<Found>(FIND, [collection, obsId]))[0] ?? null;
}

/** Null: the viewer does not see it. */
export async function readStanding(sql: Sql, id: string): Promise<Standing | null> {
  return (await sql.rows<Standing>(STANDING, [id]))[0] ?? null;
}

/** A grant of the viewer's on the observation, in force or still to come. */
export interface OwnGrant {
  readonly id: string;
  readonly granteeKind: "person" | "group";
  readonly grantee: string;
  readonly collection: string | null;
  readonly project: string | null;
  readonly observationCount: number | null;
  readonly rights: "discover" | "read";
  readonly roles: string[] | null;
  readonly from: Date;
  readonly until: Date | null;
  readonly givenBy: string;
  readonly emergency: boolean;
  readonly begun: boolean;
}

const GRANTS = `SELECT id, grantee_kind AS "granteeKind", grantee, collection, project, CASE WHEN collection IS NULL AND project IS NULL THEN observation_count END AS "observationCount", rights, roles,
  valid_from AS "from", valid_until AS "until", given_by AS "givenBy", emergency, valid_from <= now() AS begun FROM embargo.own_grants_on($1)`;

export function readGrants(sql: Sql, id: string): Promise<OwnGrant[]> {
  return sql.rows<OwnGrant>(GRANTS, [id]);
}

/** The clock that counts for one right: of a joint project the later, of READ the description's where that is later. */
export interface CountingClock {
  readonly right: "discover" | "read";
  readonly kind: ClockKind;
  readonly project: string | null;
  readonly startsAt: Date | null;
  readonly months: number | null;
}

/** $1 the observation, asked by who sees it. */
const CLOCKS = `WITH o AS (SELECT x.*, embargo.mjd_to_timestamp(x.end_mjd) AS observed FROM observation x WHERE x.id = $1),
team AS (SELECT p.*, embargo.last_observation(p.id) AS last FROM project p, o
  WHERE p.id = o.project_id OR EXISTS (SELECT 1 FROM joint_project j WHERE j.project_id = o.project_id AND j.partner_id = p.id)),
clocks AS (
  SELECT v.own, v.kind, t.code AS project, v.months, CASE v.kind WHEN 'observation' THEN o.observed WHEN 'delivery' THEN o.delivered_at WHEN 'last-observation' THEN t.last END AS starts_at,
    coalesce(embargo.clock(v.kind, v.at, v.months, o.observed, o.delivered_at, t.last), 'infinity') AS opens
  FROM o, team t, LATERAL (VALUES ('discover', t.meta_clock, t.meta_clock_date, t.meta_clock_months), ('read', t.data_clock, t.data_clock_date, t.data_clock_months)) AS v(own, kind, at, months)
  WHERE CASE v.own WHEN 'discover' THEN o.meta_release_override ELSE o.data_release_override END IS NULL
  UNION ALL SELECT 'discover', 'override', NULL, NULL, NULL, o.meta_release_override FROM o WHERE o.meta_release_override IS NOT NULL
  UNION ALL SELECT 'read', 'override', NULL, NULL, NULL, o.data_release_override FROM o WHERE o.data_release_override IS NOT NULL)
SELECT DISTINCT ON (r."right") r."right", c.kind, c.project, c.months, c.starts_at AS "startsAt"
FROM (VALUES ('discover'), ('read')) AS r("right") JOIN clocks c ON c.own = r."right" OR c.own = 'discover'
ORDER BY r."right", c.opens DESC, c.own = r."right" DESC, c.project`;

export async function readClocks(sql: Sql, id: string): Promise<{ discover: CountingClock | null; read: CountingClock | null }> {
  const rows = await sql.rows<CountingClock>(CLOCKS, [id]);
  return { discover: rows.find(({ right }) => right === "discover") ?? null, read: rows.find(({ right }) => right === "read") ?? null };
}

/** Is the observation denied to the transaction's viewer? Asked for somebody by who manages it: it takes its row's keys. */
export async function isDenied(sql: Sql, keys: { readonly collectionId: number; readonly projectId: number | null; readonly id: string }): Promise<boolean> {
  const [row] = await sql.rows<{ denied: boolean }>("SELECT embargo.is_denied($1::int, $2::int, $3::bigint) AS denied", [keys.collectionId, keys.projectId, keys.id]);
  return row!.denied;
}
