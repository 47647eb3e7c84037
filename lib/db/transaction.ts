import type pg from "pg";
import { pool } from "./pool";

/**
 * SQL inside one transaction: for sets, and for what needs no more than a few rows. Values are always parameters. A statement may be asked for
 * before the ones before have answered: they run one after the other, and what is found is taken in while the next one runs.
 */
export interface Sql {
  rows<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /**
   * The same by a statement whose plan the connection keeps under this name, from its first use on: under nested policies
   * planning takes longer than finding a few rows by key (20 ms against 2). Not where the values decide the best plan.
   */
  kept<Row extends object>(name: string, text: string, values: readonly unknown[]): Promise<Row[]>;
  /** The number of rows that a statement changed. */
  run(text: string, values?: readonly unknown[]): Promise<number>;
  /** The connection itself, for COPY and cursors: not while a statement runs. */
  readonly client: pg.PoolClient;
}

/**
 * Does work in one transaction of a role and commits; an error rolls everything back. Under a viewer's rights only
 * lib/embargo does so: what this role may without them is the identity part.
 */
export async function inTransaction<Result>(role: "web" | "system", work: (sql: Sql) => Promise<Result>): Promise<Result> {
  const client = await pool(role).connect();
  let broken: Error | undefined;
  // A connection that is lost between two statements says so by an event; unheard, it would end the process.
  const lost = (error: Error) => void (broken = error);
  client.on("error", lost);
  const line = new Line();
  try {
    await client.query("BEGIN");
    const result = await work(sqlOf(client, line));
    await line.settled();
    const { command } = await client.query("COMMIT");
    // PostgreSQL says so, and no more, where a statement had failed that nobody waited for or whose failure was passed over.
    if (command === "ROLLBACK") throw new Error("the transaction was rolled back: a statement of it failed, and its failure was not passed on");
    return result;
  } catch (error) {
    await line.settled();
    await client.query("ROLLBACK").catch((fault: Error) => (broken = fault));
    throw error;
  } finally {
    client.off("error", lost);
    // A connection that could not even roll back is not given to the next viewer.
    client.release(broken);
  }
}

const PLANS = "SELECT set_config('plan_cache_mode', $1, true)";
const KEEP_PLANS = { name: "plans", text: PLANS, values: ["force_generic_plan"] };
const PLAN_ANEW = { name: "plans", text: PLANS, values: ["auto"] };

/** Statements of one connection, each after the one before it, whether that failed or not. */
class Line {
  #last: Promise<unknown> = Promise.resolve();

  ask<Result>(statement: () => Promise<Result>): Promise<Result> {
    // Waits for the answer itself: so it is sent before who waited for that answer begins to take it in.
    const answer = this.#last.then(statement, statement);
    // Behind one that failed the others fail too, and who asked for them may have gone by then.
    answer.catch(() => undefined);
    this.#last = answer;
    return answer;
  }

  /** When the last of them has answered. */
  async settled(): Promise<void> {
    await this.#last.catch(() => undefined);
  }
}

function sqlOf(client: pg.PoolClient, line: Line): Sql {
  return {
    client,
    rows: <Row extends object>(text: string, values: readonly unknown[] = []) => line.ask(async () => (await client.query<Row>(text, [...values])).rows),
    kept: <Row extends object>(name: string, text: string, values: readonly unknown[]) =>
      line.ask(async () => {
        await client.query(KEEP_PLANS);
        const { rows } = await client.query<Row>({ name, text, values: [...values] });
        // What comes after it in the transaction is planned for its own values.
        await client.query(PLAN_ANEW);
        return rows;
      }),
    run: (text, values = []) => line.ask(async () => (await client.query(text, [...values])).rowCount ?? 0),
  };
}
