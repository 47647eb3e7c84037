import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import { BadCursor, NotFound } from "@/lib/errors/requests";
import { datasetQuerySchema } from "./dataset-schemas";
import { getDataset, listDatasets } from "./datasets";
import { observationFacets } from "./facets";
import { insertRows } from "./fixture.test-support";
import { observationQuerySchema } from "./schemas";
import { searchObservations } from "./search";

testDatabase();

const [past, future] = ["2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z"];
const member = viewer("pi-crab", "cta/projects/crab");
const outsider = viewer("outsider", "cta/other");

beforeAll(async () => {
  const lake = await insertCollection("lake");
  const crab = await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: future, dataReleaseAt: future });
  const open = await insertProject({ code: "OPEN", group: "cta/projects/open", metaReleaseAt: past, dataReleaseAt: future });
  const keys = await insertRows([1, 2, 3, 4].map((obsId) => ({ collectionId: lake, obsId, projectId: obsId < 3 ? crab : open, instrument: "LST", startMjd: 53000 + obsId, sizeBytes: 10 ** obsId })));
  await withSystemSql("fixture", async (sql) => {
    const dataset = async (kind: string, name: string, members: string[]) => {
      const [{ id } = { id: 0 }] = await sql.rows<{ id: number }>("INSERT INTO dataset (collection_id, scope, name, kind) VALUES ($1, 'hess', $2, $3) RETURNING id", [lake, name, kind]);
      await sql.run("INSERT INTO dataset_observation SELECT $1, unnest($2::bigint[])", [id, members]);
    };
    await dataset("container", "everything", keys);
    await dataset("dataset", "crab:nights", keys.slice(0, 2));
    await dataset("dataset", "open_night", keys.slice(3));
    await dataset("dataset", "empty", []);
  });
});

const list = async (who: Viewer, query: object = {}) => (await listDatasets(who, datasetQuerySchema.parse(query))).items.map(({ did, observationCount }) => `${did} ${observationCount}`);
const found = async (who: Viewer, dataset: string) => (await searchObservations(who, observationQuerySchema.parse({ dataset, sort: "obsId" }))).items.map(({ id }) => id);

describe("datasets", () => {
  it("are seen by their visible observations, and count those", async () => {
    for (const who of [anonymous, outsider]) expect(await list(who)).toEqual(["hess:everything 2", "hess:open_night 1"]);
    expect(await list(member)).toEqual(["hess:crab:nights 2", "hess:everything 4", "hess:open_night 1"]);
  });
  it("tell of visible observations alone", async () => {
    const everything = { id: "lake:hess:everything", did: "hess:everything", kind: "container", collection: "lake" };
    expect(await getDataset(outsider, everything.id)).toEqual({ ...everything, projects: ["OPEN"], observationCount: 2, readableCount: 0, sizeBytes: 11_000, firstStartMjd: 53003, lastEndMjd: 53004.02 });
    expect(await getDataset(member, everything.id)).toEqual({ ...everything, projects: ["CRAB", "OPEN"], observationCount: 4, readableCount: 2, sizeBytes: 11_110, firstStartMjd: 53001, lastEndMjd: 53004.02 });
  });
  it.each(["lake:hess:crab:nights", "lake:hess:empty", "lake:hess:never-was", "lake:hess", "", "lake:hess:\0"])("answer 404 for %j to who sees nothing of it", async (id) => {
    await expect(getDataset(outsider, id)).rejects.toThrow(NotFound);
  });
  it("narrow a search and its facets, and hidden ones as unknown ones", async () => {
    expect(await found(outsider, "lake:hess:everything")).toEqual(["lake:3", "lake:4"]);
    expect(await found(member, "lake:hess:crab:nights")).toEqual(["lake:1", "lake:2"]);
    expect((await observationFacets(member, { dataset: "lake:hess:everything" })).project).toEqual([{ value: "CRAB", count: 2 }, { value: "OPEN", count: 2 }]);
    for (const dataset of ["lake:hess:crab:nights", "lake:hess:never-was", "no id", "\0"]) expect(await found(outsider, dataset)).toEqual([]);
  });
  it("are listed by project, collection and a part of their names", async () => {
    expect(await list(member, { project: "OPEN" })).toEqual(["hess:everything 4", "hess:open_night 1"]);
    expect(await list(outsider, { project: "CRAB" })).toEqual([]);
    expect(await list(member, { collection: "elsewhere" })).toEqual([]);
    expect(await list(member, { q: "NIGHT" })).toEqual(["hess:crab:nights 2", "hess:open_night 1"]);
    expect(await list(member, { q: "n%t" })).toEqual([]);
  });
  it("come in pages", async () => {
    const first = await listDatasets(member, datasetQuerySchema.parse({ limit: 2 }));
    expect(first.totalCount).toBeNull();
    const second = await listDatasets(member, datasetQuerySchema.parse({ limit: 2, cursor: first.nextCursor! }));
    expect([...first.items, ...second.items].map(({ did }) => did)).toEqual(["hess:crab:nights", "hess:everything", "hess:open_night"]);
    expect(second.nextCursor).toBeNull();
    await expect(listDatasets(member, datasetQuerySchema.parse({ limit: 2, q: "night", cursor: first.nextCursor! }))).rejects.toThrow(BadCursor);
  });
});
