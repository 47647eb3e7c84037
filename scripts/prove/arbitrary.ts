import fc from "fast-check";
import type { Draft, DraftClock, DraftScope } from "./draft";

const hour = 3_600_000;
const day = 24 * hour;

/** Long ago, lately, now to the millisecond, soon, far. Now is the transaction's, so that nothing flips while it is asked. */
const moment = fc.constantFrom(-900 * day, -40 * day, -hour, -1, 0, 1, hour, 40 * day, 900 * day);
const past = fc.constantFrom(-1200 * day, -400 * day, -366 * day, -365 * day, -31 * day, -2 * day, -hour);
const index = fc.nat({ max: 11 });
/** Two groups come often, so that people, projects and collections meet; the ones that resemble them come too. */
const group = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(0, 4) }, { weight: 2, arbitrary: index });
const few = <Value>(each: fc.Arbitrary<Value>, most: number) => fc.array(each, { maxLength: most, size: "max" });
/** Rare in worlds, so that most of them are not closed or opened by one stroke. */
const seldom = fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });

const clock: fc.Arbitrary<DraftClock> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ at: fc.oneof({ weight: 6, arbitrary: moment }, { weight: 1, arbitrary: fc.constant(null) }) }) },
  { weight: 3, arbitrary: fc.record({ months: fc.constantFrom(0, 1, 12, 24), after: fc.constantFrom("observation", "delivery", "last-observation") }) },
);
const override = fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 2, arbitrary: moment }, { weight: 1, arbitrary: fc.constant(null) });

const scope = {
  on: fc.constantFrom("collection", "project", "selection") satisfies fc.Arbitrary<DraftScope["on"]>,
  which: index,
  members: few(index, 4),
};

/** Small worlds of every kind: what opens and closes meets by chance, and often. */
export const draft: fc.Arbitrary<Draft> = fc.record({
  collections: fc.array(fc.record({ group: fc.option(group, { freq: 2 }), managers: few(group, 1), sharedIrfsPublic: fc.boolean() }), { minLength: 1, maxLength: 3, size: "max" }),
  projects: few(fc.record({ group, pi: index, deputies: few(index, 1), meta: clock, data: clock }), 4),
  joint: few(fc.tuple(index, index), 2),
  observations: few(
    fc.record({ collection: index, project: fc.option(index, { freq: 4 }), ended: past, delivered: past, metaOverride: override, dataOverride: override, target: index, instrument: index }),
    9,
  ),
  files: few(fc.record({ sharing: fc.constantFrom("single", "shared-irf", "shared-irf", "combined", "store"), role: index, of: fc.array(index, { minLength: 1, maxLength: 3, size: "max" }), releases: fc.constantFrom(1, 1, 2) }), 4),
  grants: few(
    fc.record({
      ...scope,
      toGroup: fc.boolean(),
      to: fc.oneof(group, index),
      rights: fc.constantFrom("read", "read", "discover"),
      roles: fc.oneof({ weight: 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.array(index, { minLength: 1, maxLength: 2, size: "max" }) }),
      from: fc.oneof({ weight: 4, arbitrary: fc.constant(-40 * day) }, { weight: 2, arbitrary: fc.constantFrom(-1, 0, 1, hour) }),
      lasts: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 3, arbitrary: fc.constantFrom(1, 2, 40 * day - 1, 40 * day, 40 * day + 1, 99 * day) }),
      revoked: seldom,
    }),
    4,
  ),
  holds: few(fc.record({ ...scope, closes: fc.constantFrom("read", "discover"), lifted: seldom }), 2),
  denials: few(fc.record({ ...scope, who: index, lifted: seldom }), 1),
  groups: fc.array(few(group, 3), { minLength: 3, maxLength: 3 }),
  asks: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 2, 3, 3),
  history: fc.record({ rightsFirst: fc.boolean(), detour: fc.boolean() }),
});
