import type { EventHeader } from "@/lib/gadf/event-header";
import { type GoodTimes, livetime } from "@/lib/gadf/gti";
import type { IrfMetadata } from "@/lib/gadf/irf";
import type { ObsIndexRow } from "@/lib/gadf/obs-index";
import { energyThreshold } from "@/lib/gadf/threshold";
import { nightMjd } from "@/lib/units/time";
import type { LoadedObservation } from "./content";
import { BadObservation } from "./errors";
import { instrumentOf } from "./instruments";
import type { ProjectEntry } from "./projects-file";

export interface ObservationSources {
  /** What messages call the place: file of the obs-index and row. */
  readonly place: string;
  readonly index: ObsIndexRow;
  readonly indexLongitudeDeg: number | null;
  readonly header: EventHeader | null;
  readonly goodTimes: GoodTimes | null;
  readonly aeff: IrfMetadata | null;
  readonly irfKinds: readonly string[];
  readonly project: ProjectEntry | null;
  readonly simulated: boolean;
  readonly notes: readonly string[];
}

/** Differences between index and header that rounding explains: degrees and seconds. */
const POSITION_TOLERANCE_DEG = 1e-3;
const TIME_TOLERANCE_SEC = 1;

/**
 * One observation from all that says something of it. The index and the event header are merged, the more complete
 * first: times from the header (index columns may be single precision), the rest from the index; what differs is noted.
 *
 * @throws BadObservation for a pointed observation without a position, or one without times.
 */
export function describeObservation(sources: ObservationSources): LoadedObservation {
  const { index, header, goodTimes, project } = sources;
  const warnings = [...index.notes, ...(header?.notes ?? []), ...(goodTimes?.notes ?? []), ...sources.notes, ...disagreements(index, header)];
  const obsMode = index.obsMode ?? header?.obsMode ?? null;
  const pointed = index.raDeg !== null ? index : (header ?? index);
  if (pointed.raDeg === null && obsMode !== "DRIFT") {
    throw new BadObservation(`${sources.place}: observation ${index.obsId} is pointed (OBS_MODE ${obsMode ?? "not given"}) and has no position: neither the obs-index nor its EVENTS header has RA_PNT and DEC_PNT`);
  }
  const startMjd = header?.startMjd ?? index.startMjd ?? goodTimes?.startMjd ?? null;
  const endMjd = header?.endMjd ?? index.endMjd ?? goodTimes?.endMjd ?? null;
  if (startMjd === null || endMjd === null) {
    throw new BadObservation(`${sources.place}: observation ${index.obsId} has no time: TSTART, TSTOP and MJDREFI are missing in the obs-index and in its EVENTS header`);
  }
  const deadTimeCorrection = header?.deadTimeCorrection ?? index.deadTimeCorrection;
  const live = livetime({ ontimeSec: goodTimes?.ontimeSec ?? index.ontimeSec ?? 0 }, { deadTimeCorrection, livetimeSec: header?.livetimeSec ?? index.livetimeSec });
  if (goodTimes) warnings.push(...live.notes);
  const instrument = instrumentOf(header?.telescope ?? index.telescope, header?.instrument ?? index.instrument, sources.indexLongitudeDeg ?? header?.longitudeDeg ?? null);
  const override = project?.overrides[String(index.obsId)];
  return {
    obsId: String(index.obsId),
    projectCode: project?.code ?? null,
    metaReleaseOverride: overrideOf(override?.metaReleaseAt),
    dataReleaseOverride: overrideOf(override?.dataReleaseAt),
    obsMode,
    targetName: index.targetName ?? header?.objectName ?? null,
    targetRaDeg: index.targetRaDeg ?? header?.targetRaDeg ?? null,
    targetDecDeg: index.targetDecDeg ?? header?.targetDecDeg ?? null,
    raDeg: pointed.raDeg,
    decDeg: pointed.decDeg,
    altDeg: index.altDeg ?? header?.altDeg ?? null,
    azDeg: index.azDeg ?? header?.azDeg ?? null,
    zenithDeg: index.zenithDeg ?? header?.zenithDeg ?? null,
    fovRadiusDeg: instrument.fovRadiusDeg,
    startMjd,
    endMjd,
    nightMjd: nightMjd(startMjd, instrument.longitudeDeg),
    ontimeSec: goodTimes?.ontimeSec ?? header?.ontimeSec ?? index.ontimeSec,
    livetimeSec: goodTimes ? live.livetimeSec : (index.livetimeSec ?? header?.livetimeSec ?? null),
    deadTimeCorrection,
    instrument: instrument.name,
    facility: instrument.facility,
    telescopeCount: index.telescopeCount ?? header?.telescopeCount ?? null,
    quality: index.quality,
    muonEfficiency: index.muonEfficiency ?? header?.muonEfficiency ?? null,
    nsbLevel: index.nsbLevel ?? header?.nsbLevel ?? null,
    eventCount: header?.eventCount ?? index.eventCount,
    energyThresholdTeV: energyThreshold(sources.aeff, index.safeEnergyLoTeV),
    irfKinds: sources.irfKinds,
    simulated: sources.simulated || (header?.simulated ?? false),
    warnings: [...new Set(warnings)],
    analysis: { ...header?.analysis, caldb: header?.analysis.caldb ?? index.caldb, irf: header?.analysis.irf ?? index.irf, site: instrument.facility },
    indexRow: index.raw,
  };
}

/** A date stated as null keeps closed; a date not stated is no override. */
function overrideOf(date: string | null | undefined): string | null {
  return date === null ? "infinity" : (date ?? null);
}

function disagreements(index: ObsIndexRow, header: EventHeader | null): string[] {
  if (!header) return [];
  const notes: string[] = [];
  const compare = (name: string, a: number | null, b: number | null, tolerance: number, unit: string) => {
    if (a !== null && b !== null && Math.abs(a - b) > tolerance) notes.push(`${name}: the obs-index says ${a}, the EVENTS header ${b} ${unit}`);
  };
  if (header.obsId !== null && header.obsId !== index.obsId) notes.push(`OBS_ID: the obs-index says ${index.obsId}, the EVENTS header ${header.obsId}`);
  compare("RA_PNT", index.raDeg, header.raDeg, POSITION_TOLERANCE_DEG, "deg");
  compare("DEC_PNT", index.decDeg, header.decDeg, POSITION_TOLERANCE_DEG, "deg");
  compare("TSTART (UTC MJD)", index.startMjd, header.startMjd, TIME_TOLERANCE_SEC / 86_400, "");
  compare("LIVETIME", index.livetimeSec, header.livetimeSec, TIME_TOLERANCE_SEC, "s");
  return notes;
}
