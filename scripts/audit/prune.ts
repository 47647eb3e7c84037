import pg from "pg";
import { headMac } from "@/lib/audit/chain";

const PRUNABLE = `SELECT chain, id, seq::float8 AS seq, hash, until_seq::float8 AS "untilSeq", until_hash AS "untilHash" FROM embargo.audit_prunable($1)`;

interface Prunable {
  readonly chain: string;
  readonly id: string;
  readonly seq: number;
  readonly hash: Buffer;
  readonly untilSeq: number;
  readonly untilHash: Buffer;
}

export interface Pruned {
  readonly chain: string;
  readonly entries: number;
}

/**
 * Removes what is older from the beginning of each chain, and leaves a signed checkpoint from which the rest goes on.
 * As airshower_owner, through the one function that may.
 */
export async function pruneAudit(ownerUrl: string, before: Date): Promise<Pruned[]> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    const { rows: chains } = await client.query<{ chain: string }>("SELECT chain FROM embargo.audit_prunable($1)", [before]);
    const pruned: Pruned[] = [];
    for (const { chain } of chains) pruned.push(await pruneChain(client, chain, before));
    return pruned;
  } finally {
    await client.end();
  }
}

/** Under the sealer's own lock, so that the head stays what was signed. */
async function pruneChain(client: pg.Client, chain: string, before: Date): Promise<Pruned> {
  await client.query("BEGIN");
  try {
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended('audit ' || $1, 0))", [chain]);
    const { rows } = await client.query<Prunable>(`${PRUNABLE} WHERE chain = $2`, [before, chain]);
    const at = rows[0];
    const mac = at && headMac({ chain, id: at.id, baseSeq: at.untilSeq, baseHash: at.untilHash, seq: at.seq, hash: at.hash });
    const removed = at ? await client.query<{ entries: number }>("SELECT embargo.prune_audit($1, $2, $3)::float8 AS entries", [chain, at.untilSeq, mac]) : undefined;
    await client.query("COMMIT");
    return { chain, entries: removed?.rows[0]?.entries ?? 0 };
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}
