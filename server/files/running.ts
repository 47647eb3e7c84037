import type { FileKey } from "@/lib/datalake/still-readable";
import { EMBARGO_CHANNEL, heardAll, listen } from "@/lib/embargo/listen";
import { AskerGroup, type RunningAnswer, type RunningAsker } from "./asker-group";
import { Inquiry } from "./inquiry";

/** A net beneath the calls of the database and the times at which rights end: all are asked for again so often. */
const ASK_AGAIN_MS = 10_000;
/** A connection that is dead calls nothing out: it is tried so often. */
const TRY_MS = 1000;

/**
 * The answers of this process whose bytes flow. When the database calls out that a right may have changed, and when one
 * ends by its time, it is asked again who may read what, and answers whose right has ended are cut off.
 */
export class RunningAnswers {
  readonly #groups = new Map<string, AskerGroup>();
  readonly #inquiry = new Inquiry(() => this.#changes);
  #changes = 0;
  #stopListening: (() => void) | undefined;
  #timers: NodeJS.Timeout[] = [];

  /** Begins to listen, before the first question to the embargo. Returns the change up to which its answer will count. */
  mark(): number {
    this.#stopListening ??= listen(EMBARGO_CHANNEL, () => {
      this.#changes += 1;
      this.#askAll();
    });
    return this.#changes;
  }

  /**
   * @param mark from before the embargo was asked for this file
   * @param cut ends the answer at once
   */
  add(asker: RunningAsker, file: FileKey, mark: number, cut: () => void): RunningAnswer {
    return (this.#groups.get(asker.key) ?? this.#begin(asker)).join(file, mark, cut);
  }

  get count(): number {
    return [...this.#groups.values()].reduce((sum, { answers }) => sum + answers.size, 0);
  }

  /** Stops listening. Tests end their databases. */
  close(): void {
    this.#stopTimers();
    this.#stopListening?.();
    this.#stopListening = undefined;
  }

  #begin(asker: RunningAsker): AskerGroup {
    const group = new AskerGroup(asker, {
      ask: (each) => this.#inquiry.ask(each),
      changes: () => this.#changes,
      forget: () => {
        this.#groups.delete(asker.key);
        if (this.#groups.size === 0) this.#stopTimers();
      },
    });
    this.#groups.set(asker.key, group);
    if (this.#timers.length === 0) this.#timers = [setInterval(() => void heardAll(), TRY_MS).unref(), setInterval(() => this.#askAll(), ASK_AGAIN_MS).unref()];
    return group;
  }

  #stopTimers(): void {
    this.#timers.splice(0).forEach((timer) => clearInterval(timer));
  }

  #askAll(): void {
    for (const group of this.#groups.values()) void this.#inquiry.ask(group);
  }
}
