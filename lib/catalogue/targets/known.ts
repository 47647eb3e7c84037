import { targetKey } from "@/lib/catalogue/target-key";
import { gammaCat } from "./gamma-cat";
import { hawc } from "./hawc";
import type { Target, TargetSource } from "./schemas";
import type { SourceRow } from "./source-row";

const lists: readonly (readonly [TargetSource, readonly SourceRow[]])[] = [
  [{ id: "gamma-cat", title: "gamma-cat", url: "https://github.com/gammapy/gamma-cat" }, gammaCat],
  [{ id: "3hwc", title: "3HWC, ApJ 905, 76", url: "https://doi.org/10.3847/1538-4357/abc2d8" }, hawc],
];

/** The TeV sources that the portal knows without asking anybody. */
export const knownTargets: readonly Target[] = lists.flatMap(([source, rows]) =>
  rows.map(([name, raDeg, decDeg, classes, ...aliases]) => ({ name, raDeg, decDeg, classes: classes.split(" ").filter(Boolean), aliases, source })),
);

/** Every spelling of every name, in the order of its key, so that beginnings stand together. */
const spellings: readonly { readonly key: string; readonly target: Target }[] = knownTargets
  .flatMap((target) => [...new Set([target.name, ...target.aliases].map(targetKey))].map((key) => ({ key, target })))
  .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));

/** Sources that bear this very name, however it is written; several where it names more than one (Kookaburra). */
export function targetsNamed(name: string): Target[] {
  const key = targetKey(name);
  return key === "" ? [] : distinct(spellings.filter((spelling) => spelling.key === key));
}

/** Sources one of whose names begins so, `most` at the most. */
export function targetsBeginning(text: string, most: number): Target[] {
  const key = targetKey(text);
  return key === "" ? [] : distinct(spellings.filter((spelling) => spelling.key.startsWith(key))).slice(0, most);
}

function distinct(found: readonly { readonly target: Target }[]): Target[] {
  return [...new Set(found.map(({ target }) => target))];
}
