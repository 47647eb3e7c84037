import type { Sql } from "@/lib/embargo/transaction";
import { EmbargoChanging } from "./errors";

/** Observations that were there before this load and get a product by it: a new one, or one that another observation had. */
const WITH_NEW_PRODUCTS = `SELECT k.id FROM load_product l JOIN load_key k ON k.obs_id = l.obs_id OR k.obs_id = ANY (l.obs_ids) LEFT JOIN load_product_key y ON y.n = l.n LEFT JOIN product p ON p.id = y.id
  WHERE l.sharing IN ('single', 'combined') AND (p.id IS NULL OR p.sharing <> l.sharing OR (l.sharing = 'single' AND p.observation_id IS DISTINCT FROM k.id))`;

/** Those that this load inserted nobody else can change. In one order, so that two loads do not wait for each other. */
const HOLD = `SELECT 1 FROM observation o WHERE o.id IN (${WITH_NEW_PRODUCTS}) AND o.xmin <> pg_current_xact_id()::xid ORDER BY o.id FOR SHARE NOWAIT`;

const TRIES = 30;
const BETWEEN_SEC = 0.1;
const LOCK_NOT_AVAILABLE = "55P03";

/**
 * Keeps others from changing the embargo of the observations that get products by this load, until it has committed. A product
 * takes its dates from its observation, and a change, a hold above all, goes by the products that it sees: of two that
 * know nothing of each other neither would close what the load brings. It never waits for long: who changes may be waiting
 * for this load.
 *
 * @throws EmbargoChanging when a change of one of them is under way and does not end in time
 */
export async function holdObservations(sql: Sql): Promise<void> {
  for (let tried = 1; ; tried++) {
    await sql.run("SAVEPOINT holding");
    try {
      await sql.run(HOLD);
      await sql.run("RELEASE SAVEPOINT holding");
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
      await sql.run("ROLLBACK TO SAVEPOINT holding");
      if (tried === TRIES) throw new EmbargoChanging("A manager is changing the embargo of observations that this load brings files for, and one waits for the other. Nothing was loaded: load it again.");
      await sql.run("SELECT pg_sleep($1)", [BETWEEN_SEC]);
    }
  }
}
