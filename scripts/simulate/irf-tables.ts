import { linearAxis, logarithmicAxis, type Axis } from "@/scripts/simulate/axis";
import { backgroundRate, effectiveAreaM2, migration, threeGaussians } from "@/scripts/simulate/response";

/*
 * The response as tables of float32, exactly as they are written: events are drawn from these numbers, not from the
 * formulas, so that an analysis that reads the files finds what was put in.
 * Every table is flat, its first axis fastest, as FITS stores it.
 */

const degPerRad = 180 / Math.PI;

/** Effective area, m2: [energy, offset]. */
export type AeffTable = { energy: Axis; offset: Axis; areaM2: Float32Array };
/** Probability density of reconstructed over true energy: [energy, migration, offset]; its integral over migration is 1. */
export type EdispTable = { energy: Axis; migration: Axis; offset: Axis; density: Float32Array };
/** Parameters of three Gaussians: [energy, offset]. `scale` in sr-1, so that the integral over the sky is 1. */
export type GaussPsfTable = {
  kind: "psf_3gauss";
  energy: Axis;
  offset: Axis;
  scale: Float32Array;
  sigmaDeg: readonly [Float32Array, Float32Array, Float32Array];
  amplitude2: Float32Array;
  amplitude3: Float32Array;
};
/** Probability per solid angle, sr-1: [energy, offset, distance]; its integral over the sky is 1. */
export type RadialPsfTable = { kind: "psf_table"; energy: Axis; offset: Axis; radius: Axis; perSr: Float32Array };
export type PsfTable = GaussPsfTable | RadialPsfTable;
/** Background rate, s-1 MeV-1 sr-1: [energy, field-of-view longitude, latitude], axes along RA and Dec. */
export type BkgTable = { energy: Axis; x: Axis; y: Axis; rate: Float32Array };

export type IrfTables = { zenithDeg: number; aeff: AeffTable; edisp: EdispTable; psf: PsfTable; bkg: BkgTable };

export const energyRangeTev = { min: 0.05, max: 100 } as const;
const trueEnergy = (bins: number) => logarithmicAxis(energyRangeTev.min, energyRangeTev.max, bins);
const offsets = () => linearAxis(0, 3.5, 7);

/** Fills a table of two axes. */
function table2(first: Axis, second: Axis, value: (a: number, b: number) => number): Float32Array {
  const values = new Float32Array(first.centers.length * second.centers.length);
  let at = 0;
  for (const b of second.centers) for (const a of first.centers) values[at++] = value(a, b);
  return values;
}

export function aeffTable(zenithDeg: number): AeffTable {
  const energy = trueEnergy(40);
  const offset = offsets();
  return { energy, offset, areaM2: table2(energy, offset, (e, o) => effectiveAreaM2(e, o, zenithDeg)) };
}

export function edispTable(zenithDeg: number): EdispTable {
  const [energy, migra, offset] = [trueEnergy(40), linearAxis(0.2, 3, 70), offsets()];
  const [energies, bins] = [energy.centers.length, migra.centers.length];
  const density = new Float32Array(energies * bins * offset.centers.length);
  offset.centers.forEach((offsetDeg, o) => {
    energy.centers.forEach((energyTev, e) => {
      const { bias, width } = migration(energyTev, offsetDeg, zenithDeg);
      const shape = migra.centers.map((m) => Math.exp(-0.5 * ((Math.log(m) - bias) / width) ** 2) / m);
      const total = shape.reduce((sum, value, m) => sum + value * (migra.hi[m]! - migra.lo[m]!), 0);
      shape.forEach((value, m) => (density[e + energies * (m + bins * o)] = value / total));
    });
  });
  return { energy, migration: migra, offset, density };
}

export function gaussPsfTable(zenithDeg: number): GaussPsfTable {
  const [energy, offset] = [trueEnergy(20), offsets()];
  const of = (pick: (shape: ReturnType<typeof threeGaussians>) => number) =>
    table2(energy, offset, (e, o) => pick(threeGaussians(e, o, zenithDeg)));
  return {
    kind: "psf_3gauss",
    energy,
    offset,
    scale: of((shape) => gaussScale(shape)),
    sigmaDeg: [of((s) => s.sigmaDeg[0]), of((s) => s.sigmaDeg[1]), of((s) => s.sigmaDeg[2])],
    amplitude2: of((s) => s.amplitude[1]),
    amplitude3: of((s) => s.amplitude[2]),
  };
}

/** S of dP/dOmega = S / pi x sum of A_i exp(-r2 / 2 sigma_i2), sr-1. Source: GADF 0.3, psf_3gauss. */
function gaussScale({ sigmaDeg, amplitude }: ReturnType<typeof threeGaussians>): number {
  const sum = sigmaDeg.reduce((total, sigma, i) => total + amplitude[i]! * (sigma / degPerRad) ** 2, 0);
  return 1 / (2 * sum);
}

export function radialPsfTable(zenithDeg: number): RadialPsfTable {
  const [energy, offset, radius] = [trueEnergy(20), offsets(), linearAxis(0, 0.7, 70)];
  const [energies, offsetBins] = [energy.centers.length, offset.centers.length];
  const perSr = new Float32Array(energies * offsetBins * radius.centers.length);
  offset.centers.forEach((offsetDeg, o) => {
    energy.centers.forEach((energyTev, e) => {
      const { sigmaDeg, amplitude } = threeGaussians(energyTev, offsetDeg, zenithDeg);
      const shape = radius.centers.map((r) => sigmaDeg.reduce((sum, sigma, i) => sum + amplitude[i]! * Math.exp(-0.5 * (r / sigma) ** 2), 0));
      const total = shape.reduce((sum, value, r) => sum + value * ringSr(radius, r), 0);
      shape.forEach((value, r) => (perSr[e + energies * (o + offsetBins * r)] = value / total));
    });
  });
  return { kind: "psf_table", energy, offset, radius, perSr };
}

/** Solid angle of a ring, sr, in the flat approximation that holds below one degree. */
export function ringSr(radius: Axis, bin: number): number {
  return (2 * Math.PI * radius.centers[bin]! * (radius.hi[bin]! - radius.lo[bin]!)) / degPerRad ** 2;
}

export function bkgTable(zenithDeg: number): BkgTable {
  const [energy, x, y] = [trueEnergy(20), linearAxis(-3.5, 3.5, 28), linearAxis(-3.5, 3.5, 28)];
  const [energies, columns] = [energy.centers.length, x.centers.length];
  const rate = new Float32Array(energies * columns * y.centers.length);
  y.centers.forEach((yDeg, j) => {
    x.centers.forEach((xDeg, i) => {
      const offsetDeg = Math.hypot(xDeg, yDeg);
      energy.centers.forEach((e, k) => (rate[k + energies * (i + columns * j)] = backgroundRate(e, offsetDeg, zenithDeg)));
    });
  });
  return { energy, x, y, rate };
}

/** All tables for one zenith angle. */
export function irfTables(zenithDeg: number, psf: PsfTable["kind"]): IrfTables {
  return {
    zenithDeg,
    aeff: aeffTable(zenithDeg),
    edisp: edispTable(zenithDeg),
    psf: psf === "psf_3gauss" ? gaussPsfTable(zenithDeg) : radialPsfTable(zenithDeg),
    bkg: bkgTable(zenithDeg),
  };
}
