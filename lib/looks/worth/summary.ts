import type { Bins, WorthSummary } from "./schema";

/** An observation of a selection, as the catalogue describes it. */
export interface Chosen {
  readonly key: string;
  readonly readable: boolean;
  readonly targetName: string | null;
  readonly raDeg: number | null;
  readonly decDeg: number | null;
  readonly livetimeSec: number | null;
  readonly zenithDeg: number | null;
  readonly thresholdTeV: number | null;
}

const MOST_TARGETS = 50;
const ZENITH = Array.from({ length: 19 }, (_, i) => i * 5);
/** Five in a decade, 1 GeV to 100 TeV. */
const THRESHOLD = Array.from({ length: 26 }, (_, i) => 10 ** (-3 + i / 5));

/** What a selection holds, from descriptions alone. */
export function summaryOf(chosen: readonly Chosen[]): WorthSummary {
  const targets = new Map<string | null, { observations: number; livetimeSec: number }>();
  for (const { targetName, livetimeSec } of chosen) {
    const sum = targets.get(targetName) ?? { observations: 0, livetimeSec: 0 };
    targets.set(targetName, { observations: sum.observations + 1, livetimeSec: sum.livetimeSec + (livetimeSec ?? 0) });
  }
  const sorted = [...targets].map(([name, sum]) => ({ name, ...sum })).sort((a, b) => b.livetimeSec - a.livetimeSec);
  return {
    observations: chosen.length,
    closed: chosen.filter(({ readable }) => !readable).length,
    livetimeSec: chosen.reduce((sum, { livetimeSec }) => sum + (livetimeSec ?? 0), 0),
    livetimeUnknown: chosen.filter(({ livetimeSec }) => livetimeSec === null).length,
    targets: sorted.slice(0, MOST_TARGETS),
    moreTargets: Math.max(0, sorted.length - MOST_TARGETS),
    zenith: binned(chosen, ZENITH, ({ zenithDeg }) => zenithDeg),
    threshold: binned(chosen, THRESHOLD, ({ thresholdTeV }) => thresholdTeV),
  };
}

function binned(chosen: readonly Chosen[], all: readonly number[], valueOf: (each: Chosen) => number | null): Bins {
  const observations = new Array<number>(all.length - 1).fill(0);
  const livetimeSec = [...observations];
  let unknown = 0;
  for (const each of chosen) {
    const value = valueOf(each);
    const bin = value === null ? -1 : all.findLastIndex((edge) => value >= edge);
    if (bin < 0 || bin >= observations.length) unknown++;
    else {
      observations[bin]!++;
      livetimeSec[bin]! += each.livetimeSec ?? 0;
    }
  }
  return { edges: [...all], observations, livetimeSec, unknown };
}
