import { observationFacets } from "@/lib/catalogue/facets";
import { explainAccess, getObservation } from "@/lib/catalogue/observation";
import { facetQuerySchema, type Observation as Shown, observationQuerySchema } from "@/lib/catalogue/schemas";
import { searchObservations } from "@/lib/catalogue/search";
import { observationDensity, observationTimeline } from "@/lib/catalogue/spread";
import { targetKey } from "@/lib/catalogue/target-key";
import { codes, dataReleaseAt, discovers, isMine, isOnHold, manages, reads, seesProject } from "../oracle";
import { absent, orAbsent, type Read, sorted, viewerOf } from "../read";
import type { Observation, Person, World } from "../world";

const iso = (time: number) => (Number.isFinite(time) ? new Date(time).toISOString() : null);

/** The codes under which an observation is found: of partners those that the viewer sees at all, since a denial on a partner's partner hides that project and no more. */
export const codesSeen = (world: World, person: Person, o: Observation) => codes(world, o.project).filter((code) => world.projects.some((p) => p.code === code && seesProject(world, person, p)));

/** What a description says that the embargo decides. */
function described(world: World, person: Person, o: Observation) {
  const onHold = isOnHold(world, o);
  const [projectCode = null, ...partners] = codesSeen(world, person, o);
  return { id: o.id, projectCode, jointCodes: sorted(partners), readable: reads(world, person, o), onHold, opensAt: onHold ? null : iso(dataReleaseAt(world, o)) };
}
const shown = ({ id, projectCode, jointCodes, access }: Shown) => ({ id, projectCode, jointCodes: sorted(jointCodes), ...access });
const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);

type Filter = Record<string, string>;

/** Filters whose answer the embargo decides, each with those that it finds among what a viewer discovers. */
function searches(world: World, person: Person): { filter: Filter; found: readonly Observation[] }[] {
  const seen = world.observations.filter((o) => discovers(world, person, o));
  return [
    { filter: {}, found: seen },
    ...world.projects.map(({ code }) => ({ filter: { project: code }, found: seen.filter((o) => codesSeen(world, person, o).includes(code)) })),
    { filter: { access: "readable" }, found: seen.filter((o) => reads(world, person, o)) },
    { filter: { access: "mine" }, found: seen.filter((o) => isMine(world, person, o)) },
    { filter: { collection: "c1" }, found: seen.filter((o) => o.collection === "c1") },
    { filter: { target: "Crab Nebula" }, found: seen.filter((o) => targetKey(o.target) === targetKey("Crab Nebula")) },
    { filter: { q: "1" }, found: seen.filter((o) => o.id.endsWith(":1")) },
    { filter: { raDeg: "83.6", decDeg: "22.5" }, found: seen },
  ];
}

/** Lists, their counts and sizes, under every kind of filter. */
export const list: Read = {
  name: "list",
  anyone: true,
  questions: (world, person) =>
    searches(world, person).map(({ filter, found }) => ({
      about: JSON.stringify(filter),
      expected: { items: found.map((o) => described(world, person, o)).sort(byId), totalCount: found.length, totalSizeBytes: found.length * 100 },
      got: async () => {
        const page = await searchObservations(viewerOf(person), observationQuerySchema.parse(filter));
        return { items: page.items.map(shown).sort(byId), totalCount: page.totalCount, totalSizeBytes: page.totalSizeBytes };
      },
    })),
};

/** Page by page of two, which count by themselves what is hidden between the rows. */
export const pages: Read = {
  name: "pages",
  anyone: true,
  questions: (world, person) => [
    {
      about: "limit=2",
      expected: sorted(world.observations.filter((o) => discovers(world, person, o)).map(({ id }) => id)),
      got: async () => {
        const ids: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await searchObservations(viewerOf(person), observationQuerySchema.parse({ limit: 2, ...(cursor && { cursor }) }));
          ids.push(...page.items.map(({ id }) => id));
          cursor = page.nextCursor ?? undefined;
        } while (cursor);
        return sorted(ids);
      },
    },
  ],
};

