import { STAGED } from "./staged-sql";

/** Under the viewer's rights; product and release come as arrays of the same length, from the items' pins. */

/** In one text: of twenty thousand rows the driver would take apart fourteen columns each, which takes as long as finding them. None of these has a blank. */
const RELEASE = `concat_ws(' ', p.id, r.release, r.id, p.collection_id, r.size_bytes, p.role, p.sharing, coalesce(p.observation_id::text, '-'), coalesce(r.sha256, '-'), coalesce(r.md5, '-'), coalesce(r.adler32, '-')) AS facts,
  p.name, p.media_type AS "mediaType"`;

/** $1, $2: pins. A release that the viewer may not read now gives no row. */
export const RELEASES = `
SELECT ${RELEASE}
FROM unnest($1::bigint[], $2::int[]) AS n(product, release)
CROSS JOIN LATERAL (SELECT * FROM product_release x WHERE x.product_id = n.product AND x.release = n.release OFFSET 0) r
CROSS JOIN LATERAL (SELECT * FROM product x WHERE x.id = n.product OFFSET 0) p`;

/** $1: collections. What belongs to a whole store and goes with every selection of it: terms of use first of all. */
export const STORE_RELEASES = `
SELECT ${RELEASE}
FROM product p JOIN product_release r ON r.product_id = p.id AND r.release = p.current_release
WHERE p.collection_id = ANY ($1::int[]) AND p.sharing = 'store' AND p.role <> 'index'`;

/** $1: collections. */
export const COLLECTIONS = `SELECT id, name, title, obs_index_columns AS "obsIndex", hdu_index_columns AS "hduIndex" FROM collection WHERE id = ANY ($1::int[])`;

/** $1: observations. Those that the viewer may read now, with what their IRFs must fit. */
export const OBSERVATIONS = `
SELECT o.id::text AS key, o.obs_id::text AS "obsId", o.collection_id AS "collectionId", o.target_name AS "targetName",
  o.ra_deg AS "raDeg", o.dec_deg AS "decDeg", o.target_ra_deg AS "targetRaDeg", o.target_dec_deg AS "targetDecDeg", o.zenith_deg AS "zenithDeg",
  o.livetime_sec AS "livetimeSec", o.energy_threshold_tev AS "energyThresholdTeV", o.simulated, o.az_deg AS "azDeg",
  o.muon_efficiency AS "muonEfficiency", o.nsb_level AS "nsbLevel", o.start_mjd AS "startMjd", o.end_mjd AS "endMjd", o.instrument, o.facility, o.analysis,
  o.project_id AS "projectId", NULL AS id, NULL AS collection, NULL AS "projectCode", NULL AS "indexRow"
FROM unnest($1::bigint[]) WITH ORDINALITY AS n(id, place)
CROSS JOIN LATERAL (SELECT * FROM visible_observation v WHERE v.id = n.id AND v.readable OFFSET 0) o
ORDER BY n.place`;

/** $1: projects. Asked once for all of their observations: the policy of a project costs more than that of an observation. */
export const PROJECTS = "SELECT id, code FROM project WHERE id = ANY ($1::int[])";

/** $1: observations. Their rows of the store's obs-index, by key; in one text, which is taken in faster than thousands. */
export const INDEX_ROWS = `SELECT coalesce(json_object_agg(x.observation_id, x.row), '{}') AS rows FROM observation_index_row x WHERE x.observation_id = ANY ($1::bigint[])`;

/** $1: observations, $2: products. The rows of the hdu-index in these, of all releases; which count follows from the pins. */
export const HDUS = `
SELECT h.observation_id::text AS "observationKey", h.product_id || '@' || h.release AS pin, h.hdu_type AS "hduType", h.hdu_class AS "hduClass",
  h.hdu_name AS "hduName", h.row, h.irf->>'containment' AS containment
FROM hdu h WHERE h.observation_id = ANY ($1::bigint[]) AND h.product_id = ANY ($2::bigint[]) ORDER BY h.id`;

/** $1: releases. Asked as anonymous: how many of them anybody may read. */
export const COUNT_RELEASES = "SELECT count(*)::int AS number FROM product_release WHERE id = ANY ($1::bigint[])";

/**
 * What a manifest of one's own, or a shared one, was made of, as far as the viewer may read it now: the policy of manifest_item
 * gives nothing else. $1 manifest. No row: for this viewer there is no such manifest.
 */
export const MANIFEST_ITEMS = `
SELECT m.public_id AS id, m.kind, 'readable' AS state, NULL::timestamptz AS "opensAt", m.observation_id::text AS "observationKey", m.product_id::text AS "productKey", m.with_irfs AS "withIrfs",
  string_agg(m.pin_product::text, ' ' ORDER BY m.pin_product) AS "pinProducts", string_agg(m.pin_release::text, ' ' ORDER BY m.pin_product) AS "pinReleases"
FROM manifest_item m WHERE m.manifest_id = $1
GROUP BY m.place, m.public_id, m.kind, m.observation_id, m.product_id, m.with_irfs ORDER BY m.place`;

/** The files of an earlier manifest of one's own, as far as they may be read now. $1 manifest. No row: it is none of the viewer's. */
export const EARLIER = `
SELECT ARRAY(SELECT r.product_id || '@' || r.release FROM ${STAGED} s JOIN product_release r ON r.id = s.release_id) AS pins, m.observation_ids::text[] AS observations
FROM manifest m WHERE m.id = $1`;
