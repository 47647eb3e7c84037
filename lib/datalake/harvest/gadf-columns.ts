import type { IndexCard, IndexColumn, IndexDefinition } from "@/lib/gadf/index-table";

/** Columns of an obs-index that metadata can fill, with their format and unit. Source: GADF 0.3, obs-index. */
const known = {
  OBS_ID: ["K", null], OBS_MODE: ["A", null], RA_PNT: ["D", "deg"], DEC_PNT: ["D", "deg"], ALT_PNT: ["D", "deg"], AZ_PNT: ["D", "deg"], ZEN_PNT: ["D", "deg"],
  TSTART: ["D", "s"], TSTOP: ["D", "s"], ONTIME: ["D", "s"], LIVETIME: ["D", "s"], DEADC: ["D", null], OBJECT: ["A", null], TARGET_NAME: ["A", null], RA_OBJ: ["D", "deg"], DEC_OBJ: ["D", "deg"],
  N_TELS: ["J", null], TELLIST: ["A", null], QUALITY: ["J", null], MUONEFF: ["D", null], NSBLEVEL: ["D", null], EVENT_COUNT: ["K", null], "DATE-OBS": ["A", null], "TIME-OBS": ["A", null],
  SAFE_ENERGY_LO: ["D", "TeV"], SAFE_ENERGY_HI: ["D", "TeV"], TELESCOP: ["A", null], INSTRUME: ["A", null], CALDB: ["A", null], IRF: ["A", null],
} as const satisfies Record<string, readonly [tform: string, unit: string | null]>;

export type GadfColumn = keyof typeof known;
export const gadfColumns = Object.keys(known) as GadfColumn[];
/** Without these nothing can be said of an observation. */
export const neededColumns: readonly GadfColumn[] = ["OBS_ID", "TSTART", "TSTOP"];

/** What the obs-index of the harvested collection looks like when it is written for a selection. */
export function obsIndexDefinition(columns: readonly GadfColumn[], header: Readonly<Record<string, string | number>>): IndexDefinition {
  return { columns: columns.map((name) => column(name, known[name][0], known[name][1])), cards: cards(header) };
}

/** The hdu-index has a row for each HDU that the mapping says a file has; paths are filled in when it is written. */
export function hduIndexDefinition(): IndexDefinition {
  const text = ["HDU_TYPE", "HDU_CLASS", "FILE_DIR", "FILE_NAME", "HDU_NAME"];
  return { columns: [column("OBS_ID", "K", null), ...text.map((name) => column(name, "A", null))], cards: [] };
}

function column(name: string, tform: string, unit: string | null): IndexColumn {
  return { name, tform: `1${tform}`, unit, dim: null, null: null, scale: 1, zero: 0 };
}

function cards(header: Readonly<Record<string, string | number>>): IndexCard[] {
  return Object.entries(header).map(([keyword, value]) => ({ keyword, value }));
}
