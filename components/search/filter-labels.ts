import type { FilterName, ObservationParams } from "@/components/search/params";
import { formatFixed } from "@/lib/units/format";
import { mjdToIso } from "@/lib/units/time";

/** An active filter as a chip shows it, and the names that go when it is taken away. */
export interface FilterChip {
  readonly key: string;
  readonly text: string;
  readonly names: readonly FilterName[];
}

const accessWords: Record<string, string> = { readable: "readable now", visible: "visible", mine: "my projects" };

/** The date of an MJD (UTC) as `2004-12-04`; the text itself when it is no number. */
export function dateOfMjd(mjd: string): string {
  const value = Number(mjd);
  return Number.isFinite(value) && value >= 0 && value < 200_000 ? mjdToIso(value).slice(0, 10) : mjd;
}

/** The last day that a search up to this MJD (UTC, exclusive) counts: 53344 ends with 2004-12-04. */
export function lastDayBefore(mjd: string): string {
  const value = Number(mjd);
  return Number.isFinite(value) && value >= 1 ? dateOfMjd(String(Math.ceil(value) - 1)) : mjd;
}

/** The filters of a search in words, one chip each. A position and what belongs to it is one. */
export function filterChips(filters: ObservationParams): FilterChip[] {
  const chips: FilterChip[] = [];
  const add = (name: FilterName, text: (value: string) => string) => {
    const value = filters[name];
    if (value) chips.push({ key: name, text: text(value), names: [name] });
  };
  add("q", (value) => `“${value}”`);
  add("project", (value) => `Project ${value}`);
  add("target", (value) => `Target ${value}`);
  add("instrument", (value) => `Instrument ${value}`);
  add("collection", (value) => `Collection ${value}`);
  add("dataset", (value) => `Dataset ${value.slice(value.indexOf(":") + 1)}`);
  if (filters.raDeg && filters.decDeg) {
    const at = `${formatFixed(Number(filters.raDeg), 3)}° ${formatFixed(Number(filters.decDeg), 3)}°`;
    const how = filters.match === "pointing" ? `Pointing within ${filters.radiusDeg}° of ${at}` : `Field of view covers ${at}${filters.radiusDeg ? ` within ${filters.radiusDeg}°` : ""}`;
    chips.push({ key: "position", text: how, names: ["raDeg", "decDeg", "radiusDeg", "match", "offsetMaxDeg"] });
  }
  add("offsetMaxDeg", (value) => `Offset ≤ ${value}°`);
  add("startMjd", (value) => `From ${dateOfMjd(value)}`);
  add("endMjd", (value) => `Until ${lastDayBefore(value)}`);
  add("night", (value) => `Night ${value}`);
  add("zenithMaxDeg", (value) => `Zenith ≤ ${value}°`);
  add("livetimeMinSec", (value) => `Livetime ≥ ${formatFixed(Number(value) / 60, 1)} min`);
  add("quality", (value) => `Quality ${value} or better`);
  add("polygon", (value) => `Polygon of ${Math.floor(value.trim().split(/[\s,]+/).length / 2)} vertices`);
  add("basket", (value) => (value === "in" ? "In the basket" : "Not in the basket"));
  add("access", (value) => `Access: ${accessWords[value] ?? value}`);
  return chips;
}
