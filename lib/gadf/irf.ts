import type { ByteSource, Hdu } from "@/lib/fits/read";
import { calibrationBoundaries } from "@/lib/gadf/calibration-boundary";
import { GadfBadValue } from "@/lib/gadf/errors";
import { analysisKeywords, type AnalysisKeywords } from "@/lib/gadf/event-header";
import { readIrfAxes, type IrfAxes } from "@/lib/gadf/irf-axes";
import { peakFractionEnergy } from "@/lib/gadf/threshold";
import { isoToMjd } from "@/lib/units/time";

export type IrfKind = "aeff" | "edisp" | "psf" | "bkg" | "rad_max";
export type Containment = "full-enclosure" | "point-like";

/** What an IRF's header and axes say; null where they say nothing. Plain JSON. Source: GADF 0.3, irfs. */
export type IrfMetadata = IrfAxes & {
  kind: IrfKind;
  /** As in HDU_CLASS: aeff_2d, edisp_2d, psf_table, psf_3gauss, psf_king, bkg_2d, bkg_3d, rad_max_2d. */
  hduClass: string | null;
  /** HDUCLAS3. */
  containment: Containment | null;
  /** RAD_MAX of a point-like IRF without a rad_max table, degrees. */
  radMaxDeg: number | null;
  /** Observation that the IRF was made for. */
  obsId: string | null;
  zenithDeg: number | null;
  azDeg: number | null;
  muonEfficiency: number | null;
  nsbLevel: number | null;
  /** Days on which it applies, MJD UTC; null: no limit said. */
  validFromMjd: number | null;
  validToMjd: number | null;
  /** LO_THRES and HI_THRES. */
  loThresholdTeV: number | null;
  hiThresholdTeV: number | null;
  /** Of an aeff: where the area nearest to the axis passes 10 percent of its peak. */
  peakFractionTeV: number | null;
  telescope: string | null;
  instrument: string | null;
  /** Name in the calibration database, e.g. South_z20_50h. */
  calibrationName: string | null;
  analysis: AnalysisKeywords;
  /** Where the header disagrees with the hdu-index. */
  notes: string[];
};

const kinds: Record<string, IrfKind> = { EFF_AREA: "aeff", EDISP: "edisp", RPSF: "psf", PSF: "psf", BKG: "bkg", RAD_MAX: "rad_max" };

/**
 * Reads what an IRF HDU says about itself: its header, its axes, and of an effective area one line of its values.
 *
 * @param indexed what the hdu-index calls it, which counts where the header is silent
 * @throws GadfBadValue when neither header nor index says which IRF it is, and the FITS errors.
 */
export async function readIrfMetadata(source: ByteSource, hdu: Hdu, indexed: Indexed = {}): Promise<IrfMetadata> {
  const { header } = hdu;
  const { kind, hduClass, notes } = classify(hdu, indexed);
  const bounds = calibrationBoundaries(header);
  const number = (...keywords: string[]) => keywords.map((keyword) => header.number(keyword)).find((value) => value !== null) ?? null;
  const bound = (name: string) => (bounds.has(name) && bounds.get(name) !== "" && Number.isFinite(Number(bounds.get(name))) ? Number(bounds.get(name)) : null);
  const altDeg = number("ALT_PNT");
  const axes = await readIrfAxes(source, hdu);
  return {
    kind,
    hduClass,
    containment: containmentOf(header.text("HDUCLAS3")),
    radMaxDeg: number("RAD_MAX"),
    obsId: header.text("OBS_ID"),
    ...axes,
    zenithDeg: number("ZENITH", "ZEN_PNT") ?? bound("ZENITH") ?? bound("ZEN") ?? (altDeg === null ? null : 90 - altDeg),
    azDeg: number("AZIMUTH", "AZ_PNT") ?? bound("AZIMUTH") ?? bound("AZ"),
    muonEfficiency: number("MUONEFF") ?? bound("MUONEFF"),
    nsbLevel: number("NSBLEVEL", "NSB") ?? bound("NSBLEVEL") ?? bound("NSB"),
    validFromMjd: dayOf(header.text("VALID_FROM")) ?? moment(header.text("CVSD0001"), header.text("CVST0001")),
    validToMjd: dayOf(header.text("VALID_TO")),
    loThresholdTeV: positive(number("LO_THRES")),
    hiThresholdTeV: positive(number("HI_THRES")),
    peakFractionTeV: kind === "aeff" ? await peakFractionEnergy(source, hdu) : null,
    telescope: header.text("TELESCOP"),
    instrument: header.text("INSTRUME"),
    calibrationName: bounds.get("NAME") || null,
    analysis: withBoundaries(analysisKeywords(hdu), bounds),
    notes,
  };
}

type Indexed = { hduType?: string; hduClass?: string | null };

function classify(hdu: Hdu, indexed: Indexed): { kind: IrfKind; hduClass: string | null; notes: string[] } {
  const hduclas2 = hdu.header.text("HDUCLAS2")?.toUpperCase() ?? "";
  const named = kinds[hduclas2];
  const kind = named ?? Object.values(kinds).find((known) => known === indexed.hduType);
  if (!kind) throw new GadfBadValue(`${hdu.file}, HDU ${hdu.name}: HDUCLAS2 is '${hduclas2}', which names no IRF; one of ${Object.keys(kinds).join(", ")} belongs there`);
  const own = hduClassOf(kind, hdu.header.text("HDUCLAS4"));
  const notes: string[] = [];
  if (named && indexed.hduType && named !== indexed.hduType) notes.push(`the hdu-index calls it ${indexed.hduType}, its header says ${hduclas2}`);
  if (own && indexed.hduClass && own !== indexed.hduClass) notes.push(`the hdu-index gives class ${indexed.hduClass}, its header says ${own}`);
  return { kind, hduClass: own ?? indexed.hduClass ?? null, notes };
}

/** HDUCLAS4 is `AEFF_2D` by GADF, and a bare `2D`, `3GAUSS` in older files. */
function hduClassOf(kind: IrfKind, hduclas4: string | null): string | null {
  const name = hduclas4?.toLowerCase() ?? null;
  if (name === null || name.startsWith(kind)) return name;
  return `${kind}_${name}`;
}

function containmentOf(hduclas3: string | null): Containment | null {
  const name = hduclas3?.toLowerCase().replace("_", "-");
  return name === "full-enclosure" || name === "point-like" ? name : null;
}

function positive(value: number | null): number | null {
  return value !== null && value > 0 ? value : null;
}

/** A date, a date and time, or an MJD. */
function dayOf(text: string | null): number | null {
  if (text === null) return null;
  const mjd = /^\d{5}(\.\d*)?$/.test(text) ? Number(text) : isoToMjd(text);
  return Number.isFinite(mjd) ? mjd : null;
}

function moment(date: string | null, time: string | null): number | null {
  return date === null ? null : dayOf(time === null ? date : `${date}T${time}`);
}

function withBoundaries(analysis: AnalysisKeywords, bounds: ReadonlyMap<string, string>): AnalysisKeywords {
  return {
    ...analysis,
    irf: analysis.irf ?? bounds.get("NAME") ?? null,
    chain: analysis.chain ?? bounds.get("ANALYSIS") ?? null,
    chainVersion: analysis.chainVersion ?? bounds.get("VERSION") ?? null,
    eventType: analysis.eventType ?? bounds.get("CLASS") ?? null,
  };
}
