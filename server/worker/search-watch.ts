import { log } from "@/lib/config/log";
import { lookForNews } from "@/lib/searches/watch";

const ROUND_MS = 5000;

/** Looks at watched searches that are due while the worker runs, one round after the other. */
export class SearchWatch {
  readonly #ending = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();

  start(): void {
    this.#timer = setTimeout(() => {
      this.#round = this.#look().finally(() => {
        if (!this.#ending.signal.aborted) this.start();
      });
    }, ROUND_MS);
  }

  /** Ends when the search under way was looked at. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#ending.abort(new Error("the worker ends"));
    await this.#round;
  }

  async #look(): Promise<void> {
    await lookForNews(this.#ending.signal).catch((error: unknown) => log.error({ err: error }, "saved searches could not be looked at; it is tried again"));
  }
}
