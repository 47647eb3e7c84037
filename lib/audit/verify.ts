import { timingSafeEqual } from "node:crypto";
import { type Sql, withSystemSql } from "@/lib/embargo/transaction";
import { type Head, headMac, registerMac } from "./chain";
import { type Fault, type KeptHead, walkChain } from "./walk";

export interface Verification {
  readonly chains: number;
  readonly entries: number;
  /** Written and not yet sealed, for less than a minute. */
  readonly waiting: number;
  readonly faults: readonly Fault[];
  readonly heads: readonly KeptHead[];
}

interface SignedHead extends Head {
  readonly mac: Buffer;
}

const READ_HEADS = `SELECT chain, id, base_seq::float8 AS "baseSeq", base_hash AS "baseHash", seq::float8 AS seq, hash, mac FROM audit_head ORDER BY chain COLLATE "C"`;
const HEADLESS = `SELECT DISTINCT chain FROM audit_seal s WHERE NOT EXISTS (SELECT 1 FROM audit_head h WHERE h.chain = s.chain) ORDER BY chain`;
// The sealer finds an entry by what was written with it; one that was slipped in has neither that nor a seal.
const UNSEALED = `SELECT e.chain, e.id::text AS id, p.entry_id IS NOT NULL AS waits FROM audit_entry e LEFT JOIN audit_seal s ON s.entry_id = e.id LEFT JOIN audit_pending p ON p.entry_id = e.id
  WHERE s.entry_id IS NULL AND (p.entry_id IS NULL OR e.at < now() - interval '1 minute') ORDER BY e.chain, e.id`;

/**
 * Walks all chains as they are at one moment.
 *
 * @param against heads that were kept elsewhere before: each must still be on its chain, or have been pruned
 */
export function verifyAudit(against: readonly KeptHead[] = []): Promise<Verification> {
  return withSystemSql("verify the audit", async (sql) => {
    await sql.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const heads = await sql.rows<SignedHead>(READ_HEADS);
    const faults: Fault[] = await wholeFaults(sql, heads);
    let entries = 0;
    for (const head of heads) {
      const walked = await walkChain(sql, head, against.filter(({ chain }) => chain === head.chain));
      entries += walked.entries;
      const fault = walked.fault ?? headFault(head);
      if (fault) faults.push(fault);
    }
    faults.push(...(await unsealedFaults(sql)), ...against.filter(({ chain }) => !heads.some((head) => head.chain === chain)).map(({ chain }) => ({ chain, seq: null, what: "the chain is gone" })));
    const [pending] = await sql.rows<{ waiting: number }>("SELECT count(*)::int AS waiting FROM audit_pending");
    return { chains: heads.length, entries, waiting: pending!.waiting, faults, heads: heads.map(({ chain, seq, hash }) => ({ chain, seq, hash: hash.toString("hex") })) };
  });
}

function headFault(head: SignedHead): Fault | null {
  return isSigned(head.mac, headMac(head)) ? null : { chain: head.chain, seq: null, what: "the chain's head does not bear the portal's signature: it was changed, or AUDIT_SECRET (PORTAL_SECRET) is another than it was sealed with" };
}

async function wholeFaults(sql: Sql, heads: readonly SignedHead[]): Promise<Fault[]> {
  const [register] = await sql.rows<{ mac: Buffer | null }>("SELECT mac FROM audit_register");
  const isWhole = register?.mac ? isSigned(register.mac, registerMac(heads.map(({ chain }) => chain))) : register !== undefined && heads.length === 0;
  const headless = await sql.rows<{ chain: string }>(HEADLESS);
  return [
    ...(isWhole ? [] : [{ chain: "(all)", seq: null, what: "the register of chains is another than was signed: a whole chain was removed or added" }]),
    ...headless.map(({ chain }) => ({ chain, seq: null, what: "the chain has seals and no head" })),
  ];
}

async function unsealedFaults(sql: Sql): Promise<Fault[]> {
  const first = new Map<string, Fault>();
  for (const { chain, id, waits } of await sql.rows<{ chain: string; id: string; waits: boolean }>(UNSEALED)) {
    if (!first.has(chain)) first.set(chain, { chain, seq: null, what: waits ? `entry ${id} was written more than a minute ago and is not sealed: does a worker run?` : `entry ${id} was inserted and never sealed` });
  }
  return [...first.values()];
}

function isSigned(given: Buffer, right: Buffer): boolean {
  return given.length === right.length && timingSafeEqual(given, right);
}
