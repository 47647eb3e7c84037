import type { Draft, DraftClock, DraftScope } from "./draft";
import type { Clock, Person, Product, Scope, Time, World } from "./world";

/** Names that resemble: a parent and its child, a capital, a blank or a slash at the end, signs that mean something in lists. */
const groupNames = ["a", "a/b", "A", "a ", "b", "b,a", '{"a"}', "a/"];
/** Subjects that are named like groups, and account names that are others' subjects: only their kind tells them apart. */
const names = [{ sub: "a", username: "s2" }, { sub: "b", username: "a" }, { sub: "s2", username: "b" }];
const targets = ["Crab Nebula", "Mkn 421", "crab-nebula"];
const instruments = ["LST", "MST"];
const fileRoles = ["event-list", "irf", "log", "provenance"];

const round = <Value>(list: readonly Value[], n: number): Value | undefined => (list.length === 0 ? undefined : list[n % list.length]);
const distinct = <Value>(list: readonly Value[]): Value[] => [...new Set(list)];

/** The world that a draft is at this moment, and who asks in it. Pure: the same draft and moment make the same world. */
export function makeWorld(draft: Draft, now: Time): { world: World; viewer: Person } {
  const collections = draft.collections.map((c, i) => ({
    name: `c${i + 1}`,
    group: c.group === null ? null : round(groupNames, c.group)!,
    managers: distinct(c.managers.map((n) => `${round(groupNames, n)!}`)),
    sharedIrfsPublic: c.sharedIrfsPublic,
  }));
  const clock = (c: DraftClock): Clock => ("after" in c ? c : { date: c.at === null ? null : now + c.at });
  const projects = draft.projects.map((p, i) => ({
    code: `P${i + 1}`,
    group: round(groupNames, p.group)!,
    pi: round(names, p.pi)!.username,
    deputies: distinct(p.deputies.map((n) => round(names, n)!.sub)),
    meta: clock(p.meta),
    data: clock(p.data),
  }));
  const joint = draft.joint.flatMap(([a, b]): [string, string][] => {
    const [one, other] = [round(projects, a)?.code, round(projects, b)?.code];
    return one === undefined || other === undefined || one === other ? [] : [one < other ? [one, other] : [other, one]];
  });
  const numbers = new Map<string, number>();
  const at = (offset: number | null | undefined) => (typeof offset === "number" ? now + offset : offset);
  const observations = draft.observations.map((o) => {
    const collection = round(collections, o.collection)!.name;
    const obsId = (numbers.get(collection) ?? 0) + 1;
    numbers.set(collection, obsId);
    return {
      id: `${collection}:${obsId}`,
      collection,
      project: o.project === null ? null : (round(projects, o.project)?.code ?? null),
      endedAt: now + o.ended,
      deliveredAt: now + o.delivered,
      metaOverride: at(o.metaOverride),
      dataOverride: at(o.dataOverride),
      target: round(targets, o.target)!,
      instrument: round(instruments, o.instrument)!,
    };
  });
  const world = { now, collections, projects, joint: [...new Map(joint.map((pair) => [pair.join(), pair])).values()], observations };
  const scoped = <Rest extends DraftScope>({ on, which, members, ...rest }: Rest): (Omit<Rest, keyof DraftScope> & Scope)[] => {
    const scope = scopeOf({ on, which, members }, world);
    return scope === null ? [] : [{ ...rest, ...scope }];
  };
  const grants = draft.grants.flatMap(scoped).map(({ toGroup, to, from, lasts, roles, ...grant }) => ({
    ...grant,
    to: toGroup ? { group: round(groupNames, to)! } : { person: round(names, to)!.sub },
    roles: roles === null || grant.rights === "discover" ? null : distinct(roles.map((n) => round(fileRoles, n)!)),
    from: now + from,
    until: lasts === null ? null : now + from + lasts,
  }));
  const denials = draft.denials.flatMap(scoped).map(({ who, ...denial }) => ({ ...denial, sub: round(names, who)!.sub }));
  const people = [...names.map((name, i) => ({ ...name, groups: distinct((draft.groups[i] ?? []).map((n) => round(groupNames, n)!)) })), { sub: null, username: "", groups: [] }];
  const holds = draft.holds.flatMap(scoped).filter((hold) => hold.collection === undefined);
  return { world: { ...world, products: productsOf(draft, world), grants, holds, denials, people }, viewer: round(people, draft.asks)! };
}

type Things = Pick<World, "collections" | "projects" | "observations">;

function scopeOf({ on, which, members }: DraftScope, { collections, projects, observations }: Things): Scope | null {
  if (on === "collection") return { collection: round(collections, which)!.name };
  if (on === "selection") return { observations: distinct(members.flatMap((n) => round(observations, n)?.id ?? [])) };
  const project = round(projects, which);
  return project === undefined ? null : { project: project.code };
}

/** An event list of each observation, and the draft's files, each of observations of one store. */
function productsOf(draft: Draft, { collections, observations }: Things): Product[] {
  const events = observations.map((o) => ({ name: `events/${o.id.replace(":", "_")}.fits`, collection: o.collection, sharing: "single" as const, role: "event-list", of: [o.id], releases: 1 }));
  const files = draft.files.flatMap((file, i): Product[] => {
    const { sharing, releases } = file;
    if (sharing === "store") return [{ name: `terms-${i}.txt`, collection: round(collections, file.of[0]!)!.name, sharing, role: "terms", of: [], releases }];
    const first = round(observations, file.of[0]!);
    if (!first) return [];
    const beside = observations.filter((o) => o.collection === first.collection);
    const of = sharing === "single" ? [first.id] : distinct(file.of.map((n) => round(beside, n)!.id));
    return [{ name: `files/${i}.fits`, collection: first.collection, sharing, role: sharing === "shared-irf" ? "irf" : round(fileRoles, file.role)!, of, releases }];
  });
  return [...events, ...files];
}
