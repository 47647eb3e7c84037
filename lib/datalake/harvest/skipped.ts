const MOST_EXAMPLES = 5;

/** What was left out, by reason, with some examples of each. */
export class Skipped {
  readonly #reasons = new Map<string, { count: number; readonly examples: string[] }>();

  add(reason: string, example: string): void {
    const found = this.#reasons.get(reason) ?? { count: 0, examples: [] };
    found.count++;
    if (found.examples.length < MOST_EXAMPLES) found.examples.push(example);
    this.#reasons.set(reason, found);
  }

  /** One line per reason, the most frequent first. */
  lines(): string[] {
    const sorted = [...this.#reasons].sort(([, a], [, b]) => b.count - a.count);
    return sorted.map(([reason, { count, examples }]) => `${count} ${reason}: ${examples.join(", ")}${count > examples.length ? ` and ${count - examples.length} more` : ""}`);
  }
}
