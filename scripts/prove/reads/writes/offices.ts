import { uuidOf } from "../../keys";
import { ASK_FOR_LOAD, loads } from "../../loads";
import { holdsOffice } from "../../offices";
import { isPi } from "../../oracle";
import { type Attempts, nameOf, somebody, taken, touched } from "./attempt";
import { likely, placesOf } from "./scopes";

const HOLD = "INSERT INTO hold (project_id, selection_id, closes, reason, placed_by, lifted_at) VALUES ($1, $2, 'discover', 'proof', $3, $4)";
const DENIAL = "INSERT INTO denial (sub, collection_id, project_id, selection_id, reason, placed_by, lifted_at) VALUES ('somebody', $1, $2, $3, 'proof', $4, $5)";
const LIFT = "lifted_at = '2020-01-01', lifted_by = $1";

/** Holds: placed and lifted by managers of all that they close, in their own name. */
export const holding: Attempts = (world, person) => {
  const me = nameOf(person);
  const places = placesOf(world).filter(({ collection }) => collection === null);
  const place = (by: string, lifted: string | null) => ({ name, scope, ...keys }: (typeof places)[number]) => ({
    about: `hold ${name}${by === me ? "" : " in another's name"}${lifted ? " lifted already" : ""}`, text: HOLD, values: [keys.project, keys.selection, by, lifted],
    expected: taken(person.sub === by && lifted === null && holdsOffice(world, person, scope)),
  });
  const held = likely(places, ({ scope }) => holdsOffice(world, person, scope));
  const lifting = world.holds.map((h) => !h.lifted && holdsOffice(world, person, h));
  return [
    ...places.map(place(me, null)), ...held.map(place("s0", null)), ...held.map(place(me, "2020-01-01")),
    ...world.holds.flatMap((_, i) => [
      { about: `lift hold ${i + 1}`, text: `UPDATE hold SET ${LIFT} WHERE id = $2`, values: [me, uuidOf("hold", i)], expected: touched(lifting[i]!) },
      { about: `lift hold ${i + 1} in another's name`, text: `UPDATE hold SET ${LIFT} WHERE id = $2`, values: ["s0", uuidOf("hold", i)], expected: lifting[i] ? "refused" as const : 0 },
    ]),
    { about: "lift all holds", text: `UPDATE hold SET ${LIFT}`, values: [me], expected: lifting.filter(Boolean).length },
  ];
};

/** Denials: the same; and nobody lifts one of one's own. */
export const denying: Attempts = (world, person) => {
  const me = nameOf(person);
  const places = placesOf(world);
  const place = (by: string, lifted: string | null) => ({ name, scope, ...keys }: (typeof places)[number]) => ({
    about: `deny ${name}${by === me ? "" : " in another's name"}${lifted ? " lifted already" : ""}`, text: DENIAL, values: [keys.collection, keys.project, keys.selection, by, lifted],
    expected: taken(person.sub === by && lifted === null && holdsOffice(world, person, scope)),
  });
  const denied = likely(places, ({ scope }) => holdsOffice(world, person, scope));
  const lifting = world.denials.map((d) => !d.lifted && d.sub !== person.sub && holdsOffice(world, person, d));
  return [
    ...places.map(place(me, null)), ...denied.map(place("s0", null)), ...denied.map(place(me, "2020-01-01")),
    ...world.denials.flatMap((_, i) => [
      { about: `lift denial ${i + 1}`, text: `UPDATE denial SET ${LIFT} WHERE id = $2`, values: [me, uuidOf("denial", i)], expected: touched(lifting[i]!) },
      { about: `lift denial ${i + 1} in another's name`, text: `UPDATE denial SET ${LIFT} WHERE id = $2`, values: ["s0", uuidOf("denial", i)], expected: lifting[i] ? "refused" as const : 0 },
    ]),
    { about: "lift all denials", text: `UPDATE denial SET ${LIFT}`, values: [me], expected: lifting.filter(Boolean).length },
  ];
};

/** Deputies: named and dismissed by the PI, never oneself, in the PI's own name. */
export const deputing: Attempts = (world, person) => {
  const me = nameOf(person);
  const name = "INSERT INTO project_deputy (project_id, sub, named_by) VALUES ($1, $2, $3)";
  return [
    ...world.projects.flatMap((p, i) => {
      const may = isPi(world, person, p);
      return [
        { about: `name a deputy of ${p.code}`, text: name, values: [i + 1, somebody, me], expected: taken(may) },
        { about: `name a deputy of ${p.code} in another's name`, text: name, values: [i + 1, somebody, "s0"], expected: "refused" as const },
        // Who is a deputy already is refused for being one.
        ...(p.deputies.includes(me) ? [] : [{ about: `name oneself deputy of ${p.code}`, text: name, values: [i + 1, me, me], expected: taken(may && person.sub === null) }]),
      ];
    }),
    { about: "dismiss all deputies", text: "DELETE FROM project_deputy", values: [], expected: world.projects.reduce((sum, p) => sum + (isPi(world, person, p) ? p.deputies.length : 0), 0) },
  ];
};

/** Loads of a collection: asked for by its managers, in nobody's name but their own, and not by saying what came of one. */
export const loading: Attempts = (world, person) => [
  ...world.collections.map((c, i) => ({ about: `a load of ${c.name}`, text: ASK_FOR_LOAD, values: [i + 1], expected: taken(loads(world, person, c)) })),
  { about: "a load in another's name", text: "INSERT INTO collection_load (collection_id, asked_by) VALUES (1, 's0')", values: [], expected: "refused" },
  { about: "end all loads", text: "UPDATE collection_load SET state = 'failed'", values: [], expected: "refused" },
];
