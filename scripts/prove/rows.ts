import type { Sql } from "@/lib/embargo/transaction";
import type { Time, World } from "./world";

/** The keys of a world's things: the database's own, and small enough that one of a kind is one of another too. */
export class Keys {
  constructor(private readonly world: World) {}
  readonly collection = (name: string): number => this.world.collections.findIndex((each) => each.name === name) + 1;
  readonly project = (code: string): number => this.world.projects.findIndex((each) => each.code === code) + 1;
  readonly observation = (id: string): number => this.world.observations.findIndex((each) => each.id === id) + 1;
}

export const iso = (time: Time | null): string | null => (time === null ? null : new Date(time).toISOString());

export const fileBytes = 100;

/** A hexadecimal name of a release's bytes, another for each. */
export const releaseSha256 = (productKey: number, release: number): string => `${productKey}${release}`.padStart(64, "0");
/** Where all bytes of a world are, in its lake: nobody tells files apart by what is in them. */
export const lakeLocation = `sha256/00/${"0".repeat(62)}`;

/** Inserts records, named as the columns, into a table. */
export async function insert(sql: Sql, table: string, records: readonly Record<string, unknown>[]): Promise<void> {
  const [first] = records;
  if (!first) return;
  const columns = Object.keys(first).map((name) => `"${name}"`).join(", ");
  await sql.client.query({ name: `proof-${table}-${columns.length}`, text: `INSERT INTO "${table}" (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::"${table}", $1)`, values: [JSON.stringify(records)] });
}
