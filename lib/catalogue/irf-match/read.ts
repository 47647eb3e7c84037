import { observationKey } from "@/lib/catalogue/observation";
import { type IrfKind, irfKinds } from "@/lib/catalogue/schemas";
import { keyList, type Sql } from "@/lib/embargo/transaction";
import type { IrfCandidate, MatchObservation } from "./candidate";
import type { Neighbourhood } from "./neighbourhood";

const OBSERVATION = `o.id::text AS "key", c.name || ':' || o.obs_id AS "id", c.name AS "collection", o.obs_id::text AS "obsId", o.zenith_deg AS "zenithDeg", o.az_deg AS "azDeg",
  o.muon_efficiency AS "muonEfficiency", o.nsb_level AS "nsbLevel", o.start_mjd AS "startMjd", o.end_mjd AS "endMjd", o.instrument, o.facility, o.simulated, o.analysis`;

const OBSERVATIONS = `WITH c AS MATERIALIZED (SELECT id, name FROM collection WHERE name = ANY ($1::text[]))
SELECT ${OBSERVATION} FROM unnest($1::text[], $2::bigint[]) AS asked(collection, obs_id)
JOIN c ON c.name = asked.collection JOIN visible_observation o ON o.collection_id = c.id AND o.obs_id = asked.obs_id`;

/** The observations that exist for this viewer; others are left out. Ids are public ones, well formed. */
export async function readObservations(sql: Sql, ids: readonly string[]): Promise<MatchObservation[]> {
  const keys = [...new Set(ids)].map(observationKey);
  return sql.rows<MatchObservation>(OBSERVATIONS, [keys.map((key) => key.collection), keyList(keys.map((key) => key.obsId))]);
}

const HDU = `h.observation_id AS "linkedKey", h.hdu_type AS "kind", h.hdu_name AS "hduName", h.hdu_class AS "hduClass", coalesce(h.irf, '{}') AS "irf",
  p.name AS "path", p.sharing, p.collection_id AS "productCollectionId",
  CASE WHEN p.sharing = 'single' AND p.observation_id <> h.observation_id THEN (SELECT x.obs_id::text FROM observation x WHERE x.id = p.observation_id)
       WHEN p.sharing = 'combined' THEN (SELECT min(x.obs_id)::text FROM hdu e JOIN observation x ON x.id = e.observation_id
         WHERE e.product_id = p.id AND e.release = h.release AND e.hdu_type = 'events' HAVING bool_and(x.id <> h.observation_id)) END AS "eventsOf"`;
/** One row per HDU of a file, whichever observations link it. */
const DISTINCT_HDU = `SELECT DISTINCT ON (h.product_id, h.hdu_name, h.hdu_type)`;
const FROM_HDU = `JOIN hdu h ON h.observation_id = k.id JOIN product p ON p.id = h.product_id AND p.current_release = h.release`;

type HduRow = Omit<IrfCandidate, "linkedTo" | "collection" | "productId"> & { readonly productCollectionId: number; readonly collection: string };

/**
 * Each file is looked up once, not once for each of the hundreds of observations that share it: joined row by row, a plan
 * for twenty thousand observations would ask the policy of the same few IRF files once per observation and kind. So is each
 * HDU, with the keys of all that link it.
 */
const LINKED = `WITH g AS MATERIALIZED (
  SELECT h.product_id, h.release, min(h.id) AS first, array_agg(h.observation_id) AS keys
  FROM hdu h WHERE h.observation_id = ANY ($1::bigint[]) AND h.hdu_type = ANY ($2::text[])
  GROUP BY h.product_id, h.release, h.hdu_type, h.hdu_name, h.hdu_class),
p AS MATERIALIZED (SELECT p.id, p.name, p.sharing, p.observation_id, p.collection_id, p.current_release FROM product p WHERE p.id = ANY (ARRAY(SELECT DISTINCT g.product_id FROM g))),
h AS (SELECT x.product_id, x.release, x.hdu_type, x.hdu_name, x.hdu_class, x.irf, k.linked_keys, k.observation_id FROM g JOIN p ON p.id = g.product_id AND p.current_release = g.release JOIN hdu x ON x.id = g.first
  CROSS JOIN LATERAL (
    SELECT g.keys::text[], NULL::bigint WHERE p.sharing = 'shared-irf'
    UNION ALL SELECT ARRAY[each.key::text], each.key FROM unnest(g.keys) AS each(key) WHERE p.sharing <> 'shared-irf') k(linked_keys, observation_id)),
found AS MATERIALIZED (SELECT ${HDU}, h.linked_keys AS "linkedKeys" FROM h JOIN p ON p.id = h.product_id),
c AS MATERIALIZED (SELECT id, name FROM collection WHERE id = ANY (ARRAY(SELECT DISTINCT "productCollectionId" FROM found)))
SELECT found.*, c.name AS "collection" FROM found JOIN c ON c.id = found."productCollectionId"`;

