import type { Did } from "@/lib/catalogue/did";
import { observationKey } from "@/lib/catalogue/observation";
import type { Sql } from "@/lib/embargo/transaction";
import { NotFound } from "@/lib/errors/requests";
import { NothingToLookAt } from "./errors";
import type { LookName } from "./schemas";

/** The file that holds what a look is about, and the HDU in it. */
export interface Looked {
  readonly did: Did;
  readonly hduName: string | null;
  /** The table of good times, where the same file holds it. */
  readonly goodTimesName: string | null;
}

/** The HDUs of the observation of one type, at their files' current releases; a row without one for the observation itself. */
const HDU = `SELECT coalesce(h.collection, s.collection) AS collection, h.path, h.release, h.hdu_name AS "hduName", h."goodTimesName" FROM (
  SELECT o.id, c.name AS collection FROM visible_observation o JOIN collection c ON c.id = o.collection_id WHERE c.name = $1 AND o.obs_id = $2
) s LEFT JOIN LATERAL (
  SELECT pc.name AS collection, p.name AS path, p.current_release AS release, h.hdu_name,
    (SELECT g.hdu_name FROM hdu g WHERE g.observation_id = s.id AND g.hdu_type = 'gti' AND g.product_id = h.product_id AND g.release = h.release ORDER BY g.id LIMIT 1) AS "goodTimesName"
  FROM hdu h JOIN product p ON p.id = h.product_id AND p.current_release = h.release JOIN collection pc ON pc.id = p.collection_id
  WHERE h.observation_id = s.id AND h.hdu_type = $3 ORDER BY h.id LIMIT 1
) h ON true`;

interface HduRow {
  readonly collection: string;
  readonly path: string | null;
  readonly release: number;
  readonly hduName: string;
  readonly goodTimesName: string | null;
}

const names: Readonly<Record<LookName, readonly [hduType: string, what: string]>> = {
  events: ["events", "event list"],
  "theta-squared": ["events", "event list"],
  aeff: ["aeff", "effective area"],
  edisp: ["edisp", "energy dispersion"],
  psf: ["psf", "point spread function"],
  bkg: ["bkg", "background"],
};

/** What a look at an observation is about. @throws NotFound; NothingToLookAt where the store links nothing of the sort */
export async function findLooked(sql: Sql, id: string, look: LookName): Promise<Looked> {
  const { collection, obsId } = observationKey(id);
  const [hduType, what] = names[look];
  const [row] = await sql.kept<HduRow>("look-hdu", HDU, [collection, obsId, hduType]);
  if (!row) throw new NotFound();
  if (row.path === null) throw new NothingToLookAt(what);
  return { did: { collection: row.collection, path: row.path, release: row.release }, hduName: row.hduName, goodTimesName: row.goodTimesName };
}

const PRODUCT = `SELECT p.current_release AS release FROM (SELECT id FROM collection WHERE name = $1 OFFSET 0) c JOIN product p ON p.collection_id = c.id AND p.name = $2`;

/** A product at its current release. @throws NotFound */
export async function findProduct(sql: Sql, id: string): Promise<Looked> {
  const colon = id.indexOf(":");
  const [collection, path] = [id.slice(0, colon), id.slice(colon + 1)];
  const [row] = path.includes("\0") ? [] : await sql.kept<{ release: number }>("look-product", PRODUCT, [collection, path]);
  if (!row) throw new NotFound();
  return { did: { collection, path, release: row.release }, hduName: null, goodTimesName: null };
}
