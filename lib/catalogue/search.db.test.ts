import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import { BadCursor } from "@/lib/errors/requests";
import { observationFacets } from "./facets";
import { insertRows, type FixtureRow } from "./fixture.test-support";
import { type KnownRow, matches, randomFilter, randomNumbers, randomRows } from "./random.test-support";
import { observationListSchema, observationQuerySchema, sortKeys, type Facets, type Observation, type ObservationFilter } from "./schemas";
import { searchObservations } from "./search";
import { targetKey } from "./target-key";

testDatabase();

const past = "2020-01-01T00:00:00Z";
const future = "2999-01-01T00:00:00Z";
const member = viewer("pi-crab", "cta/projects/crab");
const outsider = viewer("outsider", "cta/other");
const operator = viewer("operator", "cta/operators");
const viewers: readonly (readonly [string, Viewer])[] = [["anonymous", anonymous], ["outsider", outsider], ["member", member], ["operator", operator]];

const projects = { HIDDEN: { meta: future, data: future, group: "cta/projects/crab" }, CLOSED: { meta: past, data: future, group: "cta/projects/agn" }, OPEN: { meta: past, data: past, group: "cta/projects/open" } };
type Code = keyof typeof projects;
const collections = ["store-a", "store-b"];
let rows: (FixtureRow & { collection: string; project: Code | null })[] = [];

beforeAll(async () => {
  const collectionIds = [await insertCollection("store-a", { iamGroup: "cta/operators" }), await insertCollection("store-b")];
  const codes = Object.keys(projects) as Code[];
  const projectIds: number[] = [];
  for (const code of codes) projectIds.push(await insertProject({ code, group: projects[code].group, metaReleaseAt: projects[code].meta, dataReleaseAt: projects[code].data }));
  const next = randomNumbers(11);
  const places: { collection: string; project: Code | null }[] = [];
  const made = randomRows(next, 1500, () => {
    const [c, p] = [Math.floor(next() * 2), Math.floor(next() * 4)];
    places.push({ collection: collections[c]!, project: codes[p] ?? null });
    return { collectionId: collectionIds[c]!, projectId: projectIds[p] ?? null };
  });
  rows = made.map((row, i) => ({ ...row, ...places[i]! }));
  await insertRows(rows);
});

/** What each viewer may, said once more in TypeScript. */
function known(who: Viewer): KnownRow[] {
  const groups = who.kind === "user" ? who.groups : [];
  return rows.map((row) => {
    const project = row.project === null ? null : projects[row.project];
    const mine = project ? groups.includes(project.group) : row.collection === "store-a" && groups.includes("cta/operators");
    return { ...row, mine, visible: mine || project?.meta === past, readable: mine || project?.data === past };
  });
}

const ask = (who: Viewer, query: Record<string, unknown>) => searchObservations(who, observationQuerySchema.parse(query));

async function allPages(who: Viewer, query: Record<string, unknown>): Promise<Observation[]> {
  const items: Observation[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask(who, { ...query, ...(cursor ? { cursor } : {}) });
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return items;
}

const idsOf = (found: readonly KnownRow[]) => found.map((row) => `${row.collection}:${row.obsId}`).sort();
const defined = (filter: ObservationFilter) => Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));

