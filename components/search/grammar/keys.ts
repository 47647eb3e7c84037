/** What one may write in the box beside free words. */
export interface Key {
  readonly name: string;
  readonly aliases: readonly string[];
  /** What it does, for whoever chooses it. */
  readonly help: string;
  readonly example: string;
  /** The values that there are; `catalogue`: the portal is asked; null: numbers, dates, names of the sky. */
  readonly values: readonly string[] | "catalogue" | null;
}

const key = (name: string, help: string, example: string, values: Key["values"] = null, aliases: readonly string[] = []): Key => ({ name, aliases, help, example, values });

export const keys: readonly Key[] = [
  key("project", "Code of a project", "project:SIM-CRAB", "catalogue"),
  key("target", "Target, by its name in the catalogue", 'target:"Crab Nebula"', "catalogue"),
  key("instrument", "Instrument", "instrument:H.E.S.S.", "catalogue"),
  key("collection", "Collection that holds it", "collection:hess-dl3-dr1", "catalogue"),
  key("near", "Sky position, by degrees or the name of a source", 'near:"Mrk 421" or near:83.63,22.01', null, ["at", "position"]),
  key("radius", "Degrees around that position", "radius:2"),
  key("match", "Whether the field of view or the pointing must lie there", "match:pointing", ["field-of-view", "pointing"]),
  key("offset", "Most degrees from pointing to position", "offset:<1"),
  key("after", "From this day on, UTC", "after:2024-01-01", null, ["from", "since"]),
  key("until", "Up to this day, UTC, the day included", "until:2024-12-31"),
  key("before", "Before this day, UTC", "before:2025-01-01"),
  key("night", "Night that began on this evening", "night:2004-12-04"),
  key("zenith", "Largest zenith angle, degrees", "zenith:<40"),
  key("livetime", "Shortest livetime: minutes, or with unit", "livetime:>20 or livetime:>0.5h"),
  key("quality", "Worst quality, 0 is best", "quality:<=1", ["0", "1", "2"]),
  key("access", "What one may do with it", "access:readable", ["readable", "visible", "mine"]),
];

export function keyNamed(name: string): Key | undefined {
  return keys.find((each) => each.name === name || each.aliases.includes(name));
}

/** The key that was probably meant: one letter more, less, another, or two in the wrong order; or one that begins so. */
export function keyMeant(name: string): Key | undefined {
  const names = keys.flatMap((each) => [each.name, ...each.aliases].map((written) => ({ each, written })));
  return (names.find(({ written }) => name.length >= 2 && written.startsWith(name)) ?? names.find(({ written }) => isNear(name, written)))?.each;
}

function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || Math.min(a.length, b.length) < 3) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  return restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1) || (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2));
}
