import type { Sql } from "@/lib/embargo/transaction";
import { type Head, nextHash, sealMac } from "./chain";
import { contentOf, type EntryRow, SEALED_COLUMNS } from "./entry-row";

/** What is wrong with a chain, at its first broken row. `seq`: the row's number; null: the chain or the register as a whole. */
export interface Fault {
  readonly chain: string;
  readonly seq: number | null;
  readonly what: string;
}

/** What stood at a chain's end, kept elsewhere than in the database. `hash` hexadecimal. */
export interface KeptHead {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
}

const READ_AT_ONCE = 5000;
const READ_SEALS = `SELECT s.seq::float8 AS seq, s.hash, s.mac, s.entry_id::text AS "entryId", e.id IS NOT NULL AND e.chain = s.chain AND e.scope = split_part(s.chain, ':managers', 1) AS "hasEntry", ${SEALED_COLUMNS}
  FROM audit_seal s LEFT JOIN audit_entry e ON e.id = s.entry_id WHERE s.chain = $1 AND s.seq > $2 ORDER BY s.seq LIMIT $3`;

interface SealRow extends EntryRow {
  readonly seq: number;
  readonly hash: Buffer;
  readonly mac: Buffer;
  readonly entryId: string;
  /** False: it was deleted, or moved to another chain. */
  readonly hasEntry: boolean;
}

/** Follows one chain from its beginning, or from what was left of it by pruning, to its end or its first broken row. */
export async function walkChain(sql: Sql, head: Head, kept: readonly KeptHead[]): Promise<{ entries: number; fault: Fault | null }> {
  const fault = (seq: number, what: string) => ({ entries: at.seq - head.baseSeq, fault: { chain: head.chain, seq, what } });
  let at = { seq: head.baseSeq, hash: head.baseHash };
  const before = await sql.rows<{ seq: number }>("SELECT min(seq)::float8 AS seq FROM audit_seal WHERE chain = $1 AND seq <= $2 HAVING count(*) > 0", [head.chain, head.baseSeq]);
  if (before[0]) return fault(before[0].seq, "stands before the beginning of the chain");
  for (;;) {
    const rows = await sql.rows<SealRow>(READ_SEALS, [head.chain, at.seq, READ_AT_ONCE]);
    for (const row of rows) {
      const seq = at.seq + 1;
      if (row.seq !== seq) return fault(seq, "is missing");
      if (!row.hasEntry) return fault(seq, `has lost its entry ${row.entryId}`);
      const hash = nextHash(at.hash, head.id, seq, contentOf(row));
      if (!hash.equals(row.hash)) return fault(seq, `is not what was sealed: entry ${row.entryId} or its place was changed`);
      if (!sealMac(head.id, seq, hash).equals(row.mac)) return fault(seq, "does not bear the portal's signature: the chain was made anew from here on, or AUDIT_SECRET (PORTAL_SECRET) is another");
      at = { seq, hash };
      const known = kept.find((each) => each.seq === seq);
      if (known && known.hash !== hash.toString("hex")) return fault(seq, "is another than the one whose head was kept");
    }
    if (rows.length < READ_AT_ONCE) break;
  }
  if (at.seq < head.seq) return fault(at.seq + 1, "is missing: the chain's end was cut off");
  if (at.seq > head.seq || !at.hash.equals(head.hash)) return fault(head.seq + 1, "stands behind the chain's head");
  const ahead = kept.find(({ seq }) => seq > at.seq);
  if (ahead) return fault(at.seq + 1, `is missing: a head with number ${ahead.seq} was kept`);
  return { entries: at.seq - head.baseSeq, fault: null };
}
