import type { Hdu } from "@/lib/fits/read";
import { pointing, target, telescopeCount } from "@/lib/gadf/placeholders";
import { timeReference } from "@/lib/gadf/time-keywords";
import { utcMjd, type TimeReference } from "@/lib/units/time";

/** What made the events, as the header words it. */
export type AnalysisKeywords = {
  caldb: string | null;
  irf: string | null;
  /** Program that wrote the file (CREATOR). */
  creator: string | null;
  origin: string | null;
  /** Reconstruction chain: ANA_CHAIN, ANALYSIS, SOFTWARE or PIPELINE. */
  chain: string | null;
  chainVersion: string | null;
  /** Cuts: EV_CLASS, EVT_CUTS, CUTS or CONFIG. */
  cuts: string | null;
  eventType: string | null;
  /** Telescopes or layout: TELLIST, or TELPAT (bit n: telescope n) as such a list, SUBARRAY or ARRAY. */
  arrayLayout: string | null;
};

/**
 * The header of an event list; null where it says nothing, placeholders included (see `notes`). Positions are ICRS
 * degrees, moments UTC. Source: GADF 0.3, events.
 */
export type EventHeader = {
  obsId: bigint | null;
  obsMode: string | null;
  time: TimeReference | null;
  startMjd: number | null;
  endMjd: number | null;
  ontimeSec: number | null;
  livetimeSec: number | null;
  /** DEADC: livetime / ontime. */
  deadTimeCorrection: number | null;
  objectName: string | null;
  raDeg: number | null;
  decDeg: number | null;
  targetRaDeg: number | null;
  targetDecDeg: number | null;
  altDeg: number | null;
  azDeg: number | null;
  zenithDeg: number | null;
  muonEfficiency: number | null;
  nsbLevel: number | null;
  telescope: string | null;
  instrument: string | null;
  telescopeCount: number | null;
  telescopeList: string | null;
  energyUnit: string | null;
  longitudeDeg: number | null;
  latitudeDeg: number | null;
  /** Rows of the table. */
  eventCount: number;
  /** Written by a simulation: true values (MC_ID) are among the columns, or the header names simulated sources. */
  simulated: boolean;
  hduClass: string | null;
  analysis: AnalysisKeywords;
  notes: string[];
};

/** Reads the header of an EVENTS HDU. @throws GadfBadValue for a TIMESYS that is none. */
export function readEventHeader(hdu: Hdu): EventHeader {
  const { header } = hdu;
  const notes: string[] = [];
  const time = timeReference(header, `${hdu.file}, HDU ${hdu.name}`);
  const moment = (keyword: string) => {
    const seconds = header.number(keyword);
    return seconds === null || time === null ? null : utcMjd(seconds, time);
  };
  const obsMode = header.text("OBS_MODE")?.toUpperCase() ?? null;
  const given = { raDeg: header.number("RA_PNT"), decDeg: header.number("DEC_PNT"), altDeg: header.number("ALT_PNT"), azDeg: header.number("AZ_PNT"), zenithDeg: header.number("ZEN_PNT"), obsMode };
  const obsId = header.get("OBS_ID");
  return {
    obsId: typeof obsId === "bigint" || Number.isSafeInteger(obsId) ? BigInt(obsId as number) : null,
    obsMode,
    time,
    startMjd: moment("TSTART"),
    endMjd: moment("TSTOP"),
    ontimeSec: header.number("ONTIME"),
    livetimeSec: header.number("LIVETIME"),
    deadTimeCorrection: header.number("DEADC"),
    objectName: header.text("OBJECT"),
    ...pointing(given, notes),
    ...target({ raDeg: header.number("RA_OBJ"), decDeg: header.number("DEC_OBJ") }, notes),
    muonEfficiency: header.number("MUONEFF"),
    nsbLevel: header.number("NSBLEVEL"),
    telescope: header.text("TELESCOP"),
    instrument: header.text("INSTRUME"),
    telescopeCount: telescopeCount(header.number("N_TELS"), notes),
    telescopeList: header.text("TELLIST"),
    energyUnit: header.text("EUNIT"),
    longitudeDeg: header.number("GEOLON"),
    latitudeDeg: header.number("GEOLAT"),
    eventCount: header.number("NAXIS2") ?? 0,
    simulated: isSimulated(hdu),
    hduClass: header.text("HDUCLAS1"),
    analysis: analysisKeywords(hdu),
    notes,
  };
}

/** What the header says about the program, chain, cuts and event type behind its data. */
export function analysisKeywords({ header }: Hdu): AnalysisKeywords {
  const first = (...keywords: string[]) => keywords.map((keyword) => header.text(keyword)).find((text) => text !== null) ?? null;
  return {
    caldb: first("CALDB"),
    irf: first("IRF"),
    creator: first("CREATOR"),
    origin: first("ORIGIN"),
    chain: first("ANA_CHAIN", "ANALYSIS", "SOFTWARE", "PIPELINE"),
    chainVersion: first("ANA_VER", "SOFTVER", "SOFTVERS", "VERSION"),
    cuts: first("EV_CLASS", "EVT_CUTS", "CUTS", "CONFIG"),
    eventType: first("EVT_TYPE", "EVTYPE", "EVENT_TYPE"),
    arrayLayout: first("TELLIST") ?? telescopesOf(header.number("TELPAT")) ?? first("SUBARRAY", "ARRAY"),
  };
}

function telescopesOf(pattern: number | null): string | null {
  if (pattern === null) return null;
  const numbers = Array.from({ length: 31 }, (_, bit) => bit).filter((bit) => (pattern >> bit) & 1);
  return numbers.join(",") || null;
}

function isSimulated({ header }: Hdu): boolean {
  const columns = header.cards.some(({ keyword, value }) => /^TTYPE\d+$/.test(keyword) && /^(MC_ID|MC_ENERGY|MC_RA|MC_DEC|TRUE_ENERGY)$/i.test(String(value)));
  return columns || header.number("NMCIDS") !== null || header.get("SIMULATE") === true;
}
