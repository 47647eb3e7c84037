import type { Counterexample } from "./run";

const moments = new Set(["now", "date", "endedAt", "deliveredAt", "metaOverride", "dataOverride", "from", "until"]);

/** A counterexample as a person reads it: times as dates, with all that made it. */
export function readable({ world, viewer, history, difference }: Counterexample): string {
  const dated = (key: string, value: unknown) => (moments.has(key) && typeof value === "number" ? new Date(value).toISOString() : value);
  const { people: _people, ...things } = world;
  return [
    `read:     ${difference.read}, ${difference.about}`,
    `viewer:   ${JSON.stringify(viewer)}`,
    `expected: ${JSON.stringify(difference.expected)}`,
    `got:      ${JSON.stringify(difference.got)}`,
    `world:    ${JSON.stringify({ ...things, history }, dated, 2)}`,
  ].join("\n");
}
