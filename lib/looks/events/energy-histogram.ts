import type { EnergyHistogramResult } from "./schema";

/** Ten bins in a decade: finer than any energy resolution, and edges that people know. */
const PER_DECADE = 10;
/** 1 GeV to 10 PeV; what lies outside is no gamma-ray energy of such an instrument. */
const FIRST = -3 * PER_DECADE;
const LAST = 4 * PER_DECADE;
const EDGES = Array.from({ length: LAST - FIRST + 1 }, (_, i) => 10 ** ((FIRST + i) / PER_DECADE));

/** Counts events by reconstructed energy. */
export class EnergyHistogram {
  readonly #counts = new Array<number>(EDGES.length - 1).fill(0);
  #outside = 0;
  #min = Infinity;
  #max = -Infinity;

  add(energyTeV: number): void {
    let bin = Math.floor(Math.log10(energyTeV) * PER_DECADE) - FIRST;
    if (!(bin >= -1 && bin <= this.#counts.length)) {
      this.#outside++;
      return;
    }
    // The logarithm may miss an edge by its last digit; the edges decide.
    if (energyTeV < EDGES[Math.max(bin, 0)]!) bin--;
    else if (bin + 1 < EDGES.length && energyTeV >= EDGES[bin + 1]!) bin++;
    if (bin < 0 || bin >= this.#counts.length) {
      this.#outside++;
      return;
    }
    this.#counts[bin]!++;
    this.#min = Math.min(this.#min, energyTeV);
    this.#max = Math.max(this.#max, energyTeV);
  }

  /** From the first to the last bin with events; one empty bin where there are none. */
  result(): EnergyHistogramResult {
    const first = this.#counts.findIndex((count) => count > 0);
    const last = this.#counts.findLastIndex((count) => count > 0);
    const isEmpty = first < 0;
    return {
      edgesTeV: isEmpty ? [] : EDGES.slice(first, last + 2),
      counts: isEmpty ? [] : this.#counts.slice(first, last + 1),
      outside: this.#outside,
      minTeV: isEmpty ? null : this.#min,
      maxTeV: isEmpty ? null : this.#max,
    };
  }
}
