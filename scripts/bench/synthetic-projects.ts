import type { ProjectEntry } from "@/lib/catalogue/load/projects-file";

/** Observations of a project on average; some have ten times as many, most have fewer. */
export const OBSERVATIONS_PER_PROJECT = 200;
/** The account whose groups make it a member of the first two projects, which are hidden from everybody else. */
export const MEMBER = { username: "pi-crab", groups: ["cta/projects/hess-crab", "cta/projects/sim-crab"] } as const;

type Clocks = Pick<ProjectEntry, "metaReleaseAt" | "metaClock" | "dataReleaseAt" | "dataClock">;
const PAST = "2020-01-01T00:00:00Z";
const FUTURE = "2999-01-01T00:00:00Z";

/** The group that manages the embargo of every synthetic store. */
export const MANAGERS = "bench/managers";

/** Every kind of policy, in turn: three projects of ten are hidden, two more are closed or partly so. */
const policies: readonly Clocks[] = [
  { metaReleaseAt: FUTURE, dataReleaseAt: FUTURE },
  { metaReleaseAt: null, dataReleaseAt: null },
  { metaClock: { from: "observation", months: 1200 }, dataClock: { from: "observation", months: 1200 } },
  { metaReleaseAt: PAST, dataReleaseAt: FUTURE },
  { metaClock: { from: "observation", months: 0 }, dataClock: { from: "observation", months: 12 } },
  { metaClock: { from: "observation", months: 0 }, dataClock: { from: "last-observation", months: 12 } },
  { metaReleaseAt: PAST, dataClock: { from: "delivery", months: 0 } },
  { metaReleaseAt: PAST, dataReleaseAt: PAST },
  { metaReleaseAt: PAST, dataReleaseAt: PAST },
  { metaReleaseAt: PAST, dataReleaseAt: PAST },
];

/** The first of the policies above under which everybody sees and reads everything. */
export const OPEN_POLICY = 7;

export function projectCode(store: string, index: number): string {
  return `${store.toUpperCase()}-${String(index).padStart(5, "0")}`;
}

/** The projects of a synthetic store. Who is a member is said by `member`; nobody is of the others. */
export function syntheticProjects(store: string, count: number, member: boolean): ProjectEntry[] {
  return Array.from({ length: count }, (_, index) => {
    const code = projectCode(store, index);
    const own = member ? MEMBER.groups[index / policies.length] : undefined;
    return { code, title: `Synthetic project ${index}`, pi: own ? MEMBER.username : "nobody", group: own ?? `bench/${code.toLowerCase()}`, store, obsIds: [], overrides: {}, ...policies[index % policies.length]! };
  });
}
