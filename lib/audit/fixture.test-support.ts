import pg from "pg";
import { sealPending } from "./seal";

/** One statement as the database's superuser, whom no policy and no missing privilege holds back. */
export async function asSuperuser<Row extends object>(url: string, text: string, values: readonly unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

/** Entries on one chain, each in a transaction of its own. */
export async function writeEntries(superUrl: string, chain: string, count: number): Promise<void> {
  await asSuperuser(superUrl, "SELECT embargo.audit_write(ARRAY[$1], 'system', NULL, 'test.done', 'ok', jsonb_build_object('number', n)) FROM generate_series(1, $2::int) n", [chain, count]);
}

/** Until nothing waits. */
export async function sealAll(): Promise<number> {
  let total = 0;
  for (let sealed = await sealPending(); sealed > 0; sealed = await sealPending()) total += sealed;
  return total;
}
