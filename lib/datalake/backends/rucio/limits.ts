/** How long Rucio and storage may take, milliseconds, and how often what is safe to repeat is tried. */
export interface Limits {
  /** Until an answer begins. Searches of a whole scope begin late. */
  readonly beginMs: number;
  /** Between two pieces of an answer that has begun. */
  readonly pauseMs: number;
  readonly tries: number;
  /** Before the second try; twice as long before each further one. */
  readonly retryMs: number;
}

export const usualLimits: Limits = { beginMs: 60_000, pauseMs: 30_000, tries: 3, retryMs: 500 };
/** Of a storage site: somebody waits for the bytes, and the next site may have them at once. */
export const storageLimits: Limits = { beginMs: 15_000, pauseMs: 20_000, tries: 1, retryMs: 0 };
