import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from "node:fs";

/** What oidc-provider keeps: sessions, grants, codes, tokens. */
export type Payload = Record<string, unknown>;

interface Entry {
  readonly key: string;
  /** null: the key is gone. */
  readonly payload: Payload | null;
  /** Unix time in milliseconds after which the entry is nothing; null: never. */
  readonly expiresAt: number | null;
}

/** Lines beyond the living entries before the file is written anew. */
const slackLines = 2000;

/**
 * A small store in one file: every change is one line appended before it counts, so that a process killed at any moment
 * loses nothing that it answered for. A torn last line is ignored. Opening, and growing too long, writes the living
 * entries into a new file that replaces the old one in one step. Token values are its keys: mode 0600.
 */
export class Journal {
  readonly #file: string;
  readonly #entries = new Map<string, Entry>();
  #descriptor = -1;
  #lines = 0;

  constructor(file: string) {
    this.#file = file;
    for (const entry of existsSync(file) ? readFileSync(file, "utf8").split("\n").map(parseLine) : []) {
      if (entry) this.#apply(entry);
    }
    this.#rewrite();
  }

  get(key: string): Payload | undefined {
    const entry = this.#entries.get(key);
    return entry && isAlive(entry) ? (entry.payload ?? undefined) : undefined;
  }

  /** The first living entry of a kind that fits. There are hundreds of entries, not millions: no index. */
  find(prefix: string, fits: (payload: Payload) => boolean): Payload | undefined {
    return this.#matching(prefix, fits).next().value?.payload ?? undefined;
  }

  put(key: string, payload: Payload, lifetimeSec?: number): void {
    this.#write({ key, payload, expiresAt: lifetimeSec === undefined ? null : Date.now() + lifetimeSec * 1000 });
  }

  /** Changes a living entry and leaves its lifetime as it is. */
  patch(key: string, change: Payload): void {
    const entry = this.#entries.get(key);
    if (entry?.payload) this.#write({ ...entry, payload: { ...entry.payload, ...change } });
  }

  remove(key: string): void {
    if (this.#entries.has(key)) this.#write({ key, payload: null, expiresAt: null });
  }

  removeWhere(prefix: string, fits: (payload: Payload) => boolean): void {
    for (const entry of [...this.#matching(prefix, fits)]) this.remove(entry.key);
  }

  close(): void {
    if (this.#descriptor >= 0) closeSync(this.#descriptor);
    this.#descriptor = -1;
  }

  *#matching(prefix: string, fits: (payload: Payload) => boolean): Generator<Entry, undefined> {
    for (const entry of this.#entries.values()) {
      if (entry.key.startsWith(prefix) && isAlive(entry) && entry.payload && fits(entry.payload)) yield entry;
    }
    return undefined;
  }

  #write(entry: Entry): void {
    // A request may still be answered while the server closes; what it would write is of no more use.
    if (this.#descriptor < 0) return;
    writeSync(this.#descriptor, `${JSON.stringify(entry)}\n`);
    this.#apply(entry);
    this.#lines += 1;
    if (this.#lines > 2 * this.#entries.size + slackLines) this.#rewrite();
  }

  #apply(entry: Entry): void {
    if (entry.payload && isAlive(entry)) this.#entries.set(entry.key, entry);
    else this.#entries.delete(entry.key);
  }

  #rewrite(): void {
    this.close();
    for (const entry of this.#entries.values()) this.#apply(entry);
    const fresh = `${this.#file}.new`;
    writeFileSync(fresh, [...this.#entries.values()].map((entry) => `${JSON.stringify(entry)}\n`).join(""), { mode: 0o600 });
    renameSync(fresh, this.#file);
    this.#descriptor = openSync(this.#file, "a", 0o600);
    this.#lines = this.#entries.size;
  }
}

function isAlive(entry: Entry): boolean {
  return entry.expiresAt === null || entry.expiresAt > Date.now();
}

function parseLine(line: string): Entry | null {
  try {
    const entry = JSON.parse(line) as Partial<Entry> | null;
    return typeof entry?.key === "string" ? { key: entry.key, payload: entry.payload ?? null, expiresAt: entry.expiresAt ?? null } : null;
  } catch {
    return null;
  }
}
