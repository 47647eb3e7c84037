import { createHash, createHmac } from "node:crypto";
import { derivedAuditKey } from "./key";
import { canonicalJson, type Json } from "./canonical";

/** What is sealed of an entry. `person`: an id that can be made anonymous; `at`: ISO 8601 UTC with milliseconds. */
export interface SealedContent {
  readonly at: string;
  readonly actor: string;
  readonly person: string | null;
  readonly action: string;
  readonly outcome: string;
  readonly subject: Json;
  readonly requestId: string | null;
}

/** Before the first entry. */
export const genesis = Buffer.alloc(32);

/** What is hashed of an entry, behind the previous hash: who has a chain's export can do the same. See docs/audit.md. */
export function entryText(chainId: string, seq: number, { at, actor, person, action, outcome, subject, requestId }: SealedContent): string {
  return canonicalJson({ action, actor, at, chain: chainId, outcome, person, requestId, seq, subject });
}

/** SHA-256 of the previous hash (32 bytes) and the entry's canonical JSON in UTF-8. */
export function nextHash(previous: Buffer, chainId: string, seq: number, content: SealedContent): Buffer {
  return createHash("sha256").update(previous).update(entryText(chainId, seq, content)).digest();
}

/** An entry's hash signed: who can write to the database, and has not the key, can not make a chain anew. */
export function sealMac(chainId: string, seq: number, hash: Buffer): Buffer {
  return signed({ seal: chainId, seq, hash: hash.toString("hex") });
}

/** Where a chain begins and ends. */
export interface Head {
  readonly chain: string;
  readonly id: string;
  readonly baseSeq: number;
  readonly baseHash: Buffer;
  readonly seq: number;
  readonly hash: Buffer;
}

export function headMac({ chain, id, baseSeq, baseHash, seq, hash }: Head): Buffer {
  return signed({ head: chain, id, baseSeq, baseHash: baseHash.toString("hex"), seq, hash: hash.toString("hex") });
}

/** Over the names of all chains: one that is gone as a whole is missed. */
export function registerMac(chains: readonly string[]): Buffer {
  return signed({ register: [...chains].sort() });
}

function signed(value: Json): Buffer {
  return createHmac("sha256", derivedAuditKey()).update(canonicalJson(value)).digest();
}
