import { textColumn, type FitsCard, type FitsColumn, type FitsTable } from "@/lib/fits/write";
import { classCards, originCards, siteCards, timeCards } from "@/scripts/simulate/cards";
import { energyRangeTev } from "@/scripts/simulate/irf-tables";
import type { Observation } from "@/scripts/simulate/observation";
import { observatory, ttDateTime } from "@/scripts/simulate/observatory";
import { thresholdTev } from "@/scripts/simulate/response";
import { toGalactic } from "@/lib/units/galactic";
import { separationDeg } from "@/scripts/simulate/sky";

/** One row of the hdu-index: where an HDU of an observation is. Size and checksum are those of the file. */
export type HduRow = {
  obsId: number;
  hduType: string;
  hduClass: string;
  fileDir: string;
  fileName: string;
  hduName: string;
  sizeBytes: number;
  md5: string;
};

/** Source: GADF 0.3, hdu-index. */
export function hduIndexTable(rows: readonly HduRow[]): FitsTable {
  return {
    name: "HDU_INDEX",
    cards: [...classCards("INDEX", "HDU"), ...originCards()],
    columns: [
      { name: "OBS_ID", tform: "K", values: rows.map((row) => row.obsId) },
      textColumn("HDU_TYPE", rows.map((row) => row.hduType)),
      textColumn("HDU_CLASS", rows.map((row) => row.hduClass)),
      textColumn("FILE_DIR", rows.map((row) => row.fileDir)),
      textColumn("FILE_NAME", rows.map((row) => row.fileName)),
      textColumn("HDU_NAME", rows.map((row) => row.hduName)),
      { name: "SIZE", tform: "K", unit: "byte", values: rows.map((row) => row.sizeBytes) },
      textColumn("MD5", rows.map((row) => row.md5)),
    ],
  };
}

/** Source: GADF 0.3, obs-index; NOTE is ours and says what an analyst must know. */
export function obsIndexTable(observations: readonly Observation[]): FitsTable {
  const telescopes = observatory.telescopeIds;
  const number = (name: string, tform: string, unit: string | null, value: (o: Observation) => number): FitsColumn => ({
    name,
    tform,
    unit,
    values: observations.map(value),
  });
  const text = (name: string, value: (o: Observation) => string) => textColumn(name, observations.map(value));
  return {
    name: "OBS_INDEX",
    cards: indexCards(),
    columns: [
      number("OBS_ID", "K", null, (o) => o.plan.obsId),
      text("OBS_MODE", () => "POINTING"),
      number("RA_PNT", "D", "deg", (o) => o.plan.pointing.raDeg),
      number("DEC_PNT", "D", "deg", (o) => o.plan.pointing.decDeg),
      number("GLON_PNT", "D", "deg", (o) => toGalactic(o.plan.pointing).lonDeg),
      number("GLAT_PNT", "D", "deg", (o) => toGalactic(o.plan.pointing).latDeg),
      number("ZEN_PNT", "D", "deg", (o) => o.plan.zenithDeg),
      number("ALT_PNT", "D", "deg", (o) => 90 - o.plan.zenithDeg),
      number("AZ_PNT", "D", "deg", (o) => o.plan.azimuthDeg),
      text("OBJECT", (o) => o.plan.object),
      number("RA_OBJ", "D", "deg", (o) => o.plan.objectDirection.raDeg),
      number("DEC_OBJ", "D", "deg", (o) => o.plan.objectDirection.decDeg),
      number("OFFSET_OBJ", "D", "deg", (o) => separationDeg(o.plan.pointing, o.plan.objectDirection)),
      number("ONTIME", "D", "s", (o) => o.ontimeSec),
      number("LIVETIME", "D", "s", (o) => o.livetimeSec),
      number("DEADC", "D", null, (o) => o.deadtimeFactor),
      number("TSTART", "D", "s", (o) => o.startSec),
      number("TSTOP", "D", "s", (o) => o.stopSec),
      text("DATE-OBS", (o) => ttDateTime(o.startSec).date),
      text("TIME-OBS", (o) => ttDateTime(o.startSec).time),
      text("DATE-END", (o) => ttDateTime(o.stopSec).date),
      text("TIME-END", (o) => ttDateTime(o.stopSec).time),
      number("N_TELS", "K", null, () => telescopes.length),
      text("TELLIST", () => telescopes.join(",")),
      number("QUALITY", "K", null, (o) => o.plan.quality),
      number("MUONEFF", "E", null, (o) => o.muonEfficiency),
      number("NSBLEVEL", "E", null, (o) => o.nightSkyLevel),
      number("EVENT_COUNT", "K", null, (o) => o.events.timeSec.length),
      text("TARGET_NAME", (o) => o.plan.object),
      number("SAFE_ENERGY_LO", "E", "TeV", (o) => thresholdTev(o.irfZenithDeg)),
      number("SAFE_ENERGY_HI", "E", "TeV", () => energyRangeTev.max),
      text("NOTE", (o) => o.plan.note),
    ],
  };
}

function indexCards(): FitsCard[] {
  return [...classCards("INDEX", "OBS"), ...originCards(), ...timeCards(), ...siteCards()];
}
