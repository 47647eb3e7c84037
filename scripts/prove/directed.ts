import type { Draft, DraftScope } from "./draft";
import { stageTimeZone } from "./stage";

// Worlds made on purpose, where several rare things have to meet before a predicate shows: chance brings them together
// once in thousands of worlds.

const day = 86_400_000;
const closed = { at: null };
const open = { at: -day };
const observation = { collection: 0, project: 0, ended: -2 * day, delivered: -2 * day, metaOverride: undefined, dataOverride: undefined, target: 0, instrument: 0 };
const [eventList, irf, log] = [0, 1, 2] as const;

/** A project whose descriptions are public and whose data are closed, with files that two observations share and that were made of both. */
const twoObservations: Draft = {
  collections: [{ group: null, managers: [], sharedIrfsPublic: false }],
  projects: [{ group: 4, pi: 0, deputies: [], meta: open, data: closed }],
  joint: [],
  observations: [observation, observation],
  files: [
    { sharing: "shared-irf", role: irf, of: [0, 1], releases: 1 },
    { sharing: "combined", role: log, of: [0, 1], releases: 1 },
  ],
  grants: [],
  holds: [],
  denials: [],
  groups: [[], [], []],
  asks: 0,
  history: { rightsFirst: false, detour: false },
};

const scopes = (["project", "collection", "selection"] as const).map((on): DraftScope => ({ on, which: 0, members: [0, 1] }));
const toFirst = { toGroup: false, to: 0, rights: "read" as const, from: -day, lasts: null, revoked: false };

/** Somebody who may read some kinds of files, by a grant on each kind of thing. */
const byRole = scopes.map((scope): Draft => ({ ...twoObservations, grants: [{ ...scope, ...toFirst, roles: [eventList, irf, log] }] }));
/** The same while the bytes are on hold. */
const held = byRole.map((draft): Draft => ({ ...draft, holds: [{ on: "project", which: 0, members: [], closes: "read", lifted: false }] }));
/** Grants on what was chosen, on all of it and for all files. */
const chosen: Draft = { ...twoObservations, grants: [{ ...scopes[2]!, ...toFirst, roles: null }] };
/** Grants that begin, and that end, in the very moment in which they are asked for. */
const moments = [{ from: 0, lasts: null }, { from: -day, lasts: day }].map((period): Draft => ({ ...twoObservations, grants: [{ ...scopes[0]!, ...toFirst, ...period, roles: null }] }));
/** Two projects that are one, and somebody to whom the other of them is denied. */
const partners: Draft = {
  ...twoObservations,
  projects: [twoObservations.projects[0]!, { ...twoObservations.projects[0]!, group: 0 }],
  joint: [[0, 1]],
  denials: [{ on: "project", which: 1, members: [], who: 0, lifted: false }],
};

/** Clocks that begin with the last observation: it comes after the first, or one later than both comes and goes again. */
const atLast = ([[-400, -2, false], [-500, -400, true]] as const).map(([first, last, rightsFirst]): Draft => ({
  ...twoObservations,
  projects: [{ ...twoObservations.projects[0]!, meta: { months: 12, after: "last-observation" }, data: { months: 12, after: "last-observation" } }],
  observations: [first, last].map((days) => ({ ...observation, ended: days * day })),
  history: { rightsFirst, detour: false },
}));
/** One of two observations on hold, as chosen. */
const chosenHold: Draft = { ...twoObservations, projects: [{ ...twoObservations.projects[0]!, data: open }], holds: [{ on: "selection", which: 0, members: [0], closes: "discover", lifted: false }], history: { rightsFirst: true, detour: false } };

/** Somebody in a collection's group, which is nothing to observations of projects: they are public since lately, and not one's own. */
const inCollection: Draft = { ...twoObservations, collections: [{ group: 0, managers: [], sharedIrfsPublic: false }], projects: [{ ...twoObservations.projects[0]!, meta: { at: -1 } }], groups: [[0], [], []] };
/** Observations without a project, public since lately by dates of their own: one's own for the collection's group alone. */
const withoutProject: Draft = { ...inCollection, observations: [{ ...observation, project: null, metaOverride: -1 }] };

/**
 * Months that end half an hour before or after now, and that begin when the clocks of the stage's time zone stood an hour
 * otherwise: counted there, the month would end on the other side of now. Which months these are depends on the day.
 */
function acrossClockChange(now: Date): Draft[] {
  const hours = (date: Date) => new Intl.DateTimeFormat("en", { timeZone: stageTimeZone, timeZoneName: "longOffset" }).formatToParts(date).find(({ type }) => type === "timeZoneName")!.value;
  const before = (months: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, now.getUTCDate(), now.getUTCHours(), now.getUTCMinutes()));
  const months = Array.from({ length: 12 }, (_, i) => i + 1).find((count) => before(count).getUTCDate() === now.getUTCDate() && hours(before(count)) !== hours(now));
  if (months === undefined) throw new Error(`no month of the year before ${now.toISOString()} has another time in ${stageTimeZone}`);
  return [-30, 30].map((minutes): Draft => ({
    ...twoObservations,
    projects: [{ ...twoObservations.projects[0]!, meta: { months, after: "observation" }, data: { months, after: "observation" } }],
    observations: [{ ...observation, ended: before(months).getTime() - now.getTime() + minutes * 60_000 }],
  }));
}

/** Partners of one project, not of each other: somebody denied the one sees the other's observations, and no code between them. */
const partnersPartner: Draft = {
  ...twoObservations,
  projects: [0, 4, 4].map((group) => ({ ...twoObservations.projects[0]!, group })),
  joint: [[0, 1], [1, 2]],
  observations: [{ ...observation, project: 2 }, observation],
  denials: [{ on: "project", which: 0, members: [], who: 0, lifted: false }],
};

/** All of them; appended to, never sorted, since witnesses name them by their number. */
export const directed = (now: Date): readonly Draft[] => [...byRole, ...held, chosen, ...moments, partners, ...acrossClockChange(now), ...atLast, chosenHold, inCollection, withoutProject, partnersPartner];
