import { askedBy } from "./belongings";
import { uuidOf } from "./keys";
import type { Denial, Grant, Hold, Scope, World } from "./world";
import { makerOf } from "./write-rights";

/** Chosen observations, with what rests on them. */
export interface Selection {
  readonly id: string;
  readonly maker: string;
  /** False: nobody gave it a name, so that it is over with the request that it was made for. */
  readonly isNamed: boolean;
  readonly observations: readonly string[];
  readonly grant?: Grant;
  readonly hold?: Hold;
  readonly denial?: Denial;
  readonly request?: true;
}

/** What the i-th person chose for a saved selection, and asks to see: one observation. */
export const askedFor = (w: World, i: number): Scope => ({ observations: [askedBy(w, i)?.id ?? ""] });

/** Every selection of a world: under its grants, holds and denials, and two of each person's own. */
export function selectionsOf(w: World): Selection[] {
  const under = <Each extends Scope>(kind: "grant" | "hold" | "denial", all: readonly Each[]) =>
    all.flatMap((each, i): Selection[] => (each.observations === undefined ? [] : [{ id: uuidOf(`${kind} selection`, i), maker: makerOf(w, i), isNamed: true, observations: each.observations, [kind]: each }]));
  const own = w.people.flatMap(({ sub }, i): Selection[] => {
    const observation = askedBy(w, i);
    if (sub === null || !observation) return [];
    const chosen = { maker: sub, observations: [observation.id] };
    return [{ ...chosen, id: uuidOf("own selection", i), isNamed: true }, { ...chosen, id: uuidOf("asked selection", i), isNamed: false, request: true }];
  });
  return [...under("grant", w.grants), ...under("hold", w.holds), ...under("denial", w.denials), ...own];
}
