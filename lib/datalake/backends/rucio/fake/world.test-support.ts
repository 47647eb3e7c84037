import type { PythonValue } from "./python-literal.test-support";

/** What the fake knows of one DID. */
export interface FakeDid {
  readonly scope: string;
  readonly name: string;
  readonly type: "FILE" | "DATASET" | "CONTAINER";
  readonly bytes: number | null;
  readonly adler32: string | null;
  readonly md5: string | null;
  readonly meta: Record<string, PythonValue>;
  /** `scope:name` of what is attached to it. */
  readonly content: string[];
  readonly replicas: FakeReplica[];
}

export interface FakeReplica {
  readonly rse: string;
  readonly pfn: string;
  readonly type: "DISK" | "TAPE";
  readonly priority: number;
  state: string;
}

/** A rule in Rucio's own fields. */
export interface FakeRule {
  readonly id: string;
  readonly scope: string;
  readonly name: string;
  readonly account: string;
  readonly rse_expression: string;
  readonly copies: number;
  state: "INJECT" | "REPLICATING" | "OK" | "STUCK" | "SUSPENDED" | "WAITING_APPROVAL";
  locks_ok_cnt: number;
  locks_replicating_cnt: number;
  locks_stuck_cnt: number;
  expires_at: string | null;
  error: string | null;
}

type DidWish = Pick<FakeDid, "scope" | "name"> & Partial<Omit<FakeDid, "scope" | "name">>;

/** What the fake Rucio keeps. */
export class FakeWorld {
  readonly dids = new Map<string, FakeDid>();
  readonly rules = new Map<string, FakeRule>();
  readonly sites = new Set<string>();
  /** The only scope in which the account may make DIDs. */
  ownScope = "user.airshower";
  /** Bytes that the account may have at a site in all; no limit where none is set. */
  readonly quota = new Map<string, number>();

  add(wish: DidWish): FakeDid {
    const did: FakeDid = { type: "FILE", bytes: null, adler32: null, md5: null, meta: {}, content: [], replicas: [], ...wish };
    this.dids.set(`${did.scope}:${did.name}`, did);
    for (const { rse } of did.replicas) this.sites.add(rse);
    return did;
  }

  /** All files below a DID, each once. */
  filesOf(did: FakeDid): FakeDid[] {
    const found = new Map<string, FakeDid>();
    const visit = (each: FakeDid) => {
      if (each.type === "FILE") found.set(`${each.scope}:${each.name}`, each);
      for (const key of each.content) visit(this.dids.get(key)!);
    };
    visit(did);
    return [...found.values()];
  }

  /**
   * What counts against an account's quota at a site: the files of each of its rules, so a file twice that is in two.
   * Source: Rucio's lib/rucio/core/rule_grouping.py, which adds the bytes of each rule's locks to the account's usage, and
   * rse_selector.py, which asks for quota_left > size with what lies there already taken off the site's space only.
   */
  usedBytes(account: string, site: string): number {
    const rules = [...this.rules.values()].filter((rule) => rule.account === account && rule.rse_expression === site);
    return rules.reduce((sum, { scope, name }) => sum + bytesOf(this.filesOf(this.dids.get(`${scope}:${name}`)!)), 0);
  }

  /** A file of the rule arrives at its site. */
  arrive(rule: FakeRule, count = rule.locks_replicating_cnt): void {
    rule.locks_replicating_cnt -= count;
    rule.locks_ok_cnt += count;
    if (rule.locks_replicating_cnt === 0 && rule.locks_stuck_cnt === 0) rule.state = "OK";
  }

  /** The same, and the copies are listed at the site: as many as may come. `pfnOf` says where each lies. */
  deliver(rule: FakeRule, pfnOf: (file: FakeDid) => string, count = rule.locks_replicating_cnt): FakeDid[] {
    const missing = this.filesOf(this.dids.get(`${rule.scope}:${rule.name}`)!).filter(({ replicas }) => !replicas.some(({ rse }) => rse === rule.rse_expression));
    const come = missing.slice(0, count);
    for (const file of come) file.replicas.push({ rse: rule.rse_expression, pfn: pfnOf(file), type: "DISK", priority: 9, state: "AVAILABLE" });
    this.arrive(rule, come.length);
    return come;
  }

  stick(rule: FakeRule, error: string): void {
    Object.assign(rule, { state: "STUCK", error, locks_stuck_cnt: rule.locks_replicating_cnt, locks_replicating_cnt: 0 });
  }

  unstick(rule: FakeRule): void {
    Object.assign(rule, { state: "REPLICATING", error: null, locks_replicating_cnt: rule.locks_stuck_cnt, locks_stuck_cnt: 0 });
  }
}

/** `Fri, 20 Nov 2026 12:32:36 UTC`: as PROTOCOLS shows `X-Rucio-Auth-Token-Expires`. */
export function rucioDate(date: Date): string {
  return date.toUTCString().replace("GMT", "UTC");
}

export const bytesOf = (files: readonly Pick<FakeDid, "bytes">[]): number => files.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
