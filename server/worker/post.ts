import { log } from "@/lib/config/log";
import { mailIsOn, sendNotices } from "@/lib/embargo/grants/mail/send-notices";

const ROUND_MS = 5000;

/** Mails notices while the worker runs, one round after the other; nothing where no mail server is configured. */
export class Post {
  readonly #ending = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();

  /** @throws ConfigurationError when only half of it is configured. */
  start(): void {
    if (!mailIsOn()) return;
    const round = (): void => {
      this.#round = this.#send().finally(() => {
        if (!this.#ending.signal.aborted) this.#timer = setTimeout(round, ROUND_MS);
      });
    };
    round();
  }

  /** A letter under way is given back, unless the server has begun to take it. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#ending.abort(new Error("the worker ends"));
    await this.#round;
  }

  async #send(): Promise<void> {
    try {
      const sent = await sendNotices(this.#ending.signal);
      if (sent > 0) log.info({ sent }, "notices mailed");
    } catch (error) {
      if (!this.#ending.signal.aborted) log.error({ err: error }, "notices could not be mailed; it is tried again");
    }
  }
}
