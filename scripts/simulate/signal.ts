import { blend, bracket } from "@/scripts/simulate/axis";
import { energyRangeTev, type AeffTable, type EdispTable } from "@/scripts/simulate/irf-tables";
import type { Random } from "@/scripts/simulate/random";

const cm2PerM2 = 1e4;
const cellsPerDecade = 300;

/** dN/dE = amplitude x (E / 1 TeV)^-index, amplitude in cm-2 s-1 TeV-1. */
export type PowerLaw = { amplitude: number; index: number };

/** Number of gamma rays that a source sends through each energy cell of the response, and where the cells lie. */
export type ExpectedSignal = { edgesTev: Float64Array; cumulative: Float64Array; total: number };

/**
 * Expected number of selected gamma rays, by true energy.
 *
 * @param offsetDeg angle between source and pointing, which fixes the effective area
 * @param livetimeSec good time corrected for dead time
 */
export function expectedSignal(spectrum: PowerLaw, aeff: AeffTable, offsetDeg: number, livetimeSec: number): ExpectedSignal {
  const { min, max } = energyRangeTev;
  const cells = Math.round(Math.log10(max / min) * cellsPerDecade);
  const edgesTev = Float64Array.from({ length: cells + 1 }, (_, i) => min * (max / min) ** (i / cells));
  const cumulative = new Float64Array(cells);
  let total = 0;
  for (let i = 0; i < cells; i++) {
    const [low, high] = [edgesTev[i]!, edgesTev[i + 1]!];
    const areaCm2 = areaM2(aeff, Math.sqrt(low * high), offsetDeg) * cm2PerM2;
    total += integral(spectrum, low, high) * areaCm2 * livetimeSec;
    cumulative[i] = total;
  }
  return { edgesTev, cumulative, total };
}

/** cm-2 s-1 between two energies in TeV. The index is not 1. */
export function integral({ amplitude, index }: PowerLaw, lowTev: number, highTev: number): number {
  return (amplitude / (1 - index)) * (highTev ** (1 - index) - lowTev ** (1 - index));
}

/** Effective area between the written values, as gammapy interpolates it: linear in log energy and in offset. */
export function areaM2({ energy, offset, areaM2: area }: AeffTable, energyTev: number, offsetDeg: number): number {
  const e = bracket(energy, energyTev);
  const o = bracket(offset, offsetDeg);
  const row = energy.centers.length;
  const at = e.index + row * o.index;
  const near = blend(area, at, 1, e.weight);
  const far = blend(area, at + row, 1, e.weight);
  return Math.max(0, (1 - o.weight) * near + o.weight * far);
}

/** True energy of one gamma ray, TeV. */
export function drawTrueEnergy(signal: ExpectedSignal, { index }: PowerLaw, random: Random): number {
  const cell = lowerBound(signal.cumulative, random.uniform() * signal.total);
  const low = signal.edgesTev[cell]! ** (1 - index);
  const high = signal.edgesTev[cell + 1]! ** (1 - index);
  return (low + random.uniform() * (high - low)) ** (1 / (1 - index));
}

/**
 * Reconstructed energy of a gamma ray, TeV. Interpolating densities linearly is the same as choosing one of the
 * neighbouring distributions with the interpolation's weight, which is what happens here.
 */
export function drawEnergy(edisp: EdispTable, energyTev: number, offsetDeg: number, random: Random): number {
  const { energy, migration, offset, density } = edisp;
  const e = choose(bracket(energy, energyTev, true), random);
  const o = choose(bracket(offset, offsetDeg, true), random);
  const [energies, bins] = [energy.centers.length, migration.centers.length];
  let left = random.uniform();
  for (let m = 0; m < bins; m++) {
    const [low, high] = [migration.lo[m]!, migration.hi[m]!];
    const share = density[e + energies * (m + bins * o)]! * (high - low);
    if (left < share) return energyTev * (low + (left / share) * (high - low));
    left -= share;
  }
  // float32 values sum to one within 1e-6: the little that can be left belongs to the last bin.
  return energyTev * migration.hi[bins - 1]!;
}

/** One of the two bins of a bracket, at random by its weight. */
export function choose({ index, weight }: { index: number; weight: number }, random: Random): number {
  return random.uniform() < weight ? index + 1 : index;
}

/** Index of the first value that exceeds `wanted` in an ascending list. */
export function lowerBound(values: Float64Array, wanted: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! > wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}
