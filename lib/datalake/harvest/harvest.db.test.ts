import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import { connected, diskReplica, fakeFile } from "../backends/rucio/fake/connected.test-support";
import { FakeRucio } from "../backends/rucio/fake/rucio.test-support";
import { RucioAnswerCut, RucioUnreachable } from "../backends/rucio/faults";
import { harvest } from "./harvest";
import { readMapping } from "./mapping";
import { eventMetadata, mappingExample, mappingFile } from "./mapping.test-support";

const database = testDatabase();
const fake = new FakeRucio();
const member: Viewer = { kind: "user", sub: "sub-member", username: "member", name: null, groups: ["cta/projects/lake-crab"] };
const outsider: Viewer = { kind: "user", sub: "sub-outsider", username: "outsider", name: null, groups: [] };

beforeAll(() => fake.start());
afterAll(() => fake.stop());
beforeEach(async () => {
  fake.reset();
  fake.world.dids.clear();
  for (const obsId of [1, 2]) addEvents(obsId, { proposal: "crab-2004" });
  addEvents(3);
  addFile("irf/shared.fits.gz", { obs_ids: [1, 2, 3] });
  addFile("log/1.txt", { obs_id: 1 });
  addFile("TERMS.txt");
  fake.world.add({ scope: "hess", name: "night", type: "DATASET", content: ["hess:events/obs_3.fits.gz"] });
  fake.world.add({ scope: "hess", name: "open-data", type: "CONTAINER", content: ["hess:night"] });
  await emptyCatalogue();
});

async function emptyCatalogue(): Promise<void> {
  const client = new pg.Client({ connectionString: database.superUrl });
  await client.connect();
  await client.query("TRUNCATE collection, project, observation_tally, observation_spread, open_sum CASCADE");
  await client.end();
}

function addFile(name: string, meta: Parameters<typeof fakeFile>[3] = {}, bytes = `content of ${name}`): void {
  fake.world.add(fakeFile(name, Buffer.from(bytes), [diskReplica("PIC-DISK", `https://pic.example.org/${name}`)], meta));
}

function addEvents(obsId: number, more: object = {}): void {
  addFile(`events/obs_${obsId}.fits.gz`, eventMetadata(obsId, more));
}

const run = (mapping: object = mappingExample) => harvest(connected(fake).client, "hess", readMapping(mappingFile(mapping)), () => undefined);
const rows = <Row extends object>(text: string) => withSystemSql("test", (sql) => sql.rows<Row>(text));
const seen = (viewer: Viewer, table: string, column: string) => withViewerSql(viewer, async (sql) => (await sql.rows<{ name: string }>(`SELECT ${column}::text AS name FROM ${table} ORDER BY 1`)).map(({ name }) => name));