/** Counts per project, instrument and target, as sums and row by row. */
export const facets: Read = {
  name: "facets",
  anyone: true,
  questions: (world, person) =>
    searches(world, person)
      .filter(({ filter }) => !("q" in filter || "raDeg" in filter || filter["access"] === "mine"))
      .map(({ filter, found }) => ({
        about: JSON.stringify(filter),
        expected: { project: counts(found.flatMap((o) => codesSeen(world, person, o))), instrument: counts(found.map((o) => o.instrument)), target: counts(found.map((o) => targetKey(o.target))) },
        got: async () => {
          const answer = await observationFacets(viewerOf(person), facetQuerySchema.parse(filter));
          const pairs = (values: readonly { value: string; count: number }[], key = (value: string) => value) => values.map(({ value, count }) => `${key(value)}: ${count}`).sort();
          return { project: pairs(answer.project), instrument: pairs(answer.instrument), target: pairs(answer.target, targetKey) };
        },
      })),
};

/** How they spread over the sky and over time, as sums and row by row: everywhere as many as the viewer discovers. */
export const spread: Read = {
  name: "spread",
  anyone: true,
  questions: (world, person) =>
    searches(world, person).flatMap(({ filter, found }) => [
      {
        about: `density ${JSON.stringify(filter)}`,
        expected: { count: found.length, inCells: found.length, points: sorted(found.map(({ id }) => id)) },
        got: async () => {
          const { totalCount, cells, unplacedCount, points } = await observationDensity(viewerOf(person), facetQuerySchema.parse(filter));
          return { count: totalCount, inCells: cells!.reduce((sum, { count }) => sum + count, unplacedCount!), points: sorted(points!.map(({ id }) => id)) };
        },
      },
      {
        about: `timeline ${JSON.stringify(filter)}`,
        expected: { count: found.length, inBins: found.length },
        got: async () => {
          const { totalCount, bins } = await observationTimeline(viewerOf(person), facetQuerySchema.parse(filter));
          return { count: totalCount, inBins: bins!.reduce((sum, { count }) => sum + count, 0) };
        },
      },
    ]),
};

function counts(values: readonly string[]): string[] {
  return sorted(new Set(values)).map((value) => `${value}: ${values.filter((each) => each === value).length}`);
}

/** One observation by its id: there with its rights, or not there at all. */
export const one: Read = {
  name: "one observation",
  anyone: true,
  questions: (world, person) =>
    sample(world).map((o) => ({
      about: o.id,
      expected: discovers(world, person, o) ? described(world, person, o) : absent,
      got: async () => {
        const answer = await orAbsent(getObservation(viewerOf(person), o.id));
        return answer === absent ? absent : shown(answer);
      },
    })),
};

/** Why an observation can be seen and read, or not. */
export const access: Read = {
  name: "access",
  anyone: true,
  questions: (world, person) =>
    sample(world).map((o) => ({
      about: o.id,
      expected: discovers(world, person, o) ? { discover: true, read: reads(world, person, o) } : absent,
      got: async () => {
        const answer = await orAbsent(explainAccess(viewerOf(person), o.id));
        return answer === absent ? absent : { discover: answer.discover.allowed, read: answer.read.allowed };
      },
    })),
};

/** The same of others, asked by a manager of the observation; whoever is none learns nothing. */
export const accessOfOthers: Read = {
  name: "access of others",
  anyone: true,
  questions: (world, person) =>
    sample(world).flatMap((o) =>
      world.people.filter(({ sub }) => sub !== null && sub !== person.sub).map((other) => ({
        about: `${o.id} for ${other.username}`,
        expected: discovers(world, person, o) && world.collections.some((c) => c.name === o.collection && manages(person, c)) ? { discover: discovers(world, other, o), read: reads(world, other, o) } : absent,
        got: async () => {
          const answer = await orAbsent(explainAccess(viewerOf(person), o.id, other.username));
          return answer === absent ? absent : { discover: answer.discover.allowed, read: answer.read.allowed };
        },
      })),
    ),
};

/** Some of a world's observations, since lists ask about all of them: the first and the last. */
export function sample(world: World): readonly Observation[] {
  return [...new Set([0, world.observations.length - 1])].flatMap((i) => world.observations[i] ?? []);
}
