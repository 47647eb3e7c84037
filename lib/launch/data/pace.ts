const FIRST_MS = 500;
const SLOWEST_MS = 15_000;

/** How often one looks: soon after a change, ever more seldom while nothing changes. */
export class Pace {
  #everyMs = FIRST_MS;
  #nextAtMs = 0;
  #seen = "";

  isDue(): boolean {
    return Date.now() >= this.#nextAtMs;
  }

  /** @param seen what is compared with the last look */
  looked(seen: string): void {
    this.#everyMs = seen === this.#seen ? Math.min(SLOWEST_MS, this.#everyMs * 1.5) : FIRST_MS;
    this.#seen = seen;
    this.#nextAtMs = Date.now() + this.#everyMs;
  }
}
