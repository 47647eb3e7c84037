/** One predicate of the embargo taken out or weakened. */
export interface Mutant {
  /** Where it is and what was done, in one line. */
  readonly name: string;
  /** What shows it first: what somebody sees, may write, or is told in sums (the sums' own rows are read by nobody). */
  readonly about: "reads" | "writes" | "both" | "sums";
  /** It shows at a full millisecond alone, at which something begins or ends. */
  readonly onTheDot?: boolean;
  readonly apply: string;
  readonly revert: string;
}

/** How a database is asked, as its superuser. */
export type Ask = <Row extends object>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

export const inOneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

/** Tables, views and triggers of what is counted beforehand. */
export const isOfSums = (name: string): boolean => /^(observation_(spread|tally)|open_sum|own_(spread|summed|tally))/.test(name);
