import type { EventTimesResult } from "./schema";

type EventBins = Pick<EventTimesResult, "counts" | "binSec" | "fromSec" | "outside">;

/** A file with more seconds than this between its first and last event holds no single observation. */
const MOST_SECONDS = 200_000;
const MOST_BINS = 120;
/** Widths that people read without reckoning, seconds. */
const WIDTHS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600];

/** Counts events by time, in whole seconds from a start, which later make bins. */
export class EventTimes {
  readonly #perSecond = new Map<number, number>();
  #outside = 0;
  #first = Infinity;
  #last = -Infinity;

  /** @param startSec on the same clock as the events' times */
  constructor(private readonly startSec: number) {}

  add(timeSec: number): void {
    const second = Math.floor(timeSec - this.startSec);
    if (!(Math.abs(second) <= MOST_SECONDS)) {
      this.#outside++;
      return;
    }
    this.#perSecond.set(second, (this.#perSecond.get(second) ?? 0) + 1);
    this.#first = Math.min(this.#first, second);
    this.#last = Math.max(this.#last, second);
  }

  /** @param untilSec the observation's length, so that its quiet end is shown too */
  result(untilSec: number): EventBins {
    if (this.#perSecond.size === 0) return { counts: [], binSec: 1, fromSec: 0, outside: this.#outside };
    const end = Math.max(this.#last + 1, Math.min(Math.ceil(untilSec), MOST_SECONDS));
    const begin = Math.min(0, this.#first);
    const binSec = WIDTHS.find((width) => (end - begin) / width <= MOST_BINS) ?? Math.ceil((end - begin) / MOST_BINS);
    const fromSec = Math.floor(begin / binSec) * binSec;
    const counts = new Array<number>(Math.ceil((end - fromSec) / binSec)).fill(0);
    for (const [second, count] of this.#perSecond) counts[Math.floor((second - fromSec) / binSec)]! += count;
    return { counts, binSec, fromSec, outside: this.#outside };
  }
}
