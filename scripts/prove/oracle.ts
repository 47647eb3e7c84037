import type { Clock, Collection, Grant, Observation, Person, Product, Project, Scope, Time, World } from "./world";

// The embargo once more, from the design's prose and not from the SQL: the proof compares the two. No more than 80 lines.

const never = Infinity;
const project = (w: World, code: string) => w.projects.find((each) => each.code === code)!;
const collection = (w: World, name: string) => w.collections.find((each) => each.name === name)!;

/** A project's code and those of its partners: joint is symmetric and not transitive. */
export const codes = (w: World, code: string | null): string[] => (code === null ? [] : [code, ...w.joint.flatMap(([a, b]) => (a === code ? [b] : b === code ? [a] : []))]);
const under = (w: World, code: string) => w.observations.filter((o) => codes(w, code).includes(o.project ?? ""));

function monthsAfter(start: Time, months: number): Time {
  const date = new Date(start);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)).getUTCDate();
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, Math.min(date.getUTCDate(), lastDay)) + (start % 86_400_000);
}
/** When one clock opens an observation; 'last observation' is that of all codes under which its project was awarded. */
function release(w: World, o: Observation, clock: Clock): Time {
  if (!("after" in clock)) return clock.date ?? never;
  const starts = { observation: o.endedAt, delivery: o.deliveredAt, "last-observation": Math.max(...under(w, o.project!).map((each) => each.endedAt)) };
  return monthsAfter(starts[clock.after], clock.months);
}
const clocks = (w: World, o: Observation, which: "meta" | "data") => (o.project === null ? never : Math.max(...codes(w, o.project).map((code) => release(w, o, project(w, code)[which]))));
export const metaReleaseAt = (w: World, o: Observation): Time => (o.metaOverride === undefined ? clocks(w, o, "meta") : (o.metaOverride ?? never));
/** The bytes never open before the description. */
export const dataReleaseAt = (w: World, o: Observation): Time => Math.max(metaReleaseAt(w, o), o.dataOverride === undefined ? clocks(w, o, "data") : (o.dataOverride ?? never));

const covers = (w: World, s: Scope, o: Observation) => s.collection === o.collection || codes(w, o.project).includes(s.project ?? "") || (s.observations ?? []).includes(o.id);
const grants = (w: World, v: Person): Grant[] => w.grants.filter((g) => !g.revoked && g.from <= w.now && (g.until === null || g.until > w.now) && ("person" in g.to ? g.to.person === v.sub : v.groups.includes(g.to.group)));
const denials = (w: World, v: Person) => w.denials.filter((d) => !d.lifted && d.sub === v.sub);
const holds = (w: World, o: Observation) => w.holds.filter((h) => !h.lifted && covers(w, h, o));
export const member = (w: World, v: Person, code: string): boolean => codes(w, code).some((each) => v.groups.includes(project(w, each).group));
export const manages = (v: Person, c: Collection): boolean => c.managers.some((group) => v.groups.includes(group));
const inGroup = (v: Person, c: Collection) => c.group !== null && v.groups.includes(c.group);
export const isOnHold = (w: World, o: Observation): boolean => holds(w, o).length > 0;
const insider = (w: World, v: Person, o: Observation) => (o.project === null ? inGroup(v, collection(w, o.collection)) : member(w, v, o.project));

/** Held by membership or a grant, whatever else opens it. */
export const isMine = (w: World, v: Person, o: Observation): boolean => discovers(w, v, o) && (insider(w, v, o) || grants(w, v).some((g) => covers(w, g, o)));

/** Is the description of an observation there for this viewer? */
export function discovers(w: World, v: Person, o: Observation): boolean {
  if (denials(w, v).some((d) => covers(w, d, o))) return false;
  if (manages(v, collection(w, o.collection))) return true;
  if (holds(w, o).some((h) => h.closes === "discover")) return false;
  return metaReleaseAt(w, o) <= w.now || insider(w, v, o) || grants(w, v).some((g) => covers(w, g, o));
}

/** May this viewer fetch the observation's files; with a role, at least its own files of that role? */
export function reads(w: World, v: Person, o: Observation, role?: string): boolean {
  if (!discovers(w, v, o) || isOnHold(w, o)) return false;
  const granted = (g: Grant) => g.rights === "read" && (g.roles === null || g.roles.includes(role ?? "")) && covers(w, g, o);
  return dataReleaseAt(w, o) <= w.now || insider(w, v, o) || grants(w, v).some(granted);
}

function ofProduct(w: World, p: Product, right: (o: Observation) => boolean, store: () => boolean): boolean {
  if (p.sharing === "store") return store();
  if (p.sharing === "shared-irf" && collection(w, p.collection).sharedIrfsPublic && store()) return true;
  const linked = w.observations.filter((o) => p.of.includes(o.id));
  return p.sharing === "combined" ? linked.every(right) : linked.some(right);
}
export const discoversProduct = (w: World, v: Person, p: Product): boolean => ofProduct(w, p, (o) => discovers(w, v, o), () => seesCollection(w, v, collection(w, p.collection)));
export const readsProduct = (w: World, v: Person, p: Product): boolean => ofProduct(w, p, (o) => reads(w, v, o, p.role), () => seesCollection(w, v, collection(w, p.collection)));

export function seesCollection(w: World, v: Person, c: Collection): boolean {
  if (denials(w, v).some((d) => d.collection === c.name)) return false;
  return manages(v, c) || inGroup(v, c) || grants(w, v).some((g) => g.collection === c.name) || w.observations.some((o) => o.collection === c.name && discovers(w, v, o));
}
const about = (w: World, p: Project, s: Scope) => codes(w, p.code).includes(s.project ?? "");
export const holdsWhole = (w: World, v: Person, p: Project): boolean => member(w, v, p.code) || grants(w, v).some((g) => about(w, p, g));
export const seesProject = (w: World, v: Person, p: Project): boolean => !denials(w, v).some((d) => about(w, p, d)) && (holdsWhole(w, v, p) || under(w, p.code).some((o) => discovers(w, v, o)));

// Offices: a PI or deputy who left the group is none; partners lead together; who manages all collections with its data manages a project.
const named = (v: Person, p: Project) => v.sub !== null && v.groups.includes(p.group) && (p.pi === v.username || p.deputies.includes(v.sub));
export const leads = (w: World, v: Person, p: Project): boolean => codes(w, p.code).some((code) => named(v, project(w, code)));
export const isPi = (w: World, v: Person, p: Project): boolean => leads(w, v, p) && p.pi === v.username;
export const managesProject = (w: World, v: Person, p: Project): boolean => under(w, p.code).length > 0 && under(w, p.code).every((o) => manages(v, collection(w, o.collection)));
