import { schedule } from "@/scripts/simulate/observatory";
import { farFuture, usualDurationSec, type ObservationPlan, type PointSource, type ProjectPlan } from "@/scripts/simulate/plan";
import { fromGalactic } from "@/lib/units/galactic";

/** Two invented sources in the plane, so that nobody takes them for measured ones. */
export const surveySources: readonly PointSource[] = [
  { name: "SIM-GPS A", direction: fromGalactic(66.6, 0.8), spectrum: { amplitude: 6e-12, index: 2.2 } },
  { name: "SIM-GPS B", direction: fromGalactic(72.8, -0.4), spectrum: { amplitude: 1e-11, index: 2.7 } },
];

const firstLonDeg = 62;
const stepDeg = 0.7;
const pointings = 20;
/** Zenith and azimuth that the shared response is for; the pointings are within a few degrees of it. */
const irfs = { zenithDeg: 20, azimuthDeg: 280 } as const;
/** Nights around the new moon, two pointings in each, the western one first. */
const nights = ["08-09", "08-10", "08-11", "08-12", "08-14", "08-15", "08-16", "08-17", "08-18", "08-19"];

function observations(): ObservationPlan[] {
  return Array.from({ length: pointings }, (_, i) => {
    const lonDeg = firstLonDeg + stepDeg * i;
    const latDeg = i % 2 === 0 ? -0.5 : 0.5;
    const pointing = fromGalactic(lonDeg, latDeg);
    const date = `2023-${nights[Math.floor(i / 2)]}`;
    const hazy = i === 11 || i === 16;
    return {
      obsId: 50301 + i,
      object: "Galactic Plane Survey",
      objectDirection: pointing,
      pointing,
      pointingNote: `survey position l ${lonDeg.toFixed(1)} deg, b ${latDeg} deg`,
      ...schedule(pointing, i % 2 === 0 ? 16.5 : 23.5, "setting", date),
      durationSec: usualDurationSec,
      gaps: i === 5 || i === 16 ? 1 : 0,
      quality: hazy ? 1 : 0,
      note: hazy ? "haze" : "",
      withBackgroundModel: true,
      sources: surveySources,
    };
  });
}

/** Twenty survey pointings that share one IRF file. Hidden and closed. */
export function gpsProject(): ProjectPlan {
  return {
    code: "SIM-GPS",
    title: "Galactic plane survey in Cygnus (simulated)",
    pi: "pi-gps",
    group: "cta/projects/sim-gps",
    store: "sim-gps",
    psf: "psf_3gauss",
    gzip: false,
    irfs,
    metaRelease: farFuture,
    dataRelease: farFuture,
    overrides: new Map(),
    observations: observations(),
  };
}
