/** Bins of one IRF axis, as written: float32 edges. */
export type Axis = {
  lo: Float32Array;
  hi: Float32Array;
  /** Where the values of the bins hold: the geometric centre on a logarithmic axis, else the arithmetic one. */
  centers: Float64Array;
  logarithmic: boolean;
};

/** Neighbouring bins of a coordinate: value = (1 - weight) x bin[index] + weight x bin[index + 1]. */
export type Bracket = { index: number; weight: number };

/** `bins` bins of equal width in the logarithm, from `from` to `to`. */
export function logarithmicAxis(from: number, to: number, bins: number): Axis {
  return axisOfEdges(Array.from({ length: bins + 1 }, (_, i) => from * (to / from) ** (i / bins)), true);
}

/** `bins` bins of equal width from `from` to `to`. */
export function linearAxis(from: number, to: number, bins: number): Axis {
  return axisOfEdges(Array.from({ length: bins + 1 }, (_, i) => from + ((to - from) * i) / bins), false);
}

function axisOfEdges(edges: readonly number[], logarithmic: boolean): Axis {
  const lo = Float32Array.from(edges.slice(0, -1));
  const hi = Float32Array.from(edges.slice(1));
  const centers = Float64Array.from(lo, (low, i) => (logarithmic ? Math.sqrt(low * hi[i]!) : (low + hi[i]!) / 2));
  return { lo, hi, centers, logarithmic };
}

/**
 * The two bins between whose centres `value` lies, and how far along (in the logarithm, on a logarithmic axis).
 * Outside the outermost centres the weight leaves [0, 1]: linear extrapolation, as gammapy does inside its bins.
 * `clamped` keeps it within [0, 1], for mixtures of distributions, which can not be extrapolated.
 */
export function bracket(axis: Axis, value: number, clamped = false): Bracket {
  const { centers } = axis;
  let low = 0;
  let high = centers.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (centers[middle]! <= value) low = middle;
    else high = middle;
  }
  const weight = axis.logarithmic
    ? Math.log(value / centers[low]!) / Math.log(centers[low + 1]! / centers[low]!)
    : (value - centers[low]!) / (centers[low + 1]! - centers[low]!);
  return { index: low, weight: clamped ? Math.min(1, Math.max(0, weight)) : weight };
}

export function blend(values: ArrayLike<number>, at: number, step: number, weight: number): number {
  return (1 - weight) * values[at]! + weight * values[at + step]!;
}
