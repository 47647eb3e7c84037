import pg from "pg";
import { setting } from "@/lib/config/environment";
import { log } from "@/lib/config/log";

/** The channel on which the database calls out that a right may have changed. */
export const EMBARGO_CHANNEL = "embargo_changed";

/** Who listens. `null`: the connection was lost, or is back after a loss; what was called out meanwhile is not known. */
export type Hearer = (payload: string | null) => void;

const RETRY_MS = 500;
/** A connection that takes longer to answer is taken for lost. */
const ANSWER_WITHIN_MS = 2000;
/** The connection is given back when nobody has listened for this long. */
const IDLE_MS = 30_000;

const kept = globalThis as typeof globalThis & { airshowerDatabaseListener?: DatabaseListener };

/**
 * Listens on a channel of the database until the returned function is called. All who listen in one process share one
 * connection; it is made anew when it is lost. It carries hints only: who hears one asks under their own rights.
 */
export function listen(channel: string, hear: Hearer): () => void {
  return listener().add(channel, hear);
}

/** Whether calls are heard at this moment. */
export function isListening(): boolean {
  return listener().isReady;
}

/**
 * Resolves with true when every call of a change that was committed before this was called has been heard (its hearers
 * have run); with false when that can not be known, since the database is not listened to just now. Cheap: one round
 * trip, shared by all who ask meanwhile.
 */
export function heardAll(): Promise<boolean> {
  return listener().heardAll();
}

function listener(): DatabaseListener {
  return (kept.airshowerDatabaseListener ??= new DatabaseListener());
}

class DatabaseListener {
  readonly #hearers = new Map<string, Set<Hearer>>();
  #client: pg.Client | undefined;
  #isConnecting = false;
  #asking: Promise<boolean> | undefined;
  #askingNext: Promise<boolean> | undefined;
  #idle: NodeJS.Timeout | undefined;

  get isReady(): boolean {
    return this.#client !== undefined;
  }

  add(channel: string, hear: Hearer): () => void {
    clearTimeout(this.#idle);
    const others = this.#hearers.get(channel);
    this.#hearers.set(channel, (others ?? new Set()).add(hear));
    if (!this.#client) void this.#connect();
    else if (!others) this.#client.query(`LISTEN ${pg.escapeIdentifier(channel)}`).then(() => hear(null), () => undefined);
    return () => this.#remove(channel, hear);
  }

  heardAll(): Promise<boolean> {
    // Of a round trip that is under way it is not known whether it began in time; the next one serves all who come now.
    if (!this.#asking) return (this.#asking = this.#ask().finally(() => (this.#asking = undefined)));
    return (this.#askingNext ??= this.#asking.then(() => {
      this.#askingNext = undefined;
      return this.heardAll();
    }));
  }

  /** PostgreSQL delivers the calls of what was committed before it says that it is ready for the next query. */
  async #ask(): Promise<boolean> {
    const client = this.#client;
    if (!client) return false;
    try {
      await client.query("SELECT 1");
      return this.#client === client;
    } catch {
      this.#lose(client);
      return false;
    }
  }

  #remove(channel: string, hear: Hearer): void {
    const others = this.#hearers.get(channel);
    others?.delete(hear);
    if (others?.size !== 0) return;
    this.#hearers.delete(channel);
    this.#client?.query(`UNLISTEN ${pg.escapeIdentifier(channel)}`).catch(() => undefined);
    if (this.#hearers.size > 0) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#hearers.size === 0 && this.#lose(this.#client), IDLE_MS).unref();
  }

  async #connect(): Promise<void> {
    if (this.#client || this.#isConnecting || this.#hearers.size === 0) return;
    this.#isConnecting = true;
    const client = new pg.Client({ connectionString: setting("DATABASE_URL"), connectionTimeoutMillis: 5000, query_timeout: ANSWER_WITHIN_MS, keepAlive: true, application_name: "airshower-listener" });
    client.on("error", () => this.#lose(client));
    client.on("end", () => this.#lose(client));
    client.on("notification", ({ channel, payload }) => this.#tell(channel, payload ?? ""));
    try {
      await client.connect();
      for (const channel of this.#hearers.keys()) await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      this.#client = client;
    } catch (error) {
      log.warn({ err: error }, "the database can not be listened to; it is tried again");
    } finally {
      this.#isConnecting = false;
    }
    if (this.#client === client) this.#tellAll();
    else this.#lose(client);
  }

  #lose(client: pg.Client | undefined): void {
    if (client && this.#client === client) {
      this.#client = undefined;
      this.#tellAll();
    }
    client?.removeAllListeners("end");
    void client?.end().catch(() => undefined);
    if (this.#hearers.size > 0 && !this.#client) setTimeout(() => void this.#connect(), RETRY_MS).unref();
  }

  #tell(channel: string, payload: string | null): void {
    for (const hear of [...(this.#hearers.get(channel) ?? [])]) hear(payload);
  }

  #tellAll(): void {
    for (const channel of [...this.#hearers.keys()]) this.#tell(channel, null);
  }
}
