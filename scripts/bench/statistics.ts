/** Value below which the given part of a sample lies, between neighbours by interpolation. */
export function quantile(sample: readonly number[], part: number): number {
  if (sample.length === 0) throw new Error("A sample of nothing has no quantile");
  const sorted = [...sample].sort((a, b) => a - b);
  const place = part * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  return below + (sorted[Math.ceil(place)]! - below) * (place - Math.floor(place));
}

export function median(sample: readonly number[]): number {
  return quantile(sample, 0.5);
}

/** Three significant digits: more of a measured time is noise. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
