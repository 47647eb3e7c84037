/**
 * Writes a value as a Python literal, so that no name or text of the catalogue can become code.
 *
 * JSON's strings are Python's too; its other words are not. Throws on a number that Python can not write as such.
 */
export function pythonLiteral(value: string | number | boolean | null | readonly (string | number)[]): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new RangeError(`${value} is no number for a notebook`);
    return String(value);
  }
  return `[${value.map((item) => pythonLiteral(item)).join(", ")}]`;
}

/** A name as a Python string for a plot, where matplotlib would read `$` as the start of a formula. */
export function plotLabel(name: string): string {
  return pythonLiteral(name.replaceAll("$", "\\$"));
}
