/** Steps of a scale that grows by factors: its least counts, the last one open to above. */
export interface Levels {
  readonly from: readonly number[];
  levelOf(count: number): number;
}

/** As many steps as tell counts from 1 to `most` apart, six at the most, each beginning at a round number. */
export function levels(most: number): Levels {
  const rounds = [1, 2, 5, 10, 20, 50].flatMap((each) => [each]).concat([2, 3, 4, 5, 6].flatMap((power) => [1, 2, 5].map((each) => each * 10 ** power)));
  const reached = rounds.filter((round) => round <= Math.max(1, most));
  const stride = Math.ceil(reached.length / 6);
  const from = reached.filter((_, i) => i % stride === 0);
  return { from, levelOf: (count) => Math.max(0, from.findLastIndex((least) => count >= least)) };
}

/** `1`, `2–4`, `5 or more`. */
export function levelText({ from }: Levels, level: number, format: (count: number) => string): string {
  const [least, next] = [from[level]!, from[level + 1]];
  if (next === undefined) return level === 0 ? format(least) : `${format(least)} or more`;
  return next - 1 === least ? format(least) : `${format(least)}–${format(next - 1)}`;
}
