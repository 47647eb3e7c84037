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

async function asSystem(statement: string, values: readonly unknown[]): Promise<pg.QueryResult> {
  const read = (name: string) => JSON.parse(fs.readFileSync(path.join(demoDataDir(), name), "utf8")) as Record<string, string>;
  const client = new pg.Client({ connectionString: `postgresql://airshower_system:${read("secrets.json").system}@127.0.0.1:${read("demo.json").postgresPort}/airshower` });
  await client.connect();
  try {
    return await client.query(statement, [...values]);
  } finally {
    await client.end();
  }
}