describe("a harvest", () => {
  it("fills the catalogue", async () => {
    const report = await run();
    expect(report).toMatchObject({ listed: { files: 6, datasets: 1, containers: 1 }, observations: { added: 3, changed: 0, unchanged: 0 }, products: { added: 6, changed: 0, unchanged: 0 }, withoutProject: 0, gone: [], skipped: [] });
    const [crab] = await rows<Record<string, unknown>>("SELECT o.*, p.code FROM observation o LEFT JOIN project p ON p.id = o.project_id WHERE obs_id = 1");
    expect(crab).toMatchObject({ code: "LAKE-CRAB", target_name: "Crab", ra_deg: 83.6, livetime_sec: 1580, instrument: "H.E.S.S.", irf_kinds: ["aeff", "edisp"] });
    // 123 002 000 s after 2001-01-01T00:01:04.184 TT, less 64.184 s: UTC. Worked out by hand: 51910 + 123002000 / 86400 + 64.184 s - 64.184 s.
    expect(crab!.start_mjd).toBeCloseTo(51_910 + 123_002_000 / 86_400, 6);
    expect(await rows("SELECT p.name, p.role, p.sharing, r.backend, r.sha256, r.adler32 IS NOT NULL AS adler FROM product p JOIN product_release r ON r.product_id = p.id WHERE p.name !~ '^events' ORDER BY 1")).toEqual([
      { name: "TERMS.txt", role: "terms", sharing: "store", backend: "rucio", sha256: null, adler: true },
      { name: "irf/shared.fits.gz", role: "irf", sharing: "shared-irf", backend: "rucio", sha256: null, adler: true },
      { name: "log/1.txt", role: "log", sharing: "single", backend: "rucio", sha256: null, adler: true },
    ]);
    expect(await rows("SELECT count(*)::int AS n FROM hdu")).toEqual([{ n: 12 }]);
  });
  it("shows what Rucio lists to nobody but through the embargo", async () => {
    await run();
    expect(await seen(anonymous, "observation", "obs_id")).toEqual(["3"]);
    expect(await seen(outsider, "observation", "obs_id")).toEqual(["3"]);
    expect(await seen(outsider, "project", "code")).toEqual(["LAKE-OPEN"]);
    expect(await seen(member, "observation", "obs_id")).toEqual(["1", "2", "3"]);
    expect(await seen(outsider, "product_release", "location")).toHaveLength(2 + 1);
    expect(await seen(member, "product_release", "location")).toHaveLength(6);
  });
  it("changes nothing when nothing changed, and asks for no copies again", async () => {
    await run();
    const state = () => rows("SELECT id, xmin::text FROM observation UNION ALL SELECT id, xmin::text FROM product UNION ALL SELECT id, xmin::text FROM hdu ORDER BY 1, 2");
    const before = await state();
    fake.calls.length = 0;
    expect(await run()).toMatchObject({ observations: { added: 0, changed: 0, unchanged: 3 }, products: { added: 0, changed: 0, unchanged: 6 } });
    expect(await state()).toEqual(before);
    expect(fake.count("replicas")).toBe(0);
  });
  it("brings what is new, what changed, and tells what is gone and kept", async () => {
    await run();
    addEvents(4, { proposal: "crab-2004" });
    addEvents(1, { proposal: "crab-2004", target: "Crab Nebula" });
    fake.world.dids.delete("hess:log/1.txt");
    expect(await run()).toMatchObject({ observations: { added: 1, changed: 1, unchanged: 2 }, products: { added: 1, changed: 0, unchanged: 5 }, gone: ["hess:log/1.txt"] });
    expect(await rows("SELECT target_name FROM observation WHERE obs_id = 1")).toEqual([{ target_name: "Crab Nebula" }]);
    expect(await rows("SELECT count(*)::int AS n FROM product")).toEqual([{ n: 7 }]);
  });
  it("keeps datasets and containers with their observations, as they are in Rucio now", async () => {
    fake.world.add({ scope: "hess", name: "crab-nights", type: "DATASET", content: ["hess:events/obs_1.fits.gz", "hess:events/obs_2.fits.gz", "hess:log/1.txt"] });
    fake.world.add({ scope: "hess", name: "logs", type: "DATASET", content: ["hess:log/1.txt"] });
    fake.world.add({ scope: "hess", name: "all", type: "CONTAINER", content: ["hess:night", "hess:crab-nights"] });
    const report = await run();
    expect(report.datasets).toEqual({ added: 4, removed: 0, unchanged: 0, membersAdded: 7, membersRemoved: 0 });
    expect(report.skipped).toEqual(["1 datasets hold the event list of no observation here: logs"]);
    const members = (viewer: Viewer) => withViewerSql(viewer, (sql) => sql.rows("SELECT d.name, d.kind, array_agg(o.obs_id::int ORDER BY o.obs_id) AS ids FROM dataset d JOIN dataset_observation m ON m.dataset_id = d.id JOIN observation o ON o.id = m.observation_id GROUP BY 1, 2 ORDER BY 1"));
    expect(await members(member)).toEqual([
      { name: "all", kind: "container", ids: [1, 2, 3] },
      { name: "crab-nights", kind: "dataset", ids: [1, 2] },
      { name: "night", kind: "dataset", ids: [3] },
      { name: "open-data", kind: "container", ids: [3] },
    ]);
    expect(await members(outsider)).toEqual([{ name: "all", kind: "container", ids: [3] }, { name: "night", kind: "dataset", ids: [3] }, { name: "open-data", kind: "container", ids: [3] }]);
    expect((await run()).datasets).toEqual({ added: 0, removed: 0, unchanged: 4, membersAdded: 0, membersRemoved: 0 });
    fake.world.dids.delete("hess:all");
    fake.world.add({ scope: "hess", name: "crab-nights", type: "DATASET", content: ["hess:events/obs_2.fits.gz", "hess:events/obs_3.fits.gz"] });
    expect((await run()).datasets).toEqual({ added: 0, removed: 1, unchanged: 3, membersAdded: 1, membersRemoved: 1 });
    expect(await seen(outsider, "dataset", "name")).toEqual(["crab-nights", "night", "open-data"]);
  });
  it("makes a new release when a name stands for other bytes", async () => {
    await run();
    addFile("log/1.txt", { obs_id: 1 }, "a log that was written anew");
    expect((await run()).products).toEqual({ added: 0, changed: 1, unchanged: 5 });
    expect(await rows("SELECT current_release FROM product WHERE name = 'log/1.txt'")).toEqual([{ current_release: 2 }]);
  });
  it("takes observations from datasets, and a file of several for shared", async () => {
    for (const did of fake.world.dids.values()) delete did.meta.obs_id;
    for (const obsId of [1, 2, 3]) fake.world.add({ scope: "hess", name: `obs/${obsId}`, type: "DATASET", content: [`hess:events/obs_${obsId}.fits.gz`, "hess:irf/shared.fits.gz"], meta: eventMetadata(obsId, obsId < 3 ? { proposal: "crab-2004" } : {}) });
    const report = await run({ ...mappingExample, observations: { ...mappingExample.observations, of: "dataset" }, files: mappingExample.files.filter(({ role }) => role !== "log").map(({ name, role, ...rest }) => ({ name, role, ...("hdus" in rest && { hdus: rest.hdus }) })) });
    expect(report.observations.added).toBe(3);
    expect(report.skipped).toEqual(["1 files fit no rule of the mapping: log/1.txt"]);
    expect(await rows("SELECT p.name, p.sharing, p.observation_count AS n FROM product p WHERE role = 'irf'")).toEqual([{ name: "irf/shared.fits.gz", sharing: "shared-irf", n: 3 }]);
    expect(await seen(outsider, "observation", "obs_id")).toEqual(["3"]);
    // What describes an observation is that observation; what else there is are datasets.
    expect(await seen(member, "dataset", "name")).toEqual(["night", "open-data"]);
  });
});

