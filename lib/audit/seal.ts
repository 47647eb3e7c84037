import { randomUUID } from "node:crypto";
import { type Sql, withSystemSql } from "@/lib/embargo/transaction";
import { genesis, type Head, headMac, nextHash, registerMac, sealMac } from "./chain";
import { contentOf, type EntryRow, SEALED_COLUMNS } from "./entry-row";

/** So many in one transaction. */
export const SEALED_AT_ONCE = 5000;

interface PendingRow extends EntryRow {
  readonly id: string;
  readonly chain: string;
}
interface Seal {
  readonly entryId: string;
  readonly chain: string;
  readonly seq: number;
  readonly hash: Buffer;
  readonly mac: Buffer;
}

// One chain, one sealer: who does not get the lock leaves the chain to the one who has it. Others' commits are seen, since
// each statement looks anew after the locks were got.
const LOCK_CHAINS = `
SELECT c.chain FROM (SELECT DISTINCT p.chain FROM (SELECT chain FROM audit_pending ORDER BY entry_id LIMIT $1) p ORDER BY p.chain) c
WHERE pg_try_advisory_xact_lock(hashtextextended('audit ' || c.chain, 0))`;
const READ_HEADS = `SELECT chain, id, base_seq::float8 AS "baseSeq", base_hash AS "baseHash", seq::float8 AS seq, hash FROM audit_head WHERE chain = ANY ($1)`;
const READ_PENDING = `SELECT p.entry_id AS id, p.chain, ${SEALED_COLUMNS}
  FROM audit_pending p JOIN audit_entry e ON e.id = p.entry_id AND e.chain = p.chain WHERE p.chain = ANY ($1) ORDER BY p.entry_id LIMIT $2`;
const INSERT_SEALS = `INSERT INTO audit_seal (entry_id, chain, seq, hash, mac)
  SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bytea[], $5::bytea[])`;
const INSERT_HEADS = `INSERT INTO audit_head (chain, id, base_hash, seq, hash, mac) SELECT n.chain, n.id, $3, 0, $3, $3 FROM unnest($1::text[], $2::uuid[]) AS n(chain, id)`;
const MOVE_HEADS = `UPDATE audit_head h SET seq = n.seq, hash = n.hash, mac = n.mac FROM unnest($1::text[], $2::bigint[], $3::bytea[], $4::bytea[]) AS n(chain, seq, hash, mac) WHERE h.chain = n.chain`;

/**
 * Seals what was written since the last time: each entry gets its number in its chain, its hash and its signature. Safe
 * with several sealers at once, and when one is killed.
 *
 * @returns how many were sealed
 */
export function sealPending(limit = SEALED_AT_ONCE): Promise<number> {
  return withSystemSql("seal the audit", (sql) => sealSome(sql, limit), "debug");
}

async function sealSome(sql: Sql, limit: number): Promise<number> {
  const chains = (await sql.rows<{ chain: string }>(LOCK_CHAINS, [limit])).map(({ chain }) => chain);
  if (chains.length === 0) return 0;
  const pending = await sql.rows<PendingRow>(READ_PENDING, [chains, limit]);
  const heads = new Map((await sql.rows<Head>(READ_HEADS, [chains])).map((head) => [head.chain, head]));
  const opened = [...new Set(pending.map(({ chain }) => chain))].filter((chain) => !heads.has(chain));
  if (opened.length > 0) for (const head of await openChains(sql, opened)) heads.set(head.chain, head);

  const seals = pending.map((row) => {
    const head = heads.get(row.chain)!;
    const seq = head.seq + 1;
    const hash = nextHash(head.hash, head.id, seq, contentOf(row));
    heads.set(row.chain, { ...head, seq, hash });
    return { entryId: row.id, chain: row.chain, seq, hash, mac: sealMac(head.id, seq, hash) } satisfies Seal;
  });
  await keep(sql, seals, [...new Set(seals.map(({ chain }) => chain))].map((chain) => heads.get(chain)!));
  return seals.length;
}

/** A new chain gets an id, which names it in its hashes, and its place in the register. */
async function openChains(sql: Sql, chains: readonly string[]): Promise<Head[]> {
  const heads = chains.map((chain): Head => ({ chain, id: randomUUID(), baseSeq: 0, baseHash: genesis, seq: 0, hash: genesis }));
  await sql.run("SELECT 1 FROM audit_register FOR UPDATE");
  await sql.run(INSERT_HEADS, [chains, heads.map(({ id }) => id), genesis]);
  const all = await sql.rows<{ chain: string }>("SELECT chain FROM audit_head");
  await sql.run("UPDATE audit_register SET mac = $1", [registerMac(all.map(({ chain }) => chain))]);
  return heads;
}

async function keep(sql: Sql, seals: readonly Seal[], heads: readonly Head[]): Promise<void> {
  await sql.run(INSERT_SEALS, [seals.map((seal) => seal.entryId), seals.map(({ chain }) => chain), seals.map(({ seq }) => seq), seals.map(({ hash }) => hash), seals.map(({ mac }) => mac)]);
  await sql.run("DELETE FROM audit_pending WHERE entry_id = ANY ($1::bigint[])", [seals.map(({ entryId }) => entryId)]);
  await sql.run(MOVE_HEADS, [heads.map(({ chain }) => chain), heads.map(({ seq }) => seq), heads.map(({ hash }) => hash), heads.map(headMac)]);
}
