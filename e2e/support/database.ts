import fs from "node:fs";
import path from "node:path";
import pg from "pg";
import { demoDataDir } from "./demo";

/** One statement in the demo's database, as the loaders' role; gives how many rows it was about. */
export async function withSystem(statement: string, values: readonly unknown[] = []): Promise<number> {
  const read = (name: string) => JSON.parse(fs.readFileSync(path.join(demoDataDir(), name), "utf8")) as Record<string, string>;
  const client = new pg.Client({ connectionString: `postgresql://airshower_system:${read("secrets.json").system}@127.0.0.1:${read("demo.json").postgresPort}/airshower` });
  await client.connect();
  try {
    return (await client.query(statement, [...values])).rowCount ?? 0;
  } finally {
    await client.end();
  }
}
