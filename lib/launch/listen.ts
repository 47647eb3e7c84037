import { isListening, listen } from "@/lib/embargo/listen";
import { EVENT_CHANNEL } from "./move";

/** Without a word from the database one looks oneself: often while nobody listens, else as a net beneath it. */
const UNHEARD_MS = 500;
const HEARD_MS = 5000;
/** Listening goes on for so long after the last who waited: most come back for the next event. */
const IDLE_MS = 30_000;

const kept = globalThis as typeof globalThis & { airshowerLaunchListener?: LaunchListener };

/** Resolves when something happened to a launch, after a while at the latest, or with the signal. Never rejects. */
export function nextEvent(launchId: string, signal: AbortSignal): Promise<void> {
  kept.airshowerLaunchListener ??= new LaunchListener();
  return kept.airshowerLaunchListener.next(launchId, signal);
}

/**
 * Hears which launches have news, over the connection that all listeners of this process share. It carries ids only; who
 * waits for one reads it under his own rights. While it can not be had, the waiting are woken by the clock.
 */
class LaunchListener {
  readonly #waiting = new Map<string, Set<() => void>>();
  #stopListening: (() => void) | undefined;
  #idle: NodeJS.Timeout | undefined;

  next(launchId: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    clearTimeout(this.#idle);
    this.#stopListening ??= listen(EVENT_CHANNEL, (heard) => this.#wake(heard));
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", wake);
        this.#leave(launchId, wake);
        resolve();
      };
      const timer = setTimeout(wake, isListening() ? HEARD_MS : UNHEARD_MS);
      signal.addEventListener("abort", wake, { once: true });
      this.#waiting.set(launchId, (this.#waiting.get(launchId) ?? new Set()).add(wake));
    });
  }

  /** Where it is not known what was called out, everybody looks for himself. */
  #wake(launchId: string | null): void {
    const woken = launchId === null ? [...this.#waiting.values()] : [this.#waiting.get(launchId) ?? []];
    for (const wakes of woken) for (const wake of [...wakes]) wake();
  }

  #leave(launchId: string, wake: () => void): void {
    const others = this.#waiting.get(launchId);
    others?.delete(wake);
    if (others?.size === 0) this.#waiting.delete(launchId);
    if (this.#waiting.size > 0) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      this.#stopListening?.();
      this.#stopListening = undefined;
    }, IDLE_MS).unref();
  }
}
