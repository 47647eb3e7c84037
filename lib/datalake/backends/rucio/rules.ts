import type { z } from "zod";
import { didPath } from "./client";
import { isPassing, RucioSaysNo } from "./faults";
import type { RucioHttp } from "./http";
import { type RucioDid, ruleIdsSchema, ruleSchema } from "./schemas";

/** What a rule is at the moment. Source: PROTOCOLS, Rucio REST, Rules. */
export interface Rule {
  readonly id: string;
  readonly did: RucioDid;
  readonly state: z.output<typeof ruleSchema>["state"];
  /** How many of its files are there, on their way, and stuck. */
  readonly okCount: number;
  readonly replicatingCount: number;
  readonly stuckCount: number;
  /** Null: it does not end by itself. */
  readonly expiresAt: Date | null;
  /** Why it is stuck, in Rucio's words. */
  readonly error: string | null;
}

/** A rule that a wish came to. */
export interface EnsuredRule extends Rule {
  /** It was there before: others may count on it. */
  readonly adopted: boolean;
}

export interface RuleWish {
  readonly did: RucioDid;
  /** The storage site: an RSE expression. */
  readonly site: string;
  /** When the copy may go. */
  readonly until: Date;
  /** Shown to whoever looks after Rucio. */
  readonly comment: string;
  /** As Rucio's operators know it for their shares; theirs without it. */
  readonly activity?: string;
}

/** The account has no room left at that storage site. Others of Rucio's refusals stay as they are. */
export function isQuota(error: unknown): boolean {
  return error instanceof RucioSaysNo && error.exception === "InsufficientAccountLimit";
}

function isDuplicate(error: unknown): boolean {
  return error instanceof RucioSaysNo && error.exception === "DuplicateRule";
}

const COPIES = 1;
/** Rucio refuses rules that end at once. */
const SHORTEST_SEC = 60;

/** Replication rules of one account: a copy of a DID at a storage site until a date. */
export class RucioRules {
  constructor(
    private readonly http: RucioHttp,
    private readonly account: string,
  ) {}

  /**
   * Makes a rule, or adopts the one that is there already, whose end moves so that it lasts long enough. When the answer
   * is lost, what Rucio has is looked at before anything is sent again: a rule is never made twice.
   *
   * @throws RucioSaysNo (InsufficientAccountLimit, InvalidRSEExpression, DataIdentifierNotFound, …)
   */
  async ensure(wish: RuleWish, signal?: AbortSignal): Promise<EnsuredRule> {
    const id = await this.#create(wish, signal).then(([made]) => made!, async (error: unknown) => {
      if (!isDuplicate(error) && !isPassing(error)) throw error;
      const there = await this.find(wish, signal);
      if (!there) throw error;
      return { ...(await this.#lastingUntil(there, wish.until, signal)), adopted: isDuplicate(error) };
    });
    return typeof id === "string" ? { ...(await this.read(id, signal)), adopted: false } : id;
  }

  /** @throws RucioSaysNo (RuleNotFound) when it has ended. */
  async read(id: string, signal?: AbortSignal): Promise<Rule> {
    return ruleOf(await this.http.document({ method: "GET", path: rulePath(id), name: "a rule", repeatable: true }, ruleSchema, signal));
  }

  /** Moves its end. @throws RucioSaysNo (RuleNotFound) */
  extend(id: string, until: Date, signal?: AbortSignal): Promise<void> {
    const options = { lifetime: lifetimeSec(until) };
    return this.http.done({ method: "PUT", path: rulePath(id), body: { options }, name: "a rule's new end", repeatable: true }, signal);
  }

  /** Rucio lets the rule expire within an hour, and removes the copy then if no other rule holds it. One that has ended already is fine. */
  async end(id: string, signal?: AbortSignal): Promise<void> {
    try {
      await this.http.done({ method: "DELETE", path: rulePath(id), body: {}, name: "the end of a rule", repeatable: true }, signal);
    } catch (error) {
      if (!(error instanceof RucioSaysNo && error.exception === "RuleNotFound")) throw error;
    }
  }

  /** The rules on a DID, of all accounts. @throws RucioSaysNo (DataIdentifierNotFound) */
  rulesOf(did: RucioDid, signal?: AbortSignal): Promise<z.output<typeof ruleSchema>[]> {
    return this.http.allLines({ method: "GET", path: `${didPath(did)}/rules`, name: "the rules of a DID", repeatable: true }, ruleSchema, signal);
  }

  #create({ did: { scope, name }, site, until, comment, activity }: RuleWish, signal: AbortSignal | undefined): Promise<string[]> {
    const body = { dids: [{ scope, name }], account: this.account, copies: COPIES, rse_expression: site, lifetime: lifetimeSec(until), grouping: "DATASET", comment, ...(activity !== undefined && { activity }) };
    // Rucio takes '/rules/' only, with its slash.
    return this.http.document({ method: "POST", path: "/rules/", body, name: "a rule", repeatable: false }, ruleIdsSchema, signal);
  }

  /** The account's rule on a DID for a site; null for none, and for a DID that is not there. Rucio lets an account have one of so many copies. */
  async find({ did, site }: Pick<RuleWish, "did" | "site">, signal?: AbortSignal): Promise<Rule | null> {
    const rules = await this.rulesOf(did, signal).catch((error: unknown) => {
      if (error instanceof RucioSaysNo && error.exception === "DataIdentifierNotFound") return [];
      throw error;
    });
    const found = rules.find((rule) => rule.account === this.account && rule.rse_expression === site && rule.copies === COPIES);
    return found ? ruleOf(found) : null;
  }

  /** Never shortens: somebody may have asked for more before. */
  async #lastingUntil(rule: Rule, until: Date, signal: AbortSignal | undefined): Promise<Rule> {
    if (rule.expiresAt === null || rule.expiresAt >= until) return rule;
    await this.extend(rule.id, until, signal);
    return this.read(rule.id, signal);
  }
}

function ruleOf(line: z.output<typeof ruleSchema>): Rule {
  return {
    id: line.id,
    did: { scope: line.scope, name: line.name },
    state: line.state,
    okCount: line.locks_ok_cnt,
    replicatingCount: line.locks_replicating_cnt,
    stuckCount: line.locks_stuck_cnt,
    expiresAt: line.expires_at,
    error: line.error,
  };
}

function rulePath(id: string): string {
  return `/rules/${encodeURIComponent(id)}`;
}

/** Rucio counts in seconds from now. */
function lifetimeSec(until: Date): number {
  return Math.max(SHORTEST_SEC, Math.ceil((until.getTime() - Date.now()) / 1000));
}
