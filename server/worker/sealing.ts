import { SEALED_AT_ONCE, sealPending } from "@/lib/audit/seal";
import { log } from "@/lib/config/log";

/** An entry is sealed within a second, also when one round fails. */
const EVERY_MS = 250;
/** The database is away: asking four times a second does not bring it back. */
const AFTER_FAULT_MS = 2000;

/** Seals the audit while the worker runs. Several workers share the chains among themselves. */
export class Sealing {
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #isEnding = false;

  start(): void {
    this.#next(0);
  }

  /** Ends when the round under way has ended. */
  async stop(): Promise<void> {
    this.#isEnding = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  #next(inMs: number): void {
    if (this.#isEnding) return;
    this.#timer = setTimeout(() => (this.#round = this.#seal()), inMs);
  }

  async #seal(): Promise<void> {
    try {
      const sealed = await sealPending();
      this.#next(sealed === SEALED_AT_ONCE ? 0 : EVERY_MS);
    } catch (error) {
      if (!this.#isEnding) log.error({ err: error }, "the audit could not be sealed; it is tried again");
      this.#next(AFTER_FAULT_MS);
    }
  }
}
