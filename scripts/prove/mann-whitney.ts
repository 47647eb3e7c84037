/**
 * Whether one of two samples tends to be larger: two-sided Mann-Whitney U test, normal approximation with the correction
 * for ties (Mann & Whitney 1947; Lehmann, Nonparametrics, 1975, section 1.4). Good from some twenty values each.
 */
export function mannWhitney(first: readonly number[], second: readonly number[]): { readonly u: number; readonly z: number; readonly p: number } {
  const [m, n] = [first.length, second.length];
  const all = [...first.map((value) => ({ value, isFirst: true })), ...second.map((value) => ({ value, isFirst: false }))].sort((a, b) => a.value - b.value);
  let rankSum = 0;
  let ties = 0;
  for (let start = 0; start < all.length; ) {
    let end = start;
    while (end < all.length && all[end]!.value === all[start]!.value) end += 1;
    const count = end - start;
    // Equal values share the mean of their ranks.
    for (let i = start; i < end; i++) if (all[i]!.isFirst) rankSum += (start + 1 + end) / 2;
    ties += count ** 3 - count;
    start = end;
  }
  const u = rankSum - (m * (m + 1)) / 2;
  const variance = ((m * n) / 12) * (m + n + 1 - ties / ((m + n) * (m + n - 1)));
  const z = variance === 0 ? 0 : (u - (m * n) / 2) / Math.sqrt(variance);
  return { u, z, p: Math.min(1, 2 * upperTail(Math.abs(z))) };
}

/** Of the standard normal distribution, to 1.2e-7 relative (Numerical Recipes, 2nd ed., section 6.2, erfcc). */
function upperTail(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.5 * x);
  const series = [0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368, -1.26551223];
  return 0.5 * t * Math.exp(-x * x + series.reduce((sum, coefficient) => sum * t + coefficient, 0));
}
