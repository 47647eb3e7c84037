import type pg from "pg";

const TABLES = ["observation", "product", "product_release", "observation_product"];
/** By these the embargo's triggers find when a project opens; without them each piece would be looked for in the whole table. */
const NEEDED = ["observation_project_id_meta_release_at_id_idx", "observation_collection_id_meta_release_at_id_idx"];
/**
 * Triggers that read or write other rows for each piece. What is filled in needs none of them: no project of it waits
 * for its last observation, no file is made of several, and files are written with their observation's dates.
 */
const TRIGGERS = [["observation", "observation_last_inserted"], ["product", "product_clocks_inserted"], ["observation_product", "links_inserted"]] as const;

/** Does work on the big tables without their indexes, foreign keys and some triggers, and puts all of them back. */
export async function withoutIndexes(client: pg.Client, say: (line: string) => void, work: () => Promise<void>): Promise<void> {
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
     WHERE i.indrelid::regclass::text = ANY ($1) AND i.indexrelid::regclass::text <> ALL ($2) AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)`,
    [TABLES, NEEDED],
  );
  // The checks of foreign keys are triggers too; rows made up by the database itself need none.
  const { rows: checks } = await client.query<{ table: string; name: string }>(
    `SELECT t.tgrelid::regclass::text AS "table", t.tgname AS name FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
     WHERE t.tgisinternal AND p.proname = 'RI_FKey_check_ins' AND t.tgrelid::regclass::text = ANY ($1)`,
    [TABLES],
  );
  const triggers = [...TRIGGERS.map(([table, name]) => ({ table, name })), ...checks];
  for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
  for (const { table, name } of triggers) await client.query(`ALTER TABLE ${table} DISABLE TRIGGER "${name}"`);
  await work();
  for (const { table, name } of triggers) await client.query(`ALTER TABLE ${table} ENABLE TRIGGER "${name}"`);
  for (const { name, definition } of indexes) {
    say(`index ${name}`);
    await client.query(definition);
  }
}
