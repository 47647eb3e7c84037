import type pg from "pg";
import { log } from "@/lib/config/log";
import { currentApiTokenId, currentRequestId } from "@/lib/config/request-context";
import type { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { prisma, systemPrisma } from "@/lib/db/prisma";
import type { Viewer } from "./viewer";

/** Prisma inside one transaction, under one viewer's rights: for rows by key. */
export type Tx = Prisma.TransactionClient;

/**
 * SQL inside one transaction, under one viewer's rights: for sets. Values are always parameters. A statement may be asked for
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

/** Keys as a parameter for an array of numbers: of an array the driver would quote each of thousands of elements. */
export function keyList(keys: readonly (string | number)[]): string {
  return `{${keys.join(",")}}`;
}

/** The request's id, and that of the API token by which it acts, go along for the audit, whose entries the database writes. */
const BEGIN_VIEWER = "SELECT embargo.begin_viewer($1, $2), set_config('app.request_id', $3, true), set_config('app.api_token', $4, true)";

function subject(viewer: Viewer): [sub: string | null, groups: readonly string[], requestId: string, apiTokenId: string] {
  const traces = [currentRequestId() ?? "", currentApiTokenId() ?? ""] as const;
  return viewer.kind === "user" ? [viewer.sub, viewer.groups, ...traces] : [null, [], ...traces];
}

/**
 * The one door to data. Opens a transaction in which PostgreSQL has worked out what this viewer may, runs the work in
 * it, and commits; an error rolls everything back. Never wait for another service inside `work`: it holds a connection.
 */
export function withViewer<Result>(viewer: Viewer, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  const values = subject(viewer);
  return prisma().$transaction(async (tx) => {
    await tx.$executeRawUnsafe(BEGIN_VIEWER, ...values);
    return work(tx);
  });
}

/** The same door for SQL on sets. */
export function withViewerSql<Result>(viewer: Viewer, work: (sql: Sql) => Promise<Result>): Promise<Result> {
  const values = subject(viewer);
  return inTransaction("web", async (sql) => {
    await sql.client.query({ name: "begin-viewer", text: BEGIN_VIEWER, values });
    return work(sql);
  });
}

/** The only other way: for loaders and housekeeping, as a role that sees all. The reason is logged. */
export function withSystem<Result>(reason: string, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  log.info({ reason }, "system access");
  return systemPrisma().$transaction(work);
}

/** The same for SQL on sets. @param level `debug` for what happens several times a second */
export function withSystemSql<Result>(reason: string, work: (sql: Sql) => Promise<Result>, level: "info" | "debug" = "info"): Promise<Result> {
  log[level]({ reason }, "system access");
  return inTransaction("system", work);
}

async function inTransaction<Result>(role: "web" | "system", work: (sql: Sql) => Promise<Result>): Promise<Result> {
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
