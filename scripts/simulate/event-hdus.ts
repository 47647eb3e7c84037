import type { FitsCard, FitsTable } from "@/lib/fits/write";
import { classCards, durationCards, originCards, pointingCards, siteCards, timeCards } from "@/scripts/simulate/cards";
import type { Observation } from "@/scripts/simulate/observation";
import { observatory } from "@/scripts/simulate/observatory";

/** The EVENTS table. Source: GADF 0.3, EVENTS. EVENT_ID counts in order of time and tells nothing about origin. */
export function eventsTable(observation: Observation, observer: string, irfName: string): FitsTable {
  const { plan, events } = observation;
  return {
    name: "EVENTS",
    cards: [
      ...classCards("EVENTS", "ACCEPTED"),
      ...originCards(),
      { keyword: "OBS_ID", value: plan.obsId, comment: "observation" },
      { keyword: "OBSERVER", value: observer, comment: "principal investigator" },
      { keyword: "EV_CLASS", value: observatory.eventClass, comment: "cuts" },
      { keyword: "CALDB", value: observatory.calibrationDatabase, comment: "release of the responses" },
      { keyword: "IRF", value: irfName, comment: "instrument response functions" },
      ...timeCards(),
      ...durationCards(observation),
      ...pointingCards(observation),
      ...siteCards(),
      ...telescopeCards(),
      { keyword: "MUONEFF", value: observation.muonEfficiency, comment: "muon efficiency" },
      { keyword: "NSBLEVEL", value: observation.nightSkyLevel, comment: "night sky, 1 is the darkest field" },
      { keyword: "QUALITY", value: plan.quality, comment: "0 best, 1 for detection, 2 bad" },
    ],
    columns: [
      { name: "EVENT_ID", tform: "K", values: Float64Array.from(events.timeSec, (_, i) => i + 1) },
      { name: "TIME", tform: "D", unit: "s", values: events.timeSec },
      { name: "RA", tform: "E", unit: "deg", values: events.raDeg },
      { name: "DEC", tform: "E", unit: "deg", values: events.decDeg },
      { name: "ENERGY", tform: "E", unit: "TeV", values: events.energyTev },
    ],
  };
}

function telescopeCards(): FitsCard[] {
  const { telescopeIds, site } = observatory;
  return [
    { keyword: "N_TELS", value: telescopeIds.length, comment: "telescopes that took part" },
    { keyword: "TELLIST", value: telescopeIds.join(",") },
    { keyword: "TASSIGN", value: site.name, comment: "where times are taken" },
  ];
}

/** The good time intervals. Source: GADF 0.3, GTI. */
export function gtiTable({ plan, goodTime, startSec, stopSec }: Observation): FitsTable {
  return {
    name: "GTI",
    cards: [
      ...classCards("GTI", "ALL"),
      ...originCards(),
      { keyword: "OBS_ID", value: plan.obsId },
      ...timeCards(),
      { keyword: "TSTART", value: startSec, float: true, comment: "[s] start" },
      { keyword: "TSTOP", value: stopSec, float: true, comment: "[s] end" },
    ],
    columns: [
      { name: "START", tform: "D", unit: "s", values: goodTime.map((interval) => interval.startSec) },
      { name: "STOP", tform: "D", unit: "s", values: goodTime.map((interval) => interval.stopSec) },
    ],
  };
}
