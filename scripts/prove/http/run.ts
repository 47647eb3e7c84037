import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { draft } from "../arbitrary";
import { firstDifference } from "../compare";
import { makeWorld } from "../make-world";
import type { Counterexample, Verdict } from "../run";
import type { Person } from "../world";
import { writeWorld } from "../write-world";
import type { ProofPortal } from "./portal";
import { httpQuestions } from "./reads";
import { steady } from "./steady";

/** An identity service takes no group with a blank or slash at its end: whoever has one there has none here. */
const vouched = (person: Person): Person => ({ ...person, groups: person.groups.filter((group) => group.trim() === group && !group.endsWith("/")) });

/** Compares oracle and the running product over HTTP, with a bearer token of each world's viewer. */
export async function proveOverHttp(portal: ProofPortal, options: { readonly worlds: number; readonly seed: number }): Promise<Verdict> {
  let found: Counterexample | null = null;
  const property = fc.asyncProperty(draft, async (one) => {
    await portal.empty();
    const { world, viewer } = makeWorld(steady(one), Date.now());
    const [people, person] = [world.people.map(vouched), vouched(viewer)];
    await writeWorld({ ...world, people }, one.history);
    const token = person.sub === null ? null : `proof-${randomUUID()}`;
    if (token) portal.issuer.people.set(token, { sub: person.sub!, preferred_username: person.username, name: person.username, groups: [...person.groups] });
    const difference = await firstDifference("HTTP", httpQuestions(world, person, token, portal.url, portal.filesUrl));
    if (difference) found = { world, viewer: person, history: one.history, difference };
    return difference === null;
  });
  const { numRuns } = await fc.check(property, { numRuns: options.worlds, seed: options.seed });
  return { worlds: numRuns, counterexample: found };
}
