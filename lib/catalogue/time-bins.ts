/** Width of the bins in which `observation_spread` keeps sums, days from MJD 0 on. */
export const TALLIED_DAYS = 32;
/** More bins than this are narrower than a pixel or two, and are merged by twos. */
const MOST_BINS = 300;

interface Bin {
  readonly bin: number;
  readonly count: number;
}

/** Bins of `days` (numbered from MJD 0 on), merged until the whole span has few enough; in order of time. */
export function binsOf(found: readonly Bin[], days: number): { binDays: number; bins: { startMjd: number; count: number }[] } {
  const numbers = found.map(({ bin }) => bin);
  const span = (width: number) => (numbers.length === 0 ? 0 : Math.floor(maxOf(numbers) / width) - Math.floor(-maxOf(numbers.map((bin) => -bin)) / width) + 1);
  let width = 1;
  while (span(width) > MOST_BINS) width *= 2;
  const sums = new Map<number, number>();
  for (const { bin, count } of found) {
    const merged = Math.floor(bin / width);
    sums.set(merged, (sums.get(merged) ?? 0) + count);
  }
  const binDays = width * days;
  return { binDays, bins: [...sums].sort(([a], [b]) => a - b).map(([bin, count]) => ({ startMjd: bin * binDays, count })) };
}

/** Math.max by spreading takes no more values than a call has arguments. */
function maxOf(numbers: readonly number[]): number {
  return numbers.reduce((most, each) => (each > most ? each : most), -Infinity);
}
