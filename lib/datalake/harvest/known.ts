import { withSystemSql } from "@/lib/embargo/transaction";
import { parseLocation, type RucioLocation } from "../backends/rucio/location";
import { didText } from "../backends/rucio/schemas";
import { HarvestRefused } from "./errors";

const KNOWN = `SELECT r.backend, r.location FROM collection c JOIN product p ON p.collection_id = c.id
JOIN product_release r ON r.product_id = p.id AND r.release = p.current_release WHERE c.name = $1`;

/**
 * The files of this scope that the collection has from earlier harvests, by `scope:name`.
 *
 * @throws HarvestRefused when the collection was loaded from a store: two sources would undo one another's work.
 */
export async function knownFiles(collection: string, scope: string): Promise<Map<string, RucioLocation>> {
  const rows = await withSystemSql(`harvest into ${collection}`, (sql) => sql.rows<{ backend: string; location: string }>(KNOWN, [collection]));
  const other = rows.find(({ backend }) => backend !== "rucio");
  if (other) throw new HarvestRefused(`The collection ${collection} was loaded from a store (backend '${other.backend}'): give the harvest a collection of its own in the mapping file.`);
  const locations = rows.map(({ location }) => parseLocation(location)).filter((location) => location.scope === scope);
  return new Map(locations.map((location) => [didText(location), location]));
}
