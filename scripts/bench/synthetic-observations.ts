import type { LoadedObservation } from "@/lib/catalogue/load/content";
import { nightMjd } from "@/lib/units/time";
import { Random } from "../simulate/random";
import { projectCode } from "./synthetic-projects";
import { near, type SyntheticTarget } from "./synthetic-skies";

export interface Season {
  readonly code: string;
  readonly firstMjd: number;
  readonly targets: readonly SyntheticTarget[];
}

const FIRST_MJD = 53_000;
/** Today: as in an archive that goes on, some of what follows observations opens in this month. */
const LAST_MJD = 40_587 + Math.floor(Date.now() / 86_400_000);
const SEASON_DAYS = 150;
const TARGETS_PER_PROJECT = 3;
const OFFSET_DEG = 0.7;
const DURATION_DAYS = 28 / 1440;
const NAMIBIA_DEG = 16.5;

/** Each project observes its few targets in one season; the last ones are still going on. */
export function seasonsOf(store: string, random: Random, projects: number, targets: readonly SyntheticTarget[]): Season[] {
  return Array.from({ length: projects }, (_, index) => ({
    code: projectCode(store, index),
    firstMjd: random.between(FIRST_MJD, LAST_MJD - 1),
    targets: Array.from({ length: TARGETS_PER_PROJECT }, () => targets[Math.floor(random.uniform() * targets.length)]!),
  }));
}

export const FIRST_OBS_ID = 100_000;

/** Observations in the order of their ids; a few projects have many, many have few. Always the same for one seed, and on one day. */
export function* syntheticObservations(seed: number, store: string, seasons: readonly Season[], count: number): Generator<LoadedObservation> {
  const random = new Random(seed, `${store}/observations`);
  for (let i = 0; i < count; i++) {
    const season = seasons[Math.floor(seasons.length * random.uniform() ** 1.5)]!;
    yield observation(random, FIRST_OBS_ID + i, season);
  }
}

function observation(random: Random, obsId: number, season: Season): LoadedObservation {
  const target = season.targets[Math.floor(random.uniform() * season.targets.length)]!;
  const pointing = near(random, target, OFFSET_DEG / 2);
  const startMjd = season.firstMjd + random.uniform() * Math.min(SEASON_DAYS, LAST_MJD - season.firstMjd);
  const zenithDeg = random.between(5, 60);
  const quality = Math.floor(3 * random.uniform() ** 3);
  const eventCount = 5000 + Math.floor(20_000 * random.uniform());
  return {
    obsId: String(obsId),
    projectCode: season.code,
    metaReleaseOverride: null,
    dataReleaseOverride: null,
    obsMode: "WOBBLE",
    targetName: target.name,
    targetRaDeg: target.raDeg,
    targetDecDeg: target.decDeg,
    ...pointing,
    altDeg: 90 - zenithDeg,
    azDeg: 360 * random.uniform(),
    zenithDeg,
    fovRadiusDeg: 2.5,
    startMjd,
    endMjd: startMjd + DURATION_DAYS,
    nightMjd: nightMjd(startMjd, NAMIBIA_DEG),
    ontimeSec: DURATION_DAYS * 86_400,
    livetimeSec: DURATION_DAYS * 86_400 * random.between(0.85, 0.98),
    deadTimeCorrection: 0.94,
    instrument: obsId % 10 === 0 ? "CTA South" : "H.E.S.S.",
    facility: "Synthetic",
    telescopeCount: 4,
    quality,
    muonEfficiency: random.between(0.07, 0.1),
    nsbLevel: random.between(0.5, 2),
    eventCount,
    energyThresholdTeV: 0.2 / Math.cos((zenithDeg * Math.PI) / 180) ** 2,
    irfKinds: ["aeff", "edisp", "psf", "bkg"],
    simulated: true,
    warnings: [],
    analysis: { caldb: null, irf: null, creator: "airshower bench", chain: "Synthetic", chainVersion: "1", cuts: "standard", eventType: null, arrayLayout: "1,2,3,4", origin: null, site: "Synthetic" },
    indexRow: indexRow({ obsId, ...pointing, zenithDeg, startMjd, quality, eventCount, target: target.name }),
  };
}

/** As many columns as H.E.S.S. gives in its public release. */
function indexRow(o: { obsId: number; raDeg: number; decDeg: number; zenithDeg: number; startMjd: number; quality: number; eventCount: number; target: string }) {
  const startSec = (o.startMjd - 51_910) * 86_400;
  return {
    OBS_ID: o.obsId, RA_PNT: o.raDeg, DEC_PNT: o.decDeg, ZEN_PNT: o.zenithDeg, ALT_PNT: 90 - o.zenithDeg, AZ_PNT: 180, ONTIME: 1680, LIVETIME: 1580, DEADC: 0.94,
    TSTART: startSec, TSTOP: startSec + 1680, OBJECT: o.target, OBS_MODE: "WOBBLE", N_TELS: 4, TELLIST: "1,2,3,4", QUALITY: o.quality, EVENT_COUNT: o.eventCount, MUONEFF: 0.08,
  };
}
