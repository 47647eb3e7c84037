/** What a part of the test run counted, which tests failed, and what it skipped and why. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly string[];
  readonly skipped: readonly string[];
}

export const nothing: Tally = { passed: 0, failed: 0, failures: [], skipped: [] };

export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, failures: [...a.failures, ...b.failures], skipped: [...a.skipped, ...b.skipped] }), nothing);
}

/** What a part counted. One that ended badly (`code`) without naming a failed test has failed once, as itself. */
export function tallyOf(part: string, code: number, counted: { passed: number; failures: readonly string[]; skipped?: readonly string[] }): Tally {
  const failures = counted.failures.length === 0 && code !== 0 ? [`${part}: ended with ${code}, and no test is named`] : counted.failures;
  return { passed: counted.passed, failed: failures.length, failures, skipped: counted.skipped ?? [] };
}

/** Where a part left no report. */
export const noReport = (part: string): Tally => tallyOf(part, 1, { passed: 0, failures: [`${part}: it left no report`] });

/** The last line of a run, which machines read. */
export function closingLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ""}`;
}
