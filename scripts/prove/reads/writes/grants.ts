import { uuidOf } from "../../keys";
import { governs, leadsScope, mayGive } from "../../offices";
import type { Grant, Person, World } from "../../world";
import { type Attempts, nameOf, type Outcome, somebody, taken } from "./attempt";
import { likely, placesOf, type Place } from "./scopes";

const GIVE = `INSERT INTO access_grant (grantee_kind, grantee, collection_id, project_id, selection_id, rights, reason, given_by, emergency, revoked_at, valid_until)
VALUES ($1, $2, $3, $4, $5, 'read', 'proof', $6, $7, $8, $9)`;

interface Given {
  readonly by?: string;
  readonly emergency?: boolean;
  readonly revoked?: boolean;
}

/** Giving: what one governs, not to oneself, in one's own name, nothing that only two managers open. */
export const giving: Attempts = (world, person) => {
  const me = nameOf(person);
  const [mine] = person.groups;
  const grantees: Grant["to"][] = [{ person: somebody }, ...(person.sub === null ? [] : [{ person: person.sub }]), ...(mine === undefined ? [] : [{ group: mine }]), { group: "nobody's" }];
  const give = ({ name, scope, ...place }: Place, to: Grant["to"], { by = me, emergency = false, revoked = false }: Given = {}) => {
    const [kind, grantee] = "person" in to ? ["person", to.person] : ["group", to.group];
    const isPlain = by === person.sub && !emergency && !revoked;
    return {
      about: `give ${kind} ${grantee} on ${name}${by === me ? "" : " in another's name"}${emergency ? " in an emergency" : ""}${revoked ? " revoked already" : ""}`,
      text: GIVE,
      values: [kind, grantee, place.collection, place.project, place.selection, by, emergency, revoked ? "2020-01-01" : null, emergency ? "2999-01-01" : null],
      expected: taken(isPlain && mayGive(world, person, scope, to)),
    };
  };
  const places = placesOf(world);
  const governed = likely(places, ({ scope }) => governs(world, person, scope));
  return [
    ...places.flatMap((place) => grantees.map((to) => give(place, to))),
    ...governed.flatMap((place) => [{ by: "s0" }, { emergency: true }, { revoked: true }].map((given) => give(place, { person: somebody }, given))),
  ];
};

function changed(world: World, person: Person, g: Grant, what: "revoked" | "kept" | "prolonged"): Outcome {
  if (g.revoked || !governs(world, person, g)) return 0;
  if (what === "revoked") return 1;
  const isMine = "person" in g.to && g.to.person === person.sub;
  const isOurs = "group" in g.to && person.groups.includes(g.to.group) && !leadsScope(world, person, g);
  const isProlonged = what === "prolonged" && g.until !== null;
  return taken(!isMine && !(isProlonged && (isOurs || g.until! <= world.now)));
}

/** Changing a grant: who governs what it is on revokes it; to one's own profit nobody does; what is over stays over. */
export const changingGrants: Attempts = (world, person) => [
  ...world.grants.flatMap((g, i) =>
    ([["revoked", "revoked_at = now()"], ["kept", "valid_until = valid_until"], ["prolonged", "valid_until = NULL"]] as const).map(([what, set]) => ({
      about: `grant ${i + 1} ${what}`, text: `UPDATE access_grant SET ${set} WHERE id = $1`, values: [uuidOf("grant", i)], expected: changed(world, person, g, what),
    })),
  ),
  // Without a condition no policy of reading helps.
  { about: "all grants revoked", text: "UPDATE access_grant SET revoked_at = '2020-01-01'", values: [], expected: world.grants.filter((g) => changed(world, person, g, "revoked") === 1).length },
];
