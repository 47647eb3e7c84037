import type { Loaded } from "./catalogue";
import type { Figure } from "./figure";

/** The design's least rate of loading, observations a second. */
const BUDGET_PER_SECOND = 20_000;

/** How fast a store went into the catalogue. */
export function loadFigure(name: string, what: string, { observations, files, seconds }: Loaded): Figure {
  const perSecond = observations / seconds;
  return {
    name,
    values: { observationsPerSecond: perSecond, seconds, observations, files },
    unit: "observations/s",
    budget: { ratio: perSecond / BUDGET_PER_SECOND, limit: 1, atLeast: true },
    n: 1,
    how: `writeStore in one transaction as airshower_system, ${what}; ratio to ${BUDGET_PER_SECOND} a second`,
  };
}
