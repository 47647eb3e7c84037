import { log } from "@/lib/config/log";

interface Work {
  /** One round; how long to rest after it, ms. Cancelled by the signal where it can be. */
  readonly round: (signal: AbortSignal) => Promise<number>;
  /** How long to rest before the first one, ms. */
  readonly firstAfterMs: number;
  /** A part that is away does not come back by being asked at once. */
  readonly afterFaultMs: number;
  /** What the log says of a round that fails. */
  readonly fault: string;
}

/** Something that a worker does again and again while it runs, one round after the other. */
export class Rounds {
  readonly #ending = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();

  constructor(private readonly work: Work) {}

  start(): void {
    this.#next(this.work.firstAfterMs);
  }

  /** Resolves when the round under way has ended. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#ending.abort(new Error("the worker ends"));
    await this.#round;
  }

  #next(inMs: number): void {
    if (this.#ending.signal.aborted) return;
    this.#timer = setTimeout(() => (this.#round = this.#once().then((restMs) => this.#next(restMs))), inMs);
  }

  async #once(): Promise<number> {
    try {
      return await this.work.round(this.#ending.signal);
    } catch (error) {
      if (!this.#ending.signal.aborted) log.error({ err: error }, this.work.fault);
      return this.work.afterFaultMs;
    }
  }
}
