import { tangentPlane } from "@/lib/looks/sphere";
import type { CountsMapResult } from "./schema";

/** A grid fine enough for the point spread of any array, wider than any field of view; what is shown is cut and binned from it. */
const FINE_DEG = 0.02;
const HALF_WIDTH_DEG = 8;
const FINE_BINS = (2 * HALF_WIDTH_DEG) / FINE_DEG;
/** More cells than this on a side nobody sees, and an answer grows with their square. */
const MOST_BINS = 120;

/** Counts events about a pointing, in memory that does not depend on their number. */
export class CountsMap {
  readonly #fine = new Uint32Array(FINE_BINS * FINE_BINS);
  readonly #project: ReturnType<typeof tangentPlane>;
  #outside = 0;
  /** Farthest filled cell from the middle, in fine cells. */
  #reach = 0;

  constructor(centre: { raDeg: number; decDeg: number }) {
    this.#project = tangentPlane(centre);
  }

  add(raDeg: number, decDeg: number): void {
    const place = this.#project(raDeg, decDeg);
    const column = place === null ? -1 : Math.floor((HALF_WIDTH_DEG - place[0]) / FINE_DEG);
    const row = place === null ? -1 : Math.floor((place[1] + HALF_WIDTH_DEG) / FINE_DEG);
    if (!(column >= 0 && row >= 0 && column < FINE_BINS && row < FINE_BINS)) {
      this.#outside++;
      return;
    }
    this.#fine[row * FINE_BINS + column]!++;
    const middle = FINE_BINS / 2;
    this.#reach = Math.max(this.#reach, column < middle ? middle - column : column - middle + 1, row < middle ? middle - row : row - middle + 1);
  }

  /** The smallest map about the centre that holds all events, of at most 120 cells on a side. */
  result(): CountsMapResult {
    const reach = Math.max(this.#reach, 25);
    // Cells that meet in the middle, so that the centre is a corner whatever their size.
    const perBin = Math.max(1, Math.ceil((2 * reach) / MOST_BINS));
    const half = Math.min(Math.ceil(reach / perBin), Math.floor(FINE_BINS / 2 / perBin));
    const first = FINE_BINS / 2 - half * perBin;
    let shown = 0;
    const counts = Array.from({ length: 2 * half }, (_, row) =>
      Array.from({ length: 2 * half }, (_, column) => {
        const sum = this.#sum(first + row * perBin, first + column * perBin, perBin);
        shown += sum;
        return sum;
      }),
    );
    const inGrid = this.#fine.reduce((sum, count) => sum + count, 0);
    return { binDeg: round(perBin * FINE_DEG), halfWidthDeg: round(half * perBin * FINE_DEG), counts, outside: this.#outside + inGrid - shown };
  }

  #sum(row: number, column: number, side: number): number {
    let sum = 0;
    for (let y = row; y < row + side; y++) for (let x = column; x < column + side; x++) sum += this.#fine[y * FINE_BINS + x] ?? 0;
    return sum;
  }
}

function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
