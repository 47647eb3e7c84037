import { describe, expect, it } from "vitest";
import { drawDistanceDeg } from "@/scripts/simulate/angular";
import { backgroundRateOf, drawBackground } from "@/scripts/simulate/background";
import { aeffTable, bkgTable, edispTable, gaussPsfTable, radialPsfTable } from "@/scripts/simulate/irf-tables";
import { Random } from "@/scripts/simulate/random";
import { areaM2, drawEnergy, drawTrueEnergy, expectedSignal, integral, type PowerLaw } from "@/scripts/simulate/signal";

const draws = 20_000;
const spectrum: PowerLaw = { amplitude: 3.45e-11, index: 2.6 };
const many = <T>(draw: () => T) => Array.from({ length: draws }, draw);
const share = <T>(values: T[], holds: (value: T) => boolean) => values.filter(holds).length / values.length;
/** Five standard deviations of a share of `draws`. */
const tolerance = (expected: number) => 5 * Math.sqrt((expected * (1 - expected)) / draws);

describe("true energies", () => {
  const aeff = aeffTable(20);
  const signal = expectedSignal(spectrum, aeff, 0.5, 1600);

  it("are as many as area, flux and livetime give", () => {
    let sum = 0;
    for (let i = 0; i < 20_000; i++) {
      const [low, high] = [0.05 * 2000 ** (i / 20_000), 0.05 * 2000 ** ((i + 1) / 20_000)];
      sum += integral(spectrum, low, high) * areaM2(aeff, Math.sqrt(low * high), 0.5) * 1e4 * 1600;
    }
    expect(signal.total / sum).toBeCloseTo(1, 4);
  });

  it("follow the spectrum times the effective area", () => {
    const random = new Random(1, "true energy");
    const energies = many(() => drawTrueEnergy(signal, spectrum, random));
    for (const limitTev of [0.3, 1, 5]) {
      const cell = signal.edgesTev.findIndex((edge) => edge >= limitTev);
      const expected = signal.cumulative[cell - 1]! / signal.total;
      expect(Math.abs(share(energies, (energy) => energy < signal.edgesTev[cell]!) - expected)).toBeLessThan(tolerance(expected));
    }
  });
});

describe("effective area between its values", () => {
  const aeff = aeffTable(20);
  const { centers } = aeff.energy;

  it("is the written one at the bins' centres", () => {
    expect(areaM2(aeff, centers[12]!, aeff.offset.centers[2]!)).toBeCloseTo(aeff.areaM2[12 + centers.length * 2]!, 3);
  });

  it("is half way at half way in the logarithm", () => {
    const middle = Math.sqrt(centers[12]! * centers[13]!);
    const expected = (aeff.areaM2[12]! + aeff.areaM2[13]!) / 2;
    expect(areaM2(aeff, middle, aeff.offset.centers[0]!) / expected).toBeCloseTo(1, 9);
  });
});

describe("reconstructed energies", () => {
  it("scatter as the migration matrix says", () => {
    const edisp = edispTable(20);
    const random = new Random(2, "energy");
    const [e, o, energies, bins] = [18, 1, edisp.energy.centers.length, edisp.migration.centers.length];
    const trueTev = edisp.energy.centers[e]!;
    const ratios = many(() => drawEnergy(edisp, trueTev, edisp.offset.centers[o]!, random) / trueTev);
    let expected = 0;
    for (let m = 0; m < 20; m++) expected += edisp.density[e + energies * (m + bins * o)]! * (edisp.migration.hi[m]! - edisp.migration.lo[m]!);
    expect(expected).toBeGreaterThan(0.1);
    expect(Math.abs(share(ratios, (ratio) => ratio < edisp.migration.hi[19]!) - expected)).toBeLessThan(tolerance(expected));
  });
});

describe("reconstructed directions", () => {
  it("scatter as three Gaussians", () => {
    const psf = gaussPsfTable(20);
    const random = new Random(3, "distance");
    const distances = many(() => drawDistanceDeg(psf, psf.energy.centers[8]!, psf.offset.centers[1]!, random));
    const at = 8 + psf.energy.centers.length;
    const sigmas = psf.sigmaDeg.map((sigma) => sigma[at]!);
    const shares = sigmas.map((sigma, i) => [1, psf.amplitude2[at]!, psf.amplitude3[at]!][i]! * sigma * sigma);
    const total = shares.reduce((sum, value) => sum + value, 0);
    for (const radiusDeg of [0.03, 0.11, 0.25]) {
      const expected = shares.reduce((sum, value, i) => sum + (value / total) * (1 - Math.exp(-0.5 * (radiusDeg / sigmas[i]!) ** 2)), 0);
      expect(Math.abs(share(distances, (distance) => distance < radiusDeg) - expected)).toBeLessThan(tolerance(expected));
    }
  });

  it("scatter alike from the radial table and from the Gaussians it was made of", () => {
    const [gauss, radial] = [gaussPsfTable(20), radialPsfTable(20)];
    const random = new Random(4, "distance");
    const within = (psf: typeof gauss | typeof radial) => share(many(() => drawDistanceDeg(psf, 1, 0.7, random)), (distance) => distance < 0.1);
    expect(Math.abs(within(gauss) - within(radial))).toBeLessThan(0.03);
  });
});

describe("background events", () => {
  const table = bkgTable(20);
  const rate = backgroundRateOf(table);

  it("come at the rate that integrating the table gives", () => {
    // gammapy 1.0: Background3D.integrate_log_log of the same table over all energies and the whole field.
    expect(rate.ratePerSec / 3.8518).toBeCloseTo(1, 2);
  });

  it("fill the field of view evenly around its centre, and thin out towards the edge", () => {
    const random = new Random(5, "background");
    const events = many(() => drawBackground(rate, random));
    expect(Math.abs(share(events, ({ lonDeg }) => lonDeg > 0) - 0.5)).toBeLessThan(tolerance(0.5));
    expect(Math.abs(share(events, ({ latDeg }) => latDeg > 0) - 0.5)).toBeLessThan(tolerance(0.5));
    const inner = share(events, ({ lonDeg, latDeg }) => Math.hypot(lonDeg, latDeg) < 1);
    const ring = share(events, ({ lonDeg, latDeg }) => Math.abs(Math.hypot(lonDeg, latDeg) - 2.5) < 0.2);
    expect(inner / 1).toBeGreaterThan(2 * (ring / (2.7 ** 2 - 2.3 ** 2)));
    expect(events.every(({ energyTev }) => energyTev >= 0.05 && energyTev <= 100.001)).toBe(true);
  });
});
