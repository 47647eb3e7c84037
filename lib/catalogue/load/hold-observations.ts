import type { Sql } from "@/lib/embargo/transaction";
import { isHeldByOthers } from "@/lib/errors/refused";
import { EmbargoChanging } from "./errors";

/**
 * Observations that get a product by this load: a new one, one that another observation had, or one of several. Each product is
 * looked up by its key, as in the other statements of a load.
 */
const WITH_NEW_PRODUCTS = `CREATE TEMP TABLE load_held ON COMMIT DROP AS
  SELECT k.id FROM load_product l JOIN load_key k ON k.obs_id = l.obs_id LEFT JOIN load_product_key y ON y.n = l.n
  LEFT JOIN LATERAL (SELECT x.sharing, x.observation_id FROM product x WHERE x.id = y.id OFFSET 0) p ON true
  WHERE l.sharing = 'single' AND (p.sharing IS DISTINCT FROM 'single' OR p.observation_id IS DISTINCT FROM k.id)
  UNION
  SELECT k.id FROM load_product l CROSS JOIN unnest(l.obs_ids) AS u(obs_id) JOIN load_key k ON k.obs_id = u.obs_id WHERE l.sharing = 'combined'`;

/** Those that this load inserted nobody else can change. In one order, so that two loads do not wait for each other. */
const HOLD = `SELECT count(*) FROM (SELECT h.id FROM load_held h ORDER BY h.id) h
  CROSS JOIN LATERAL (SELECT 1 FROM observation o WHERE o.id = h.id AND o.xmin <> pg_current_xact_id()::xid FOR SHARE NOWAIT) held`;

const TRIES = 30;
const BETWEEN_SEC = 0.1;

/**
 * Keeps others from changing the embargo of the observations that get products by this load, until it has committed. A product
 * takes its dates from its observation, and a change, a hold above all, goes by the products that it sees: of two that
 * know nothing of each other neither would close what the load brings. It never waits for long: who changes may be waiting
 * for this load.
 *
 * @throws EmbargoChanging when a change of one of them is under way and does not end in time
 */
export async function holdObservations(sql: Sql): Promise<void> {
  await sql.run(WITH_NEW_PRODUCTS);
  for (let tried = 1; ; tried++) {
    await sql.run("SAVEPOINT holding");
    try {
      await sql.run(HOLD);
      await sql.run("RELEASE SAVEPOINT holding");
      return;
    } catch (error) {
      if (!isHeldByOthers(error)) throw error;
      await sql.run("ROLLBACK TO SAVEPOINT holding");
      if (tried === TRIES) throw new EmbargoChanging("A manager is changing the embargo of observations that this load brings files for, and one waits for the other. Nothing was loaded: load it again.");
      await sql.run("SELECT pg_sleep($1)", [BETWEEN_SEC]);
    }
  }
}
