/** Collects the values of a statement while its text is written; each value is named by its place, `$7`. */
export class ParameterList {
  readonly values: unknown[] = [];

  constructor(private readonly firstParameter = 1) {}

  add(value: unknown): string {
    this.values.push(value);
    return `$${this.firstParameter + this.values.length - 1}`;
  }
}
