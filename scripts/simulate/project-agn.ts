import type { SkyPosition } from "@/lib/units/angle";
import { schedule } from "@/scripts/simulate/observatory";
import { farFuture, usualDurationSec, type ObservationPlan, type ProjectPlan } from "@/scripts/simulate/plan";
import { offsetBy } from "@/scripts/simulate/sky";

const markarian421: SkyPosition = { raDeg: 166.113808, decDeg: 38.208833 };
const wobbleDeg = 0.5;
const index = 2.4;
/** Flux at 1 TeV of the quiet source, cm-2 s-1 TeV-1. */
const quietAmplitude = 9e-12;

/**
 * The light curve: flux at 1 TeV, in units of the quiet flux, of each observation. A quiet night a year earlier, then
 * a flare of five nights that rises within a night, peaks in the third and falls.
 */
export const lightCurve = [
  { date: "2022-03-02", flux: [1, 1.1] },
  { date: "2023-02-16", flux: [1.2, 1.6] },
  { date: "2023-02-17", flux: [2.5, 3.6] },
  { date: "2023-02-18", flux: [6, 5.2] },
  { date: "2023-02-19", flux: [3.4, 2.8] },
  { date: "2023-02-20", flux: [1.7, 1.3] },
] as const;

/** OBS_ID without a background model in its file: the analysis of spectra by reflected regions needs none. */
export const observationWithoutBackgroundModel = 50212;

function observations(): ObservationPlan[] {
  const planned = lightCurve.flatMap(({ date, flux }) =>
    flux.map((factor, i) => ({ date, factor, zenithDeg: i === 0 ? 26 : 17 })),
  );
  return planned.map(({ date, factor, zenithDeg }, i) => {
    const obsId = 50201 + i;
    const east = i % 2 === 0;
    const pointing = offsetBy(markarian421, east ? 90 : 270, wobbleDeg);
    const withBackgroundModel = obsId !== observationWithoutBackgroundModel;
    return {
      obsId,
      object: "Mrk 421",
      objectDirection: markarian421,
      pointing,
      pointingNote: `wobble ${wobbleDeg} deg to the ${east ? "east" : "west"}`,
      ...schedule(pointing, zenithDeg, "rising", date),
      durationSec: usualDurationSec,
      gaps: i === 4 ? 1 : 0,
      quality: withBackgroundModel ? (i === 4 ? 1 : 0) : 2,
      note: withBackgroundModel ? (i === 4 ? "thin clouds" : "") : "no background model (bkg)",
      withBackgroundModel,
      sources: [{ name: "Mrk 421", direction: markarian421, spectrum: { amplitude: quietAmplitude * factor, index } }],
    };
  });
}

/** Twelve observations of a flaring point source. Announced, but closed; the first night is public. */
export function agnProject(): ProjectPlan {
  const open = { metaReleaseAt: "2023-03-02T00:00:00Z", dataReleaseAt: "2024-03-02T00:00:00Z" };
  return {
    code: "SIM-AGN",
    title: "Flares of Mrk 421 (simulated)",
    pi: "pi-agn",
    group: "cta/projects/sim-agn",
    store: "sim-agn",
    psf: "psf_table",
    gzip: true,
    irfs: "per observation",
    metaRelease: { from: "observation", months: 1 },
    dataRelease: farFuture,
    overrides: new Map([
      [50201, open],
      [50202, open],
    ]),
    observations: observations(),
  };
}
