import { isoToMjd, mjdToIso } from "@/lib/units/time";

export interface Tick {
  readonly mjd: number;
  readonly text: string;
}

/** What is shown of time, MJD UTC. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const utc = (year: number, month: number) => isoToMjd(new Date(Date.UTC(year, month, 1)).toISOString());
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** From ten years to one month. */
const monthSteps = [120, 60, 24, 12, 6, 3, 1];
const daySteps = [14, 7, 2, 1];

/**
 * Where a time axis is labelled: on beginnings of years and months, or on days; `most` labels at the most. The first one says
 * the year, and so does each with which another one begins.
 */
export function timeTicks({ from, to }: Span, most: number): Tick[] {
  const steps = [...monthSteps.map((step) => monthTicks(from, to, step)), ...daySteps.map((step) => dayTicks(from, to, step))];
  const labelled = steps.filter((ticks) => ticks.length <= most).reduce((best, ticks) => (ticks.length > best.length ? ticks : best), []);
  return labelled.map(({ mjd, short, long }, i) => ({ mjd, text: i > 0 && yearOf(mjd) === yearOf(labelled[i - 1]!.mjd) ? short : long }));
}

interface Label {
  readonly mjd: number;
  /** Without its year, and with it. */
  readonly short: string;
  readonly long: string;
}

const yearOf = (mjd: number) => mjdToIso(mjd).slice(0, 4);

function monthTicks(from: number, to: number, step: number): Label[] {
  const ticks: Label[] = [];
  const [year = 0, month = 1] = mjdToIso(from).split("-").map(Number);
  for (let at = Math.ceil((12 * year + month - 1) / step) * step; ; at += step) {
    const mjd = utc(Math.floor(at / 12), at % 12);
    if (mjd > to) return ticks;
    const [name, its] = [months[at % 12]!, String(Math.floor(at / 12))];
    if (mjd >= from) ticks.push({ mjd, short: name, long: step >= 12 ? its : `${name} ${its}` });
  }
}

function dayTicks(from: number, to: number, step: number): Label[] {
  const first = Math.ceil(from / step) * step;
  const count = Math.max(0, Math.floor((to - first) / step) + 1);
  if (count > 100) return [];
  return Array.from({ length: count }, (_, i) => first + i * step).map((mjd) => ({ mjd, short: mjdToIso(mjd).slice(5, 10), long: mjdToIso(mjd).slice(0, 10) }));
}

/** The span of bins and of what is searched, with a little air. */
export function spanOf(bins: readonly { startMjd: number }[], binDays: number, searched: Partial<Span>): Span | null {
  const edges = [...bins.slice(0, 1).map(({ startMjd }) => startMjd), ...bins.slice(-1).map(({ startMjd }) => startMjd + binDays), ...[searched.from, searched.to].filter((mjd) => mjd !== undefined)];
  if (edges.length === 0) return null;
  const [from, to] = [Math.min(...edges), Math.max(...edges)];
  const air = Math.max(1, (to - from) * 0.01);
  return { from: from - air, to: to + air };
}

/** Round steps of a count axis, at most four above zero. */
export function countTicks(most: number): number[] {
  const raw = Math.max(1, most) / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = Math.max(1, [1, 2, 5, 10].map((each) => each * power).find((each) => each >= raw)!);
  return Array.from({ length: Math.floor(Math.max(1, most) / step) }, (_, i) => (i + 1) * step);
}
