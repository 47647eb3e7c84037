import { uuidOf } from "../../keys";
import { leadsScope } from "../../offices";
import { discovers, manages } from "../../oracle";
import { type Selection, selectionsOf } from "../../selections";
import type { Observation, Person, World } from "../../world";
import { type Attempts, nameOf, taken } from "./attempt";

/** May this viewer put the observation into the selection, or take it out? Not from under what others decided on it. */
function mayChoose(w: World, v: Person, s: Selection, o: Observation): boolean {
  if (s.maker !== v.sub || s.request || !discovers(w, v, o)) return false;
  const managed = w.collections.some((c) => c.name === o.collection && manages(v, c));
  const leads = leadsScope(w, v, { observations: [o.id] });
  if (s.hold && !s.hold.lifted) return managed;
  if (s.denial && !s.denial.lifted) return managed;
  const g = s.grant;
  if (!g || g.revoked || (g.until !== null && g.until <= w.now)) return true;
  if (!managed && !leads) return false;
  return "person" in g.to ? g.to.person !== v.sub : !v.groups.includes(g.to.group) || leads;
}

/** Selections: made in one's own name; named ones renamed and discarded by who made them; filled while nothing rests on them. */
export const choosing: Attempts = (world, person) => {
  const me = nameOf(person);
  const key = (o: Observation) => world.observations.indexOf(o) + 1;
  const selections = selectionsOf(world);
  const mine = selections.filter((s) => s.maker === person.sub && s.isNamed);
  const own = selections.filter((s) => s.maker === person.sub);
  const fill = selections.flatMap((s) => {
    const [first] = world.observations.filter((o) => !s.observations.includes(o.id));
    const all = own.includes(s) ? world.observations.filter((o) => !s.observations.includes(o.id)) : first ? [first] : [];
    return all.map((o) => ({ about: `choose ${o.id} for selection ${s.id}`, text: "INSERT INTO selection_observation (selection_id, observation_id) VALUES ($1, $2)", values: [s.id, key(o)], expected: taken(mayChoose(world, person, s, o)) }));
  });
  const chosen = selections.reduce((sum, s) => sum + s.observations.filter((id) => mayChoose(world, person, s, world.observations.find((o) => o.id === id)!)).length, 0);
  return [
    { about: "make a selection", text: "INSERT INTO selection (id, name, made_by) VALUES ($1, 'another', $2)", values: [uuidOf("own selection", 99), me], expected: taken(person.sub !== null) },
    { about: "make another's selection", text: "INSERT INTO selection (id, name, made_by) VALUES ($1, 'another', $2)", values: [uuidOf("own selection", 99), "s0"], expected: "refused" },
    { about: "rename all selections", text: "UPDATE selection SET name = gen_random_uuid()::text", values: [], expected: mine.length },
    { about: "discard all selections on which nothing rests", text: "DELETE FROM selection WHERE id = ANY ($1)", values: [selections.filter((s) => !s.grant && !s.hold && !s.denial && !s.request).map(({ id }) => id)], expected: mine.filter((s) => !s.grant && !s.hold && !s.denial).length },
    // Without a name it belongs to the request that it is made for.
    ...(person.sub === null ? [] : [{ about: "discard a selection without a name", text: "DELETE FROM selection WHERE id = $1", values: [uuidOf("own selection", 98)], expected: 0, first: { text: "INSERT INTO selection (id, made_by) VALUES ($1, $2)", values: [uuidOf("own selection", 98), me] } }]),
    ...fill,
    { about: "empty all selections", text: "DELETE FROM selection_observation", values: [], expected: chosen },
  ];
};
