import { log } from "@/lib/config/log";
import { LOOKED_AT_ONCE, lookForNews } from "@/lib/searches/watch";

const ROUND_MS = 5000;

/** Looks at watched searches that are due while the worker runs, one round after the other. */
export class SearchWatch {
  readonly #ending = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();

  start(): void {
    this.#next(ROUND_MS);
  }

  #next(inMs: number): void {
    if (this.#ending.signal.aborted) return;
    this.#timer = setTimeout(() => {
      this.#round = this.#look().then((looked) => this.#next(looked === LOOKED_AT_ONCE ? 0 : ROUND_MS));
    }, inMs);
  }

  /** Ends when the search under way was looked at. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#ending.abort(new Error("the worker ends"));
    await this.#round;
  }

  async #look(): Promise<number> {
    try {
      return await lookForNews(this.#ending.signal);
    } catch (error) {
      log.error({ err: error }, "saved searches could not be looked at; it is tried again");
      return 0;
    }
  }
}
