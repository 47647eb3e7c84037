import { keyNamed } from "@/components/search/grammar/keys";
import { quoted } from "@/components/search/grammar/tokens";
import type { FilterName, ObservationParams } from "@/components/search/params";
import { parsePosition } from "@/lib/units/angle";
import { mjdToIso } from "@/lib/units/time";

/** The filters that the box says. Others stay as they are when the box is read. */
export const saidByBox: readonly FilterName[] = ["q", "project", "target", "instrument", "collection", "raDeg", "decDeg", "radiusDeg", "match", "offsetMaxDeg", "startMjd", "endMjd", "night", "zenithMaxDeg", "livetimeMinSec", "quality", "access"];

/** A search as the box says it; `parseBox` reads the same out of it. */
export function writeBox(filters: ObservationParams): string {
  const words: string[] = [];
  const add = (key: string, value: string | undefined, sign = "") => {
    if (value) words.push(`${key}:${sign}${quoted(value)}`);
  };
  const { q, raDeg, decDeg } = filters;
  if (q) words.push(freeWords(q, Boolean(raDeg && decDeg)));
  add("project", filters.project);
  add("target", filters.target);
  add("instrument", filters.instrument);
  add("collection", filters.collection);
  if (raDeg && decDeg) words.push(`near:${raDeg},${decDeg}`);
  add("radius", filters.radiusDeg);
  add("match", filters.match);
  add("offset", filters.offsetMaxDeg, "<");
  if (filters.startMjd) words.push(`after:${firstDay(filters.startMjd)}`);
  if (filters.endMjd) words.push(lastDay(filters.endMjd));
  add("night", filters.night);
  add("zenith", filters.zenithMaxDeg, "<");
  if (filters.livetimeMinSec) words.push(`livetime:>${livetime(filters.livetimeMinSec)}`);
  add("quality", filters.quality, "<=");
  add("access", filters.access);
  return words.join(" ");
}

/** In quotes where they would be read as something else: a key, a position, or, beside a radius, a place. */
function freeWords(q: string, hasPlace: boolean): string {
  const isPlain = !/[":]/.test(q) || (/^[a-z0-9][a-z0-9._-]{0,62}:\d{1,18}$/.test(q) && !keyNamed(q.slice(0, q.indexOf(":"))));
  return isPlain && (hasPlace || parsePosition(q) === null) ? q : `"${q.replaceAll('"', "")}"`;
}

function isWhole(mjd: string): boolean {
  return /^\d+$/.test(mjd) && Number(mjd) > 0 && Number(mjd) < 200_000;
}

const dayOf = (mjd: number) => mjdToIso(mjd).slice(0, 10);

/** A day where it begins with one, else the MJD itself. */
function firstDay(mjd: string): string {
  return isWhole(mjd) ? dayOf(Number(mjd)) : mjd;
}

function lastDay(mjd: string): string {
  return isWhole(mjd) ? `until:${dayOf(Number(mjd) - 1)}` : `until:${mjd}`;
}

function livetime(seconds: string): string {
  const minutes = Number(seconds) / 60;
  return Number.isInteger(minutes * 100) ? String(minutes) : `${seconds}s`;
}
