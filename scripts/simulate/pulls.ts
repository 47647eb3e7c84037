export type PullVerdict = { seeds: number; meanPull: number; widthOfPulls: number; passed: boolean };

/** Most that the mean of the pulls may differ from 0, and the range their width must be in. */
const limits = { mean: 0.5, width: { min: 0.7, max: 1.3 } } as const;

/**
 * Whether fitted values scatter around the truth as their errors say: mean and standard deviation of the pulls.
 *
 * @param pulls (fitted - true) / error; at least two
 */
export function judgePulls(pulls: readonly number[]): PullVerdict {
  const mean = pulls.reduce((sum, pull) => sum + pull, 0) / pulls.length;
  const width = Math.sqrt(pulls.reduce((sum, pull) => sum + (pull - mean) ** 2, 0) / (pulls.length - 1));
  const passed = Math.abs(mean) <= limits.mean && width >= limits.width.min && width <= limits.width.max;
  return { seeds: pulls.length, meanPull: round(mean), widthOfPulls: round(width), passed };
}

function round(value: number): number {
  return Number(value.toFixed(3));
}
