import { listen } from "@/lib/embargo/listen";
import { LOOK_CHANNEL } from "./queue";

/** Hears which looks are made, over the connection that all listeners of this process share. */
export class Calls {
  #heard = false;
  #wake: (() => void) | undefined;
  readonly stop: () => void;

  /** @param key of one look; null for any */
  constructor(key: string | null) {
    this.stop = listen(LOOK_CHANNEL, (heard) => {
      if (heard !== null && key !== null && heard !== key) return;
      this.#heard = true;
      this.#wake?.();
    });
  }

  /** Resolves when the look was made since the last time, after a while at the latest, or with the signal. */
  async next(mostMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#heard && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, mostMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
        signal.addEventListener("abort", this.#wake, { once: true });
      });
      if (this.#wake) signal.removeEventListener("abort", this.#wake);
      this.#wake = undefined;
    }
    this.#heard = false;
  }
}