/** The IRFs that the stores link to these observations. */
export async function readLinked(sql: Sql, observations: readonly MatchObservation[]): Promise<Map<string, IrfCandidate[]>> {
  const byKey = new Map(observations.map((observation) => [observation.key, observation]));
  const rows = await sql.rows<HduRow & { linkedKeys: string[] }>(LINKED, [keyList([...byKey.keys()]), irfKinds]);
  const found = new Map<string, IrfCandidate[]>();
  for (const row of rows) {
    for (const key of row.linkedKeys) {
      const candidate = candidateOf(row, byKey.get(key)!);
      const own = found.get(key);
      if (own) own.push(candidate);
      else found.set(key, [candidate]);
    }
  }
  return found;
}

const WITH_OBSERVATION = (hdus: string) => `WITH found AS MATERIALIZED (${hdus})
SELECT found.*, pc.name AS "collection", row_to_json(linked) AS "linkedTo" FROM found
JOIN collection pc ON pc.id = found."productCollectionId"
JOIN LATERAL (SELECT ${OBSERVATION} FROM visible_observation o JOIN collection c ON c.id = o.collection_id WHERE o.id = found."linkedKey") linked ON true`;

const BY_NAME = WITH_OBSERVATION(`${DISTINCT_HDU} ${HDU}
FROM product p JOIN hdu h ON h.product_id = p.id AND h.release = p.current_release
WHERE p.sharing = 'shared-irf' AND h.hdu_type = ANY ($1::text[])
  AND (h.irf->>'calibrationName' = ANY ($2::text[]) OR h.irf->'analysis'->>'irf' = ANY ($2::text[]) OR string_to_array(p.name, '/') && $2::text[])
ORDER BY h.product_id, h.hdu_name, h.hdu_type, h.id`);

/** Shared IRFs of a calibration database by the names that event headers give. */
export async function readByName(sql: Sql, kinds: readonly IrfKind[], names: readonly string[]): Promise<IrfCandidate[]> {
  const rows = await sql.rows<HduRow & { linkedTo: MatchObservation }>(BY_NAME, [kinds, names]);
  return rows.map((row) => candidateOf(row, row.linkedTo));
}

/** How many observations are looked at on either side of a zenith angle, and how many of the like ones with a wanted kind are taken. */
const LOOKED_AT = 1000;
const TAKEN = 25;

const side = (comparison: string, order: string) => `(SELECT n.id FROM (
    SELECT o.id, o.irf_kinds, o.zenith_deg, o.analysis, o.facility, o.instrument, o.simulated FROM visible_observation o
    WHERE o.zenith_deg ${comparison} w.zenith_deg ORDER BY o.zenith_deg ${order} LIMIT ${LOOKED_AT}) n
  WHERE n.facility = w.facility AND n.instrument = w.instrument AND n.simulated = w.simulated AND n.irf_kinds && $9::text[]
    AND n.analysis->>'chain' IS NOT DISTINCT FROM w.chain AND n.analysis->>'chainVersion' IS NOT DISTINCT FROM w.chain_version
    AND n.analysis->>'cuts' IS NOT DISTINCT FROM w.cuts AND n.analysis->>'eventType' IS NOT DISTINCT FROM w.event_type
  ORDER BY n.zenith_deg ${order} LIMIT ${TAKEN})`;

const NEAR = WITH_OBSERVATION(`${DISTINCT_HDU} ${HDU}
FROM (SELECT DISTINCT near.id FROM unnest($1::text[], $2::text[], $3::boolean[], $4::float8[], $5::text[], $6::text[], $7::text[], $8::text[])
    AS w(facility, instrument, simulated, zenith_deg, chain, chain_version, cuts, event_type)
  CROSS JOIN LATERAL (${side(">=", "ASC")} UNION ALL ${side("<", "DESC")}) near) k ${FROM_HDU}
WHERE h.hdu_type = ANY ($9::text[])
ORDER BY h.product_id, h.hdu_name, h.hdu_type, h.id`);

/** The IRFs that observations of the same instrument at the nearest zenith angles have. */
export async function readNear(sql: Sql, kinds: readonly IrfKind[], places: readonly Neighbourhood[]): Promise<IrfCandidate[]> {
  const columns = (["facility", "instrument", "simulated", "zenithDeg", "chain", "chainVersion", "cuts", "eventType"] as const).map((name) => places.map((place) => place[name]));
  const rows = await sql.rows<HduRow & { linkedTo: MatchObservation }>(NEAR, [...columns, kinds]);
  return rows.map((row) => candidateOf(row, row.linkedTo));
}

function candidateOf({ collection, path, sharing, eventsOf, kind, hduName, hduClass, irf }: HduRow, linkedTo: MatchObservation): IrfCandidate {
  return { productId: `${collection}:${path}`, collection, path, sharing, eventsOf, kind, hduName, hduClass, irf, linkedTo };
}
