import { dateOfMjd, lastDayBefore } from "@/components/search/filter-labels";
import type { FilterChange, FilterName, SearchParams } from "@/components/search/params";
import { positionFilters } from "@/components/search/position-filters";
import { parsePosition } from "@/lib/units/angle";
import { isoToMjd } from "@/lib/units/time";

/** A field whose text could not be read, and what to write instead. */
export type FieldErrors = Partial<Record<"position" | "radiusDeg" | "from" | "until" | "zenithMaxDeg" | "livetimeMin", string>>;

/** The refine fields of the search form as people fill them in; empty text is no filter. */
export type RefineFields = Partial<
  Record<"project" | "instrument" | "dataset" | "position" | "radiusDeg" | "match" | "from" | "until" | "zenithMaxDeg" | "livetimeMin" | "quality" | "access", string>
>;

const isoDate = /^\d{4}-\d{2}-\d{2}$/;
const isoInstant = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)Z?$/;

/** An ISO date or instant in UTC, or an MJD, as MJD (UTC); NaN when it is none of these. */
export function mjdOf(text: string, wholeDay: boolean): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) < 200_000 ? Number(text) : Number.NaN;
  const instant = isoInstant.exec(text);
  const iso = isoDate.test(text) ? `${text}T00:00:00Z` : instant ? `${instant[1]}T${instant[2]}Z` : "";
  if (Number.isNaN(Date.parse(iso))) return Number.NaN;
  return isoToMjd(new Date(iso).toISOString()) + (wholeDay && isoDate.test(text) ? 1 : 0);
}

function bounded(text: string, least: number, most: number): boolean {
  const value = Number(text);
  return Number.isFinite(value) && value >= least && value <= most;
}

/** What the filled-in fields mean as filters of the API, or which of them can not be read. Dates mean whole days. */
export function changeOfForm(fields: RefineFields): { change: FilterChange; errors: FieldErrors } {
  const errors: FieldErrors = {};
  const text = (name: keyof RefineFields) => fields[name]?.trim() || undefined;
  const change: FilterChange = { project: text("project"), instrument: text("instrument"), dataset: text("dataset"), quality: text("quality"), access: text("access") };

  const position = text("position");
  const parsed = position ? parsePosition(position) : null;
  const radiusDeg = text("radiusDeg");
  if (position && !parsed) errors.position = "Write 83.63 22.01 or 05:34:31.9 +22:00:52.";
  if (radiusDeg && (!bounded(radiusDeg, 0, 180) || Number(radiusDeg) === 0)) errors.radiusDeg = "A number of degrees up to 180.";
  if (!radiusDeg && position && text("match") === "pointing") errors.radiusDeg = "A cone on pointings needs a radius.";
  Object.assign(change, parsed ? positionFilters(parsed) : { raDeg: undefined, decDeg: undefined });
  change.radiusDeg = parsed ? radiusDeg : undefined;
  change.match = parsed && text("match") === "pointing" ? "pointing" : undefined;

  const from = text("from");
  const until = text("until");
  const startMjd = from ? mjdOf(from, false) : undefined;
  const endMjd = until ? mjdOf(until, true) : undefined;
  if (Number.isNaN(startMjd)) errors.from = "Write a date as 2004-12-04, or an MJD.";
  if (Number.isNaN(endMjd)) errors.until = "Write a date as 2004-12-04, or an MJD.";
  if (startMjd !== undefined && endMjd !== undefined && startMjd > endMjd) errors.until = "This is before the first date.";
  change.startMjd = startMjd === undefined ? undefined : String(startMjd);
  change.endMjd = endMjd === undefined ? undefined : String(endMjd);

  const zenith = text("zenithMaxDeg");
  if (zenith && !bounded(zenith, 0, 90)) errors.zenithMaxDeg = "A number of degrees up to 90.";
  change.zenithMaxDeg = zenith;
  const livetime = text("livetimeMin");
  if (livetime && !bounded(livetime, 0, 10_000)) errors.livetimeMin = "A number of minutes.";
  change.livetimeMinSec = livetime ? String(Number(livetime) * 60) : undefined;
  return { change, errors };
}

/** What stands in the fields while a search is on view. */
export function fieldsOf(params: SearchParams): RefineFields {
  return {
    project: params.project,
    instrument: params.instrument,
    position: params.raDeg && params.decDeg ? `${params.raDeg} ${params.decDeg}` : undefined,
    radiusDeg: params.radiusDeg,
    match: params.match,
    from: params.startMjd && dateOfMjd(params.startMjd),
    until: params.endMjd && lastDayBefore(params.endMjd),
    zenithMaxDeg: params.zenithMaxDeg,
    livetimeMin: params.livetimeMinSec && String(Number(params.livetimeMinSec) / 60),
    quality: params.quality,
    access: params.access,
  };
}

/** What somebody changed in the fields, of all that stands in them: the box may say the rest more exactly. */
export function changedFields(change: FilterChange, params: SearchParams): FilterChange {
  const before = changeOfForm(fieldsOf(params)).change;
  return Object.fromEntries((Object.keys(change) as FilterName[]).filter((name) => change[name] !== before[name]).map((name) => [name, change[name]]));
}
