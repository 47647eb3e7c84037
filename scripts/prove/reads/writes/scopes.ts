import { selectionsOf } from "../../selections";
import type { Scope, World } from "../../world";

/** What a right or a hold can be written on, with the keys that its row has. */
export interface Place {
  readonly name: string;
  readonly scope: Scope;
  readonly collection: number | null;
  readonly project: number | null;
  readonly selection: string | null;
}

const none = { collection: null, project: null, selection: null };

/** Every collection and project, and what each person saved: what one sees, and what one only guesses. */
export function placesOf(world: World): Place[] {
  return [
    ...world.collections.map(({ name }, i) => ({ ...none, name, scope: { collection: name }, collection: i + 1 })),
    ...world.projects.map(({ code }, i) => ({ ...none, name: code, scope: { project: code }, project: i + 1 })),
    ...selectionsOf(world).filter((s) => s.isNamed && !s.grant && !s.hold && !s.denial).map((s) => ({ ...none, name: `selection of ${s.maker}`, scope: { observations: s.observations }, selection: s.id })),
  ];
}

/** The first place that fits, else the first: where the other words of a statement are what matters. */
export function likely(places: readonly Place[], fits: (place: Place) => boolean): Place[] {
  return [places.find(fits) ?? places[0]].flatMap((place) => place ?? []);
}
