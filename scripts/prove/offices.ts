import { discovers, leads, manages, managesProject, seesCollection, seesProject } from "./oracle";
import type { Grant, Observation, Person, Scope, World } from "./world";

// Who may give rights and close data, from the design's prose: a PI and deputies on their project, managers on all of whose
// collections; managers alone hold and deny.

const chosen = (w: World, s: Scope): readonly Observation[] => w.observations.filter((o) => s.observations?.includes(o.id));
const ofCollection = (w: World, v: Person, name: string) => w.collections.some((c) => c.name === name && manages(v, c));
const ofProject = (w: World, v: Person, code: string, right: (w: World, v: Person, p: World["projects"][number]) => boolean) => w.projects.some((p) => p.code === code && right(w, v, p));

/** Who leads a project leads its partners too, and not the partners of those. */
const leadsObservation = (w: World, v: Person, o: Observation) => o.project !== null && ofProject(w, v, o.project, leads);

/** Of chosen observations one must govern every single one. */
function onAll(w: World, v: Person, s: Scope, asPi: boolean): boolean {
  const each = (o: Observation) => ofCollection(w, v, o.collection) || (asPi && leadsObservation(w, v, o));
  return chosen(w, s).length > 0 && chosen(w, s).every(each);
}

/** May this person give and take rights on it? */
export function governs(w: World, v: Person, s: Scope): boolean {
  if (s.collection !== undefined) return ofCollection(w, v, s.collection);
  if (s.project !== undefined) return ofProject(w, v, s.project, leads) || ofProject(w, v, s.project, managesProject);
  return onAll(w, v, s, true);
}

/** May this person hold and deny it? */
export function holdsOffice(w: World, v: Person, s: Scope): boolean {
  if (s.collection !== undefined) return ofCollection(w, v, s.collection);
  if (s.project !== undefined) return ofProject(w, v, s.project, managesProject);
  return onAll(w, v, s, false);
}

/** Does the person lead it as PI or deputy: a project, or the projects of all chosen observations? */
export function leadsScope(w: World, v: Person, s: Scope): boolean {
  if (s.project !== undefined) return ofProject(w, v, s.project, leads);
  return s.observations !== undefined && chosen(w, s).length > 0 && chosen(w, s).every((o) => leadsObservation(w, v, o));
}

/** A grant to a person or a group: not to oneself by name, nor through a group, unless one leads what it is on anyway. */
export function mayGive(w: World, v: Person, s: Scope, to: { readonly person: string } | { readonly group: string }): boolean {
  if (!governs(w, v, s)) return false;
  return "person" in to ? to.person !== v.sub : !v.groups.includes(to.group) || leadsScope(w, v, s);
}

/**
 * A grant is seen by who governs what it is on, and by who has it, unless that is hidden from them all the same.
 * @param maker who made the selection that it is on, and so knows what was chosen
 */
export function seesGrant(w: World, v: Person, g: Pick<Grant, keyof Scope | "to" | "until" | "revoked">, maker: string): boolean {
  const has = "person" in g.to ? g.to.person === v.sub : v.groups.includes(g.to.group);
  // What was chosen is shown to its grantee while the grant lasts or is to come.
  const isShown = maker === v.sub || (!g.revoked && (g.until === null || g.until > w.now));
  const seen = w.projects.some((p) => p.code === g.project && seesProject(w, v, p)) || w.collections.some((c) => c.name === g.collection && seesCollection(w, v, c)) || (isShown && chosen(w, g).some((o) => discovers(w, v, o)));
  return governs(w, v, g) || (has && seen);
}
/** A hold is seen by managers, and by who leads the project that it is on. */
export const seesHold = (w: World, v: Person, h: Scope): boolean => holdsOffice(w, v, h) || (h.project !== undefined && leadsScope(w, v, h));
/** What was chosen is seen by who governs all of it. */
export const seesChosen = (w: World, v: Person, s: Scope): boolean => onAll(w, v, s, true);
export const seesObservation = (w: World, v: Person, id: string): boolean => w.observations.some((o) => o.id === id && discovers(w, v, o));
