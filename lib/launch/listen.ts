import pg from "pg";
import { setting } from "@/lib/config/environment";
import { log } from "@/lib/config/log";
import { EVENT_CHANNEL } from "./move";

/** Without a word from the database one looks oneself: often while nobody listens, else as a net beneath it. */
const UNHEARD_MS = 500;
const HEARD_MS = 5000;
/** The connection is given back when nobody has waited for this long. */
const IDLE_MS = 30_000;

const kept = globalThis as typeof globalThis & { airshowerListener?: LaunchListener };

/** Resolves when something happened to a launch, after a while at the latest, or with the signal. Never rejects. */
export function nextEvent(launchId: string, signal: AbortSignal): Promise<void> {
  kept.airshowerListener ??= new LaunchListener();
  return kept.airshowerListener.next(launchId, signal);
}

/**
 * One connection of this process on which the database calls out which launches have news. It carries ids only; who
 * waits for one reads it under his own rights. While it can not be had, the waiting are woken by the clock.
 */
class LaunchListener {
  readonly #waiting = new Map<string, Set<() => void>>();
  #client: pg.Client | undefined;
  #connecting = false;
  #idle: NodeJS.Timeout | undefined;

  next(launchId: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    void this.#connect();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", wake);
        this.#leave(launchId, wake);
        resolve();
      };
      const timer = setTimeout(wake, this.#client ? HEARD_MS : UNHEARD_MS);
      signal.addEventListener("abort", wake, { once: true });
      clearTimeout(this.#idle);
      this.#waiting.set(launchId, (this.#waiting.get(launchId) ?? new Set()).add(wake));
    });
  }

  #leave(launchId: string, wake: () => void): void {
    const others = this.#waiting.get(launchId);
    others?.delete(wake);
    if (others?.size === 0) this.#waiting.delete(launchId);
    if (this.#waiting.size === 0) {
      clearTimeout(this.#idle);
      this.#idle = setTimeout(() => this.#disconnect(this.#client), IDLE_MS).unref();
    }
  }

  async #connect(): Promise<void> {
    if (this.#client || this.#connecting) return;
    this.#connecting = true;
    const client = new pg.Client({ connectionString: setting("DATABASE_URL"), connectionTimeoutMillis: 5000, keepAlive: true });
    // A connection that breaks wakes nobody any more: the clock does, until the next one is there.
    client.on("error", () => this.#disconnect(client));
    client.on("end", () => this.#disconnect(client));
    client.on("notification", ({ payload }) => this.#waiting.get(payload ?? "")?.forEach((wake) => wake()));
    try {
      await client.connect();
      await client.query(`LISTEN ${EVENT_CHANNEL}`);
      this.#client = client;
    } catch (error) {
      log.warn({ err: error }, "launch events are polled: the database can not be listened to");
      this.#disconnect(client);
    } finally {
      this.#connecting = false;
    }
  }

  #disconnect(client: pg.Client | undefined): void {
    if (this.#client === client) {
      this.#client = undefined;
      // Whoever waited for its call looks for himself now.
      for (const wakes of [...this.#waiting.values()]) wakes.forEach((wake) => wake());
    }
    void client?.end().catch(() => undefined);
  }
}
