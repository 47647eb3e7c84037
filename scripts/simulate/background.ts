import { blend, bracket, type Axis } from "@/scripts/simulate/axis";
import type { BkgTable } from "@/scripts/simulate/irf-tables";
import type { Random } from "@/scripts/simulate/random";
import { lowerBound } from "@/scripts/simulate/signal";

const degPerRad = 180 / Math.PI;
const mevPerTev = 1e6;
/** Each bin is cut this fine before events are drawn, so that they follow the interpolated rate and not its steps. */
const finer = { energy: 6, position: 2 };

/** Edges and centres of the finer cells of an axis. */
type Cells = { low: Float64Array; high: Float64Array; center: Float64Array };

/** The background model, ready to draw events from it. `ratePerSec` is the total, per second of observation time. */
export type BackgroundRate = { ratePerSec: number; cumulative: Float64Array; energy: Cells; x: Cells; y: Cells };
export type BackgroundEvent = { energyTev: number; lonDeg: number; latDeg: number };

/**
 * Prepares a background table. Between bin centres its rate is interpolated in the logarithm, over log energy and
 * position, as gammapy does.
 */
export function backgroundRateOf(table: BkgTable): BackgroundRate {
  const energy = cells(table.energy, finer.energy);
  const x = cells(table.x, finer.position);
  const y = cells(table.y, finer.position);
  const [ne, nx, ny] = [energy.center.length, x.center.length, y.center.length];
  const logRate = refineEnergy(table, energy);
  const [bx, by] = [brackets(table.x, x), brackets(table.y, y)];
  const columns = table.x.centers.length;
  const cumulative = new Float64Array(ne * nx * ny);
  let total = 0;
  let at = 0;
  for (let j = 0; j < ny; j++) {
    const latitude = by[j]!;
    for (let i = 0; i < nx; i++) {
      const longitude = bx[i]!;
      const corner = ne * (longitude.index + columns * latitude.index);
      const areaSr = cellSr(x, y, i, j);
      for (let k = 0; k < ne; k++) {
        const south = blend(logRate, corner + k, ne, longitude.weight);
        const north = blend(logRate, corner + k + ne * columns, ne, longitude.weight);
        const rate = Math.exp((1 - latitude.weight) * south + latitude.weight * north);
        total += rate * areaSr * energy.center[k]! * Math.log(energy.high[k]! / energy.low[k]!) * mevPerTev;
        cumulative[at++] = total;
      }
    }
  }
  return { ratePerSec: total, cumulative, energy, x, y };
}

export function drawBackground(rate: BackgroundRate, random: Random): BackgroundEvent {
  const cell = lowerBound(rate.cumulative, random.uniform() * rate.ratePerSec);
  const k = cell % rate.energy.center.length;
  const place = Math.floor(cell / rate.energy.center.length);
  const i = place % rate.x.center.length;
  const j = Math.floor(place / rate.x.center.length);
  return {
    energyTev: rate.energy.low[k]! * (rate.energy.high[k]! / rate.energy.low[k]!) ** random.uniform(),
    lonDeg: random.between(rate.x.low[i]!, rate.x.high[i]!),
    latDeg: random.between(rate.y.low[j]!, rate.y.high[j]!),
  };
}

function cells(axis: Axis, perBin: number): Cells {
  const count = axis.centers.length * perBin;
  const edge = (bin: number, part: number) => {
    const [lo, hi] = [axis.lo[bin]!, axis.hi[bin]!];
    return axis.logarithmic ? lo * (hi / lo) ** (part / perBin) : lo + ((hi - lo) * part) / perBin;
  };
  const low = Float64Array.from({ length: count }, (_, i) => edge(Math.floor(i / perBin), i % perBin));
  const high = Float64Array.from({ length: count }, (_, i) => edge(Math.floor(i / perBin), (i % perBin) + 1));
  const center = low.map((value, i) => (axis.logarithmic ? Math.sqrt(value * high[i]!) : (value + high[i]!) / 2));
  return { low, high, center };
}

function brackets(axis: Axis, { center }: Cells) {
  return Array.from(center, (value) => bracket(axis, value));
}

/** ln of the rate at the finer energies and the table's own positions: [energy, x, y]. */
function refineEnergy(table: BkgTable, energy: Cells): Float64Array {
  const coarse = table.energy.centers.length;
  const places = table.x.centers.length * table.y.centers.length;
  const logs = Float64Array.from(table.rate, Math.log);
  const at = brackets(table.energy, energy);
  const fine = new Float64Array(at.length * places);
  for (let place = 0; place < places; place++) {
    at.forEach(({ index, weight }, k) => (fine[k + at.length * place] = blend(logs, index + coarse * place, 1, weight)));
  }
  return fine;
}

/** Solid angle of a cell in spherical field-of-view coordinates, sr. */
function cellSr(x: Cells, y: Cells, i: number, j: number): number {
  const width = (x.high[i]! - x.low[i]!) / degPerRad;
  const height = (y.high[j]! - y.low[j]!) / degPerRad;
  return width * height * Math.cos(y.center[j]! / degPerRad);
}
