import type { Observation } from "@/lib/catalogue/schemas";

export type CellValue = string | number | boolean | null;

/** One column of an exported list: what it is, and where its value stands. */
export interface ExportColumn {
  /** As in the JSON API. */
  readonly name: string;
  readonly datatype: "double" | "int" | "long" | "boolean" | "text";
  /** IVOA VOUnits. */
  readonly unit?: string;
  /** IVOA UCD1+. */
  readonly ucd: string;
  /** The frame that positions and times refer to. */
  readonly frame?: "icrs" | "utc";
  readonly description: string;
  value(observation: Observation): CellValue;
}

type Plain = { [Name in keyof Observation]: Observation[Name] extends CellValue ? Name : never }[keyof Observation];
const column = (name: Plain, datatype: ExportColumn["datatype"], ucd: string, description: string, more: Pick<ExportColumn, "unit" | "frame"> = {}): ExportColumn => ({
  name,
  datatype,
  ucd,
  description,
  ...more,
  value: (observation) => observation[name],
});

const degrees = { unit: "deg" } as const;
const icrs = { unit: "deg", frame: "icrs" } as const;
const utc = { unit: "d", frame: "utc" } as const;

/** The columns of CSV and VOTable, in their order. Nulls are what the store does not say. */
export const exportColumns: readonly ExportColumn[] = [
  column("id", "text", "meta.id;meta.main", "Public id, collection:obsId"),
  column("collection", "text", "meta.dataset", "GADF store that holds it"),
  column("obsId", "long", "meta.id;obs", "OBS_ID of the store"),
  column("projectCode", "text", "meta.id;obs.proposal", "Project to which it belongs"),
  column("targetName", "text", "meta.id;src", "Target"),
  column("obsMode", "text", "meta.code;obs", "OBS_MODE of the store"),
  column("raDeg", "double", "pos.eq.ra;meta.main", "Right ascension of the pointing", icrs),
  column("decDeg", "double", "pos.eq.dec;meta.main", "Declination of the pointing", icrs),
  column("targetRaDeg", "double", "pos.eq.ra;src", "Right ascension of the target", icrs),
  column("targetDecDeg", "double", "pos.eq.dec;src", "Declination of the target", icrs),
  column("altDeg", "double", "pos.az.alt", "Altitude of the pointing", degrees),
  column("azDeg", "double", "pos.az.azi", "Azimuth of the pointing", degrees),
  column("zenithDeg", "double", "pos.az.zd", "Zenith distance of the pointing", degrees),
  column("offsetDeg", "double", "pos.angDistance", "Distance of the searched position from the pointing", degrees),
  column("fovRadiusDeg", "double", "phys.angSize;instr.fov", "Radius of the field of view", degrees),
  column("startMjd", "double", "time.start;obs.exposure", "Start, UTC", utc),
  column("endMjd", "double", "time.end;obs.exposure", "End, UTC", utc),
  column("night", "text", "time.epoch;obs", "Date of the evening on which the night began at the site"),
  column("ontimeSec", "double", "time.duration;obs.exposure", "Good time", { unit: "s" }),
  column("livetimeSec", "double", "time.duration;obs.exposure", "Good time after dead-time correction", { unit: "s" }),
  column("instrument", "text", "meta.id;instr", "Instrument"),
  column("facility", "text", "meta.id;instr.tel", "Observatory"),
  column("telescopeCount", "int", "meta.number;instr.tel", "Telescopes that took part"),
  column("quality", "int", "meta.code.qual;obs", "Quality by the store, 0 is best"),
  column("eventCount", "long", "meta.number;phot.count", "Events"),
  column("energyThresholdTeV", "double", "em.energy;stat.min", "Energy threshold", { unit: "TeV" }),
  column("sizeBytes", "long", "phys.size;meta.file", "Size of its own files", { unit: "byte" }),
  { name: "irfKinds", datatype: "text", ucd: "meta.code", description: "Kinds of IRF that the store links, separated by blanks", value: ({ irfKinds }) => irfKinds.join(" ") },
  column("simulated", "boolean", "meta.code", "Simulated, not observed"),
  { name: "readable", datatype: "boolean", ucd: "meta.code.status", description: "Whether its files were open to the one who asked", value: ({ access }) => access.readable },
  { name: "opensAt", datatype: "text", ucd: "time.release", description: "When its files open to everybody, ISO 8601 UTC; empty: no date is set", value: ({ access }) => access.opensAt },
  { name: "warnings", datatype: "text", ucd: "meta.note", description: "Oddities that loading found", value: ({ warnings }) => warnings.join("; ") },
];
