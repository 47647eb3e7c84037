/**
 * The simulated telescopes' response, as formulas. They are shaped after published performance of four 12 m
 * telescopes, not fitted to any: what matters is that every response varies with energy, offset and zenith as in
 * the field. Towards the horizon showers are further away: the threshold rises and the light pool grows.
 */

const degPerRad = 180 / Math.PI;

function cosZenith(zenithDeg: number): number {
  return Math.cos(zenithDeg / degPerRad);
}

/** Energy at which half of the showers in the light pool are selected, TeV: 0.25 at zenith 20, 0.75 at 55 degrees. */
export function thresholdTev(zenithDeg: number): number {
  return 0.22 * cosZenith(zenithDeg) ** -2.2;
}

/** Fraction of showers selected, rising steeply through the threshold. */
function selected(energyTev: number, zenithDeg: number): number {
  return 1 / (1 + (energyTev / thresholdTev(zenithDeg)) ** -3.2);
}

/** Effective area for gamma rays after selection, m2; true energy. */
export function effectiveAreaM2(energyTev: number, offsetDeg: number, zenithDeg: number): number {
  const lightPoolM2 = 1.1e5 * cosZenith(zenithDeg) ** -1.4;
  const growth = energyTev ** 0.12 / (1 + (energyTev / 90) ** 1.5);
  const widthDeg = 1.75 + 0.2 * Math.log10(energyTev);
  return lightPoolM2 * growth * selected(energyTev, zenithDeg) * Math.exp(-0.5 * (offsetDeg / widthDeg) ** 2);
}

/** Reconstructed over true energy: log-normal. Below the threshold only upward fluctuations are selected. */
export function migration(energyTev: number, offsetDeg: number, zenithDeg: number): { bias: number; width: number } {
  const ratio = energyTev / thresholdTev(zenithDeg);
  return {
    bias: 0.2 / (1 + (2 * ratio) ** 2) - 0.01 * offsetDeg,
    width: 0.11 + 0.06 / (1 + ratio) + 0.012 * offsetDeg,
  };
}

/** Angular response: three Gaussians. Widths in degrees, amplitudes relative to the first. */
export function threeGaussians(energyTev: number, offsetDeg: number, zenithDeg: number) {
  const ratio = energyTev / thresholdTev(zenithDeg);
  const sigmaDeg = (0.034 + 0.03 / (1 + ratio)) * (1 + 0.08 * offsetDeg ** 2);
  return {
    sigmaDeg: [sigmaDeg, 2 * sigmaDeg, 3.6 * sigmaDeg] as const,
    amplitude: [1, 0.12 + 0.03 * offsetDeg, 0.006 + 0.002 * offsetDeg] as const,
  };
}

/** Rate of cosmic rays that pass the selection, s-1 MeV-1 sr-1; reconstructed energy, per observation time. */
export function backgroundRate(energyTev: number, offsetDeg: number, zenithDeg: number): number {
  const perTev = 108 * cosZenith(zenithDeg) ** -1.4 * energyTev ** -2.75 * selected(energyTev, zenithDeg);
  const widthDeg = 1.4 + 0.15 * Math.log10(energyTev);
  return 1e-6 * perTev * Math.exp(-0.5 * (offsetDeg / widthDeg) ** 2);
}
