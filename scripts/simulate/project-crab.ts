import type { SkyPosition } from "@/lib/units/angle";
import { schedule } from "@/scripts/simulate/observatory";
import { farFuture, usualDurationSec, type ObservationPlan, type ProjectPlan } from "@/scripts/simulate/plan";
import type { PowerLaw } from "@/scripts/simulate/signal";
import { offsetBy } from "@/scripts/simulate/sky";

/** The pulsar's position; spectrum of H.E.S.S. 2006 (A&A 457, 899) as a plain power law. */
export const crab: SkyPosition = { raDeg: 83.633083, decDeg: 22.0145 };
export const crabSpectrum: PowerLaw = { amplitude: 3.45e-11, index: 2.6 };

const wobbleDeg = 0.5;
const nights = [
  { date: "2023-12-10", side: "setting", zeniths: [20, 30, 40, 50] },
  { date: "2023-12-12", side: "rising", zeniths: [55, 45, 35, 25] },
] as const;

function observations(): ObservationPlan[] {
  const wished = nights.flatMap(({ date, side, zeniths }) => zeniths.map((zenithDeg) => ({ date, side, zenithDeg })));
  return wished.map(({ date, side, zenithDeg }, i) => {
    const north = i % 2 === 0;
    const pointing = offsetBy(crab, north ? 0 : 180, wobbleDeg);
    const interrupted = i === 3 || i === 6;
    return {
      obsId: 50101 + i,
      object: "Crab Nebula",
      objectDirection: crab,
      pointing,
      pointingNote: `wobble ${north ? "+" : "-"}${wobbleDeg} deg in declination`,
      ...schedule(pointing, zenithDeg, side, date),
      durationSec: usualDurationSec,
      gaps: interrupted ? 2 : 0,
      quality: i === 6 ? 1 : 0,
      note: i === 6 ? "thin clouds" : "",
      withBackgroundModel: true,
      sources: [{ name: "Crab Nebula", direction: crab, spectrum: crabSpectrum }],
    };
  });
}

/** Eight observations of a steady, bright point source at zenith 20 to 55 degrees. Hidden and closed. */
export function crabProject(): ProjectPlan {
  return {
    code: "SIM-CRAB",
    title: "Crab Nebula spectrum at all zenith angles (simulated)",
    pi: "pi-crab",
    group: "cta/projects/sim-crab",
    store: "sim-crab",
    psf: "psf_3gauss",
    gzip: true,
    irfs: "per observation",
    metaRelease: farFuture,
    dataRelease: farFuture,
    overrides: new Map(),
    observations: observations(),
  };
}
