import { createHash } from "node:crypto";
import { EventEmitter } from "node:events";
import pg from "pg";

type Role = "web" | "system";

const patienceMs = 15_000;

/** One whose days have 23, 24 or 25 hours: months are counted in UTC all the same. */
export const stageTimeZone = "America/New_York";

/** One transaction inside another would wait for itself for ever; here it says so. */
async function orStuck(turn: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const stuck = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("a transaction was begun inside another one, which the stage can not play")), patienceMs);
  });
  await Promise.race([turn, stuck]);
  clearTimeout(timer);
}

/** Settings that an earlier transaction left are gone in the next one, the viewer's first of all. */
const enter = (role: Role) => `SAVEPOINT inner_transaction; RESET ALL; SET LOCAL ROLE airshower_${role}`;

/**
 * One connection with one transaction open, in which a world is made, asked about and rolled back: nothing is ever
 * committed, nothing has to be tidied, and now() stands still from the first row to the last answer. What lib opens as
 * transactions of airshower_web and airshower_system become savepoints in it under those very roles, so that row-level
 * security decides as it does in the portal.
 */
export class Stage {
  private queue: Promise<unknown> = Promise.resolve();
  /** A savepoint whose work is kept and that is let go of with the next statement: one way to the database less. */
  private isKept = false;

  private constructor(private readonly client: pg.Client) {}

  /** Opens the connection, as a superuser, who alone may become the other roles; gives it to lib as both its pools. */
  static async open(superUrl: string): Promise<Stage> {
    // As the product's roles have it, but for the time zone.
    const client = new pg.Client({ connectionString: superUrl, options: `-c jit=off -c timezone=${stageTimeZone} -c plan_cache_mode=force_generic_plan` });
    await client.connect();
    const stage = new Stage(client);
    const pools = globalThis as typeof globalThis & { airshowerPools?: Partial<Record<Role, pg.Pool>> };
    pools.airshowerPools = { web: stage.pool("web"), system: stage.pool("system") };
    return stage;
  }

  /**
   * Runs work in one transaction that is rolled back; it is told the moment at which that transaction stands, milliseconds.
   *
   * @param onTheDot at a full millisecond, as dates are stored: only then is now() the very moment at which something
   * begins or ends
   */
  async play<Result>(work: (now: number) => Promise<Result>, onTheDot = false): Promise<Result> {
    let begun = await this.begin();
    while (onTheDot && begun.microseconds > 0) {
      await this.client.query("ROLLBACK");
      begun = await this.begin();
    }
    try {
      return await work(begun.now);
    } finally {
      this.isKept = false;
      await this.client.query("ROLLBACK");
    }
  }

  private async begin(): Promise<{ now: number; microseconds: number }> {
    const text = "BEGIN; SELECT floor(extract(epoch FROM now()) * 1000)::float8 AS now, (extract(microseconds FROM now())::int % 1000) AS microseconds";
    const answers = (await this.client.query(text)) as unknown as pg.QueryResult<{ now: number; microseconds: number }>[];
    return answers[1]!.rows[0]!;
  }

  private letGo(): string {
    const text = this.isKept ? "RELEASE inner_transaction; RESET ROLE; " : "";
    this.isKept = false;
    return text;
  }

  /** Outside of any play, and kept: what a mutation changes. */
  async alter(text: string): Promise<void> {
    await this.client.query(text);
  }

  /** As a superuser, who is bound by no policy. */
  async rows<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const keep = this.letGo();
    if (keep) await this.client.query(keep);
    return (await this.client.query<Row>(text, [...values])).rows;
  }

  /** Gives lib its own pools back. */
  async close(): Promise<void> {
    (globalThis as { airshowerPools?: unknown }).airshowerPools = undefined;
    await this.client.end();
  }

  /** What lib takes for a pool: its connections are this one, to one user after the other. */
  private pool(role: Role): pg.Pool {
    const connect = async () => {
      let release = (): void => undefined;
      const before = this.queue;
      this.queue = new Promise<void>((resolve) => (release = resolve));
      await orStuck(before);
      return this.borrowed(role, release);
    };
    const query = async (...args: unknown[]) => {
      const client = await connect();
      try {
        await client.query("BEGIN");
        const answer: unknown = await (client.query as (...all: unknown[]) => Promise<unknown>)(...args);
        await client.query("COMMIT");
        return answer;
      } catch (error) {
        await client.query("ROLLBACK");
        throw error;
      } finally {
        client.release();
      }
    };
    return Object.assign(new EventEmitter(), { connect, query, end: () => Promise.resolve() }) as unknown as pg.Pool;
  }

  private borrowed(role: Role, release: () => void): pg.PoolClient {
    const inner: Record<string, () => Promise<unknown>> = {
      BEGIN: () => this.client.query(this.letGo() + enter(role)),
      COMMIT: async () => (this.isKept = true),
      ROLLBACK: () => this.client.query("ROLLBACK TO inner_transaction; RELEASE inner_transaction; RESET ROLE"),
    };
    const query = (asked: string | pg.QueryConfig, values?: unknown[]): Promise<unknown> => {
      if (typeof asked === "string" && values === undefined) return inner[asked]?.() ?? this.client.query(asked);
      return this.client.query(keptPlan(role, typeof asked === "string" ? { text: asked, values: values ?? [] } : asked));
    };
    return Object.assign(new EventEmitter(), { query, release, escapeIdentifier: (text: string) => this.client.escapeIdentifier(text) }) as unknown as pg.PoolClient;
  }
}

/** The same statement in the same role is planned once for thousands of worlds: planning takes longer than asking so few rows. */
function keptPlan(role: Role, asked: pg.QueryConfig): pg.QueryConfig {
  return { ...asked, name: createHash("sha256").update(`${role} ${asked.text}`).digest("hex").slice(0, 40) };
}