describe("searchObservations", () => {
  it.each(viewers)("finds for %s what a look at every row finds", async (_name, who) => {
    const next = randomNumbers(5);
    const all = known(who);
    let hits = 0;
    for (let i = 0; i < 150; i++) {
      const filter = randomFilter(next, { projects: ["HIDDEN", "OPEN", "CLOSED", "NO-SUCH"], collections: [...collections, "no-such"] });
      const expected = all.filter((row) => matches(row, filter));
      hits += expected.length;
      const page = observationListSchema.parse(await ask(who, { ...defined(filter), limit: 1000 }));
      const message = JSON.stringify(filter);
      expect(page.items.map((item) => item.id).sort().slice(0, 1000), message).toEqual(expected.length <= 1000 ? idsOf(expected) : expect.any(Array));
      expect(page.totalCount, message).toBe(expected.length);
      expect(page.totalSizeBytes, message).toBe(expected.reduce((sum, row) => sum + (row.sizeBytes ?? 0), 0));
      for (const item of page.items) {
        const row = all.find((each) => `${each.collection}:${each.obsId}` === item.id)!;
        expect(item.access.readable).toBe(row.readable);
        expect(item.projectCode).toBe(row.project);
        expect(item.offsetDeg === null).toBe(filter.raDeg === undefined);
      }
    }
    expect(hits).toBeGreaterThan(1000);
  });

  it.each(sortKeys)("sorted by %s comes once each, page by page, values before gaps", async (sort) => {
    const query = { sort, ...(sort === "offsetDeg" ? { raDeg: 83.6, decDeg: 22, radiusDeg: 20 } : {}) };
    const single = await ask(outsider, { ...query, limit: 1000 });
    for (const limit of [23, 60, 333]) {
      const paged = await allPages(outsider, { ...query, limit });
      expect(paged.map((item) => item.id)).toEqual(single.items.map((item) => item.id));
    }
    const key = sort.replace("-", "") as "startMjd" | "obsId" | "zenithDeg" | "livetimeSec" | "targetName" | "offsetDeg";
    const values = single.items.map((item) => (key === "targetName" ? item.targetName && targetKey(item.targetName) : key === "obsId" ? Number(item.obsId) : item[key]));
    const present = values.filter((value) => value !== null);
    expect(values.slice(present.length).every((value) => value === null)).toBe(true);
    const ordered = [...present].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    expect(present).toEqual(sort.startsWith("-") ? ordered.reverse() : ordered);
  });

  it("counts on the first page only, and takes a cursor for its own query only", async () => {
    const first = await ask(outsider, { limit: 20 });
    expect(first.totalCount).toBe(known(outsider).filter((row) => row.visible).length);
    const second = await ask(outsider, { limit: 20, cursor: first.nextCursor });
    expect(second).toMatchObject({ totalCount: null, totalSizeBytes: null });
    for (const other of [{ q: "crab" }, { sort: "startMjd" }, { quality: 2 }]) {
      await expect(ask(outsider, { ...other, cursor: first.nextCursor })).rejects.toThrow(BadCursor);
    }
    await expect(ask(outsider, { cursor: "bm90IG91cnM" })).rejects.toThrow(BadCursor);
    expect((await ask(member, { limit: 5, cursor: first.nextCursor })).items).toHaveLength(5);
  });

  it("answers for a hidden project, collection or id as for an unknown one", async () => {
    const hidden = rows.find((row) => row.project === "HIDDEN")!;
    const pairs = [
      [{ project: "HIDDEN" }, { project: "NO-SUCH" }],
      [{ q: `${hidden.collection}:${hidden.obsId}` }, { q: `${hidden.collection}:999999` }],
      [{ q: `run ${hidden.obsId}` }, { q: "run 999999" }],
      [{ project: "HIDDEN", q: "crab", raDeg: 83.6, decDeg: 22 }, { project: "NO-SUCH", q: "crab", raDeg: 83.6, decDeg: 22 }],
      [{ access: "mine", project: "HIDDEN" }, { access: "mine", project: "NO-SUCH" }],
    ] as const;
    for (const who of [anonymous, outsider]) {
      for (const [asked, unknown] of pairs) {
        const answer = await ask(who, asked);
        expect(answer).toEqual({ items: [], nextCursor: null, totalCount: 0, totalSizeBytes: 0 });
        expect(answer).toEqual(await ask(who, unknown));
        expect(await observationFacets(who, asked)).toEqual({ project: [], instrument: [], target: [] });
      }
    }
    expect((await ask(member, { project: "HIDDEN" })).totalCount).toBeGreaterThan(100);
  });
});

describe("observationFacets", () => {
  it.each(viewers)("counts for %s what the same search finds", async (_name, who) => {
    const next = randomNumbers(23);
    const all = known(who);
    for (let i = 0; i < 40; i++) {
      const filter = randomFilter(next, { projects: ["HIDDEN", "OPEN", "CLOSED"], collections });
      const found = all.filter((row) => matches(row, filter));
      const facets = await observationFacets(who, filter);
      expect(sorted(facets.project), JSON.stringify(filter)).toEqual(tally(found.map((row) => row.project)));
      expect(sorted(facets.instrument)).toEqual(tally(found.map((row) => row.instrument ?? null)));
      expect(sorted(facets.target.map(({ value, count }) => ({ value: targetKey(value), count })))).toEqual(tally(found.map((row) => row.targetName && targetKey(row.targetName))));
      for (const values of Object.values(facets)) expect(values.map((v) => v.count)).toEqual(values.map((v) => v.count).sort((a, b) => b - a));
    }
  });
});

function tally(values: readonly (string | null | undefined)[]): Facets["project"] {
  const counts = new Map<string, number>();
  for (const value of values) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  return sorted([...counts].map(([value, count]) => ({ value, count })));
}

function sorted(values: Facets["project"]): Facets["project"] {
  return [...values].sort((a, b) => (a.value < b.value ? -1 : 1));
}
