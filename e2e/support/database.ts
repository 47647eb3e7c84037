import fs from "node:fs";
import path from "node:path";
import pg from "pg";
import { demoDataDir } from "./demo";

/** One statement in the demo's database, as the loaders' role; gives how many rows it was about. */
export async function withSystem(statement: string, values: readonly unknown[] = []): Promise<number> {
  return (await asSystem(statement, values)).rowCount ?? 0;
}

/** The rows of one statement, likewise. */
export async function query<Row extends object>(statement: string, values: readonly unknown[] = []): Promise<Row[]> {
  return (await asSystem(statement, values)).rows as Row[];
}

/** Keeps loads of a collection from ending while `work` goes on: loads of one wait for each other by this lock. */
export async function whileLoadsWait(collection: string, work: () => Promise<void>): Promise<void> {
  await connected(async (client) => {
    await client.query("SELECT pg_advisory_lock(hashtextextended($1, 0))", [`load ${collection}`]);
    await work();
  });
}

const asSystem = (statement: string, values: readonly unknown[]): Promise<pg.QueryResult> => connected((client) => client.query(statement, [...values]));

async function connected<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const read = (name: string) => JSON.parse(fs.readFileSync(path.join(demoDataDir(), name), "utf8")) as Record<string, string>;
  const client = new pg.Client({ connectionString: `postgresql://airshower_system:${read("secrets.json").system}@127.0.0.1:${read("demo.json").postgresPort}/airshower` });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