describe("what can not be harvested", () => {
  it("is left out and told, by reason", async () => {
    addFile("events/bad_time.fits.gz", { ...eventMetadata(11), tstart: "yesterday" });
    addFile("events/no_id.fits.gz", {});
    addFile("events/copy_of_2.fits.gz", eventMetadata(2));
    addFile("events/../../etc/passwd.fits.gz", eventMetadata(12));
    addFile("notes/x.doc");
    addFile("log/orphan.txt", { obs_id: 99 });
    addFile("log/nobody.txt");
    fake.world.add({ ...fakeFile("events/obs_13.fits.gz", Buffer.from("x"), [], eventMetadata(13)) });
    fake.world.add({ ...fakeFile("events/obs_14.fits.gz", Buffer.from("x"), [diskReplica("PIC-DISK", "https://pic.example.org/14")], eventMetadata(14)), adler32: null, md5: null });
    const report = await run();
    expect(report.observations.added).toBe(3);
    const told = report.skipped.join("\n");
    for (const words of [/1 files have no copy at any storage site: events\/obs_13/, /1 files have no checksum in Rucio: events\/obs_14/, /1 files fit no rule of the mapping: notes\/x\.doc/, /names that can not be paths of a store: "events\/\.\.\/\.\./, /claimed by two DIDs; the first by name counts: 2 \(events\/obs_2/, /belong to observations that are not there: log\/orphan/, /belong to no observation: log\/nobody/, /can not be described: .*bad_time/]) expect(told).toMatch(words);
  });
  it.each<[string, object]>([
    ["an id beyond all numbers", { obs_id: "99999999999999999999" }],
    ["a position that is none", { ra_deg: 500 }],
    ["a declination that is none", { dec_deg: -1e300 }],
    ["a time of another age", { tstart: 1e300, tstop: 1e301 }],
    ["an end before its beginning", { tstop: 0 }],
    ["a name without end", { target: "x".repeat(5000) }],
  ])("does not stop for one DID with %s", async (_, nonsense) => {
    addFile("events/nonsense.fits.gz", { ...eventMetadata(21), ...nonsense });
    const report = await run();
    expect(report.observations.added).toBe(3);
    expect(report.skipped.join("\n")).toMatch(/1 observations can not be described: hess:events\/nonsense/);
  });
  it.each<[string, object]>([["NUL", { target: "Cr\0ab" }], ["half a character", { target: "Crab \ud83d" }], ["a list", { target: ["Crab"] }], ["an object", { zenith: { deg: 47 } }], ["nothing", { target: null }], ["quotes and tabs", { target: "\\.\t'\"{}\n" }]])("takes metadata with %s", async (_, odd) => {
    addFile("events/odd.fits.gz", { ...eventMetadata(22), ...odd });
    expect((await run()).observations.added).toBe(4);
  });
  it("never stops a harvest, whatever it is (400 DIDs of random metadata)", async () => {
    const number = fc.oneof(fc.double({ noNaN: true }).filter(Number.isFinite), fc.integer(), fc.constantFrom(1e308, -1e308, 5e-324, 2 ** 53, 2 ** 63, -1));
    const value = fc.oneof(number, number.map(String), fc.string({ unit: "binary" }), fc.jsonValue({ maxDepth: 2 }).map((json) => json as never));
    const random = fc.record(Object.fromEntries(Object.keys(eventMetadata(1)).map((key) => [key, fc.option(value, { nil: undefined, freq: 2 })])));
    for (const [i, odd] of fc.sample(random, { numRuns: 400, seed: 20261129 }).entries()) {
      const changed = Object.fromEntries(Object.entries(odd).filter(([, each]) => each !== undefined)) as Record<string, string>;
      addFile(`events/random_${i}.fits.gz`, { ...eventMetadata(1000 + i), ...changed });
    }
    const report = await run();
    expect(report.observations.added).toBeGreaterThan(3);
    expect(report.skipped.join("\n")).toMatch(/observations can not be described/);
  });
  it("keeps an observation closed that several projects claim", async () => {
    fake.world.dids.get("hess:open-data")!.content.push("hess:events/obs_1.fits.gz");
    const report = await run();
    expect(report.withoutProject).toBe(1);
    expect(report.skipped.join("\n")).toMatch(/claimed by several projects \(LAKE-CRAB, LAKE-OPEN\) and given to none: hess:events\/obs_1/);
    expect(await seen(member, "observation", "obs_id")).toEqual(["2", "3"]);
  });
  it("leaves a file out that holds what is unknown beside what is open", async () => {
    addFile("irf/open_and_unknown.fits.gz", { obs_ids: [3, 77] });
    await run();
    expect(await rows("SELECT name FROM product WHERE name LIKE 'irf/open%'")).toEqual([]);
  });
  it.each([
    ["an empty answer", "empty-200", /lists nothing in the scope hess, of which the catalogue has 6 files/],
    ["a list that stays cut", "cut", RucioAnswerCut],
    ["a Rucio that is away", "gateway-503", RucioUnreachable],
  ] as const)("changes nothing: %s", async (_, fault, expected) => {
    await run();
    addEvents(4);
    fake.fault("search", fault, fault, fault);
    await expect(run()).rejects.toThrow(expected);
    expect(await rows("SELECT count(*)::int AS n FROM observation")).toEqual([{ n: 3 }]);
  });
  it("changes nothing when metadata or copies break off for good", async () => {
    for (const call of ["bulkmeta", "replicas"]) {
      fake.fault(call, "cut", "cut", "cut");
      await expect(run()).rejects.toThrow(RucioAnswerCut);
    }
    expect(await rows("SELECT count(*)::int AS n FROM collection")).toEqual([{ n: 0 }]);
  });
  it("goes on after passing faults", async () => {
    fake.fault("search", "cut");
    fake.fault("bulkmeta", "html-500");
    fake.fault("replicas", "token-refused", "drop");
    fake.fault("files", "bare-500");
    expect((await run()).observations.added).toBe(3);
  });
  it("asks for metadata one by one where a release has none in bulk", async () => {
    fake.fault("bulkmeta", "html-200");
    expect((await run()).observations.added).toBe(3);
    expect(fake.count("meta")).toBe(6);
  });
  it("refuses a project's DID that Rucio does not know", async () => {
    fake.world.dids.delete("hess:open-data");
    await expect(run()).rejects.toThrow(/LAKE-OPEN is said to be hess:open-data, which Rucio does not know/);
  });
  it("refuses a mapping under which nothing is an observation, and says why", async () => {
    await expect(run({ ...mappingExample, observations: { ...mappingExample.observations, columns: { ...mappingExample.observations.columns, TSTART: "no_such_key" } } })).rejects.toThrow(/None of the 6 files .* became an observation; nothing was changed\. 3 observations can not be described/);
  });
  it("refuses a collection that was loaded from a store", async () => {
    await run();
    await withSystemSql("test", (sql) => sql.run("UPDATE product_release SET backend = 'local'"));
    await expect(run()).rejects.toThrow(/was loaded from a store/);
  });
});
