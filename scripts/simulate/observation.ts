import { drawDistanceDeg } from "@/scripts/simulate/angular";
import { drawBackground, type BackgroundRate } from "@/scripts/simulate/background";
import type { IrfTables } from "@/scripts/simulate/irf-tables";
import { missionSec } from "@/scripts/simulate/observatory";
import type { ObservationPlan, PointSource } from "@/scripts/simulate/plan";
import { Random } from "@/scripts/simulate/random";
import { drawEnergy, drawTrueEnergy, expectedSignal } from "@/scripts/simulate/signal";
import { fromFieldOfView, offsetBy, separationDeg } from "@/scripts/simulate/sky";

/** Seconds of TT since the time reference. */
export type Interval = { startSec: number; stopSec: number };

/** Reconstructed events in order of time. Nothing tells which of them came from a source: that is not written. */
export type EventList = { timeSec: Float64Array; raDeg: Float32Array; decDeg: Float32Array; energyTev: Float32Array };

/** One observation as it was taken. */
export type Observation = {
  plan: ObservationPlan;
  /** Zenith angle for which the IRFs are that its events were drawn from. */
  irfZenithDeg: number;
  goodTime: readonly Interval[];
  startSec: number;
  stopSec: number;
  /** Sum of the good time intervals. */
  ontimeSec: number;
  /** LIVETIME / ONTIME. */
  deadtimeFactor: number;
  livetimeSec: number;
  /** Light collected by the mirrors, from muon rings, relative to new ones. */
  muonEfficiency: number;
  /** Light of the night sky, relative to the darkest field. */
  nightSkyLevel: number;
  events: EventList;
};

type Event = { timeSec: number; raDeg: number; decDeg: number; energyTev: number };

/**
 * Takes one observation: conditions, good time and events, drawn from the IRF tables given.
 *
 * @param background the prepared background model of the same tables
 */
export function observe(plan: ObservationPlan, irfs: IrfTables, background: BackgroundRate, seed: number): Observation {
  const conditions = new Random(seed, `conditions/${plan.obsId}`);
  const goodTime = drawGoodTime(plan, conditions);
  const ontimeSec = goodTime.reduce((sum, { startSec, stopSec }) => sum + stopSec - startSec, 0);
  const deadtimeFactor = Number(conditions.between(0.943, 0.957).toFixed(5));
  const livetimeSec = ontimeSec * deadtimeFactor;
  const random = new Random(seed, `events/${plan.obsId}`);
  const events = plan.sources.flatMap((source) => signalEvents(source, plan, irfs, livetimeSec, random));
  // GADF: the background rate holds per observation time, without correction for dead time.
  const backgroundEvents = random.poisson(background.ratePerSec * ontimeSec);
  for (let i = 0; i < backgroundEvents; i++) {
    const { energyTev, lonDeg, latDeg } = drawBackground(background, random);
    events.push({ timeSec: 0, energyTev, ...fromFieldOfView(plan.pointing, lonDeg, latDeg) });
  }
  for (const event of events) event.timeSec = momentIn(goodTime, random.uniform() * ontimeSec);
  return {
    plan,
    irfZenithDeg: irfs.zenithDeg,
    goodTime,
    startSec: goodTime[0]!.startSec,
    stopSec: goodTime.at(-1)!.stopSec,
    ontimeSec,
    deadtimeFactor,
    livetimeSec,
    muonEfficiency: Number(conditions.between(0.88, 0.96).toFixed(3)),
    nightSkyLevel: Number(conditions.between(1, 1.3).toFixed(2)),
    events: inOrderOfTime(events),
  };
}

function signalEvents(source: PointSource, plan: ObservationPlan, irfs: IrfTables, livetimeSec: number, random: Random): Event[] {
  const offsetDeg = separationDeg(source.direction, plan.pointing);
  if (offsetDeg > irfs.aeff.offset.hi.at(-1)!) return [];
  const signal = expectedSignal(source.spectrum, irfs.aeff, offsetDeg, livetimeSec);
  return Array.from({ length: random.poisson(signal.total) }, () => {
    const trueTev = drawTrueEnergy(signal, source.spectrum, random);
    const energyTev = drawEnergy(irfs.edisp, trueTev, offsetDeg, random);
    const distanceDeg = drawDistanceDeg(irfs.psf, trueTev, offsetDeg, random);
    return { timeSec: 0, energyTev, ...offsetBy(source.direction, random.between(0, 360), distanceDeg) };
  });
}

/** The observation's span, cut by its gaps of 40 to 120 s, each somewhere in a part of its own. Whole seconds. */
function drawGoodTime(plan: ObservationPlan, random: Random): Interval[] {
  const startSec = Math.round(missionSec(plan.midMjd) - plan.durationSec / 2);
  const stopSec = startSec + plan.durationSec;
  const part = plan.durationSec / (plan.gaps + 1);
  const intervals: Interval[] = [];
  let from = startSec;
  for (let gap = 1; gap <= plan.gaps; gap++) {
    const gapStart = Math.round(startSec + gap * part + random.between(-0.35, 0.35) * part);
    intervals.push({ startSec: from, stopSec: gapStart });
    from = gapStart + Math.round(random.between(40, 120));
  }
  return [...intervals, { startSec: from, stopSec }];
}

/** The moment at which `elapsedSec` of good time have passed. */
function momentIn(goodTime: readonly Interval[], elapsedSec: number): number {
  let left = elapsedSec;
  for (const { startSec, stopSec } of goodTime) {
    if (left < stopSec - startSec) return startSec + left;
    left -= stopSec - startSec;
  }
  return goodTime.at(-1)!.stopSec;
}

function inOrderOfTime(events: Event[]): EventList {
  events.sort((a, b) => a.timeSec - b.timeSec);
  return {
    timeSec: Float64Array.from(events, (event) => event.timeSec),
    raDeg: Float32Array.from(events, (event) => event.raDeg),
    decDeg: Float32Array.from(events, (event) => event.decDeg),
    energyTev: Float32Array.from(events, (event) => event.energyTev),
  };
}
