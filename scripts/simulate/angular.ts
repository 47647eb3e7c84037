import { blend, bracket } from "@/scripts/simulate/axis";
import { ringSr, type GaussPsfTable, type PsfTable, type RadialPsfTable } from "@/scripts/simulate/irf-tables";
import type { Random } from "@/scripts/simulate/random";
import { choose } from "@/scripts/simulate/signal";

/** Angle between true and reconstructed direction of a gamma ray, degrees. */
export function drawDistanceDeg(psf: PsfTable, energyTev: number, offsetDeg: number, random: Random): number {
  return psf.kind === "psf_3gauss"
    ? drawFromGaussians(psf, energyTev, offsetDeg, random)
    : drawFromRings(psf, energyTev, offsetDeg, random);
}

/** The parameters are interpolated, as gammapy does, and one of the three Gaussians chosen by its share. */
function drawFromGaussians(psf: GaussPsfTable, energyTev: number, offsetDeg: number, random: Random): number {
  const e = bracket(psf.energy, energyTev);
  const o = bracket(psf.offset, offsetDeg, true);
  const row = psf.energy.centers.length;
  const at = e.index + row * o.index;
  const value = (table: Float32Array) =>
    (1 - o.weight) * blend(table, at, 1, e.weight) + o.weight * blend(table, at + row, 1, e.weight);
  const sigmas = psf.sigmaDeg.map(value);
  const amplitudes = [1, value(psf.amplitude2), value(psf.amplitude3)];
  const shares = sigmas.map((sigma, i) => amplitudes[i]! * sigma * sigma);
  let left = random.uniform() * shares.reduce((sum, share) => sum + share, 0);
  let chosen = 0;
  while (chosen < 2 && left >= shares[chosen]!) left -= shares[chosen++]!;
  return sigmas[chosen]! * Math.sqrt(-2 * Math.log(1 - random.uniform()));
}

/** Chooses the distribution of a neighbouring energy and offset, then a ring, then a place in the ring by its area. */
function drawFromRings(psf: RadialPsfTable, energyTev: number, offsetDeg: number, random: Random): number {
  const { energy, offset, radius, perSr } = psf;
  const e = choose(bracket(energy, energyTev, true), random);
  const o = choose(bracket(offset, offsetDeg, true), random);
  const [energies, offsets] = [energy.centers.length, offset.centers.length];
  let left = random.uniform();
  for (let r = 0; r < radius.centers.length; r++) {
    const share = perSr[e + energies * (o + offsets * r)]! * ringSr(radius, r);
    if (left < share) return Math.sqrt(radius.lo[r]! ** 2 + (left / share) * (radius.hi[r]! ** 2 - radius.lo[r]! ** 2));
    left -= share;
  }
  return radius.hi.at(-1)!;
}
