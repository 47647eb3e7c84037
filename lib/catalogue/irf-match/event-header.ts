import type { IrfCandidate, MatchObservation } from "./candidate";

/**
 * The IRFs that an event header names by CALDB and IRF: same instrument, the same name in their own header or path, and
 * the same database where they say one. Those of the observation's own store come before others.
 */
export function namedByHeader(observation: MatchObservation, candidates: readonly IrfCandidate[]): IrfCandidate[] {
  const { caldb, irf } = observation.analysis;
  if (!irf) return [];
  const found = candidates.filter((candidate) => isNamed(candidate, irf) && isOfDatabase(candidate, caldb ?? null) && isOfInstrument(candidate, observation));
  const own = found.filter(({ collection }) => collection === observation.collection);
  return own.length > 0 ? own : found;
}

function isNamed({ irf, path }: IrfCandidate, name: string): boolean {
  const said = irf.calibrationName ?? irf.analysis?.irf ?? null;
  return said === null ? path.split("/").includes(name) : said === name;
}

/** A calibration database keeps its files under `data/<mission>/<database>/bcf/<name>/`. Source: HEASARC CAL/GEN/92-003. */
function isOfDatabase({ irf, path }: IrfCandidate, database: string | null): boolean {
  const said = irf.analysis?.caldb ?? null;
  if (database === null || said === database) return true;
  return said === null && (path.split("/").includes(database) || !path.split("/").includes("bcf"));
}

function isOfInstrument({ linkedTo }: IrfCandidate, { facility, instrument }: MatchObservation): boolean {
  return linkedTo.facility === facility && linkedTo.instrument === instrument;
}
