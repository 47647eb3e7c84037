import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { insertRows } from "@/lib/catalogue/fixture.test-support";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { BadCursor, BadRequest } from "@/lib/errors/requests";
import { addToBasket, ITEM_LIMIT, readBasket, removeFromBasket } from "./basket";
import { BasketChanged, BasketFull } from "./errors";
import { insertFile, insertRelease } from "./fixture.test-support";
import { basketAddSchema } from "./schemas";

testDatabase();

const past = "2020-01-01T00:00:00Z";
const future = "2999-01-01T00:00:00Z";
const member = viewer("pi-crab", "cta/projects/crab");
const agn = viewer("pi-agn", "cta/projects/agn");
const outsider = viewer("outsider", "cta/other");

const key: Record<string, string> = {};
const irfHdus = [["aeff", "aeff_2d", "EFFECTIVE AREA"], ["edisp", "edisp_2d", "ENERGY DISPERSION"]] as const;

beforeAll(async () => {
  const collectionId = await insertCollection("sim");
  const secret = await insertCollection("secret");
  const crab = await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: future, dataReleaseAt: future });
  const closed = await insertProject({ code: "AGN", group: "cta/projects/agn", metaReleaseAt: past, dataReleaseAt: future });
  const open = await insertProject({ code: "OLD", group: "cta/projects/old", metaReleaseAt: past, dataReleaseAt: past });
  const rows = [
    { collectionId: secret, obsId: 10001, projectId: crab, targetName: "Crab Nebula", livetimeSec: 1500 },
    { collectionId: secret, obsId: 10002, projectId: crab, targetName: "Crab Nebula" },
    { collectionId, obsId: 20001, projectId: closed, targetName: "PKS 2155-304" },
    { collectionId, obsId: 30001, projectId: open, targetName: "M87" },
  ];
  const ids = await insertRows(rows);
  rows.forEach(({ obsId }, index) => (key[obsId] = ids[index]!));
  const observation = (obsId: number) => ({ id: key[obsId]!, obsId });
  for (const { obsId, collectionId: store } of rows) {
    await insertFile({ collectionId: store, name: `data/obs_${obsId}.fits`, observations: [observation(obsId)], hdus: [["events", "events", "EVENTS"], ["gti", "gti", "GTI"]] });
  }
  key.log = await insertFile({ collectionId: secret, name: "logs/10001.txt", role: "log", observations: [observation(10001)] });
  key.irf = await insertFile({ collectionId: secret, name: "irf/z20.fits", role: "irf", sharing: "shared-irf", observations: [observation(10001), observation(10002)], hdus: irfHdus });
});

beforeEach(async () => {
  await withSystemSql("test", (sql) => sql.run("DELETE FROM basket"));
});

const page = { limit: 200 };
const add = (who: SignedInViewer, ids: string[], withIrfs = false, ifMatch: string | null = null) => addToBasket(who, { ids, withIrfs }, ifMatch);
const pins = (publicId: string) =>
  withSystemSql("test", (sql) => sql.rows<{ products: string[]; releases: number[] }>("SELECT pin_products AS products, pin_releases AS releases FROM basket_item WHERE public_id = $1", [publicId])).then((rows) => rows[0]);

describe("a basket", () => {
  it("is empty at revision 0 for who never used one, and reading makes none", async () => {
    expect(await readBasket(member, page)).toMatchObject({ revision: 0, items: [], totalCount: 0, nextCursor: null });
    expect(await withSystemSql("test", (sql) => sql.rows("SELECT 1 FROM basket"))).toEqual([]);
  });
  it("takes what the viewer sees, with what it says now", async () => {
    const change = await add(member, ["secret:10001", "sim:20001", "sim:30001"]);
    expect(change).toMatchObject({ revision: 1, changed: 3, totalCount: 3, skipped: [] });
    const basket = await readBasket(member, page);
    expect(basket).toMatchObject({ revision: 1, totalCount: 3, observationCount: 3, readableCount: 2, closedCount: 1, goneCount: 0, totalBytes: 300 });
    expect(basket.items).toMatchObject([
      { id: "secret:10001", state: "readable", opensAt: null, projectCode: "CRAB", title: "Crab Nebula", livetimeSec: 1500, fileCount: 2, sizeBytes: 200 },
      { id: "sim:20001", state: "closed", opensAt: "2999-01-01T00:00:00.000Z", fileCount: 1 },
      { id: "sim:30001", state: "readable", projectCode: "OLD", fileCount: 1, sizeBytes: 100 },
    ]);
  });
  it("leaves out hidden and absent ids with one and the same reason", async () => {
    const ids = ["secret:10001", "secret:99999", "nowhere:1", "secret:irf/z20.fits", "secret:irf/absent.fits", "sim:30001"];
    const change = await add(outsider, ids);
    expect(change.changed).toBe(1);
    expect(change.skipped).toEqual(ids.slice(0, 5).map((id) => ({ id, reason: "not-found" })));
  });
  it("changes nothing when the same is added twice, also under another spelling", async () => {
    await add(member, ["secret:10001"]);
    expect(await add(member, ["secret:10001", "secret:0010001", "secret:10001"])).toMatchObject({ revision: 1, changed: 0, totalCount: 1, skipped: [] });
  });
  it("pins an observation's own files, and with IRFs the shared ones that the store links", async () => {
    await add(member, ["secret:10001"]);
    expect((await pins("secret:10001"))?.products).not.toContain(key.irf);
    expect((await pins("secret:10001"))?.products).toContain(key.log);
    expect(await add(member, ["secret:10001"], true)).toMatchObject({ revision: 2, changed: 1 });
    expect((await pins("secret:10001"))?.products).toContain(key.irf);
    expect((await pins("secret:10001"))?.releases).toEqual([1, 1, 1]);
    expect(await add(member, ["secret:10001"], true)).toMatchObject({ revision: 2, changed: 0 });
    await add(member, ["secret:10002"], true);
    const basket = await readBasket(member, page);
    expect(basket.items.map((item) => [item.withIrfs, item.fileCount])).toEqual([[true, 2], [true, 3]]);
    // The IRF file of both observations counts once.
    expect(basket.totalBytes).toBe(400);
  });
  it("takes a product by its own id", async () => {
    expect(await add(member, ["secret:irf/z20.fits"])).toMatchObject({ changed: 1 });
    const [item] = (await readBasket(member, page)).items;
    expect(item).toMatchObject({ id: "secret:irf/z20.fits", kind: "product", state: "readable", title: "irf/z20.fits", fileCount: 1 });
  });
  it("keeps the release that was pinned, and says that there is a newer one", async () => {
    await add(member, ["secret:10001"]);
    await insertRelease(key.log!, 2);
    expect((await readBasket(member, page)).items[0]).toMatchObject({ newerRelease: true, sizeBytes: 200 });
    expect((await pins("secret:10001"))?.releases).toEqual([1, 1]);
    await add(member, ["secret:10001"], true);
    expect((await pins("secret:10001"))?.releases).toEqual([1, 1, 1]);
    await removeFromBasket(member, { ids: ["secret:10001"] }, null);
    await add(member, ["secret:10001"]);
    expect((await readBasket(member, page)).items[0]).toMatchObject({ newerRelease: false });
    expect((await pins("secret:10001"))?.releases).toEqual([1, 2]);
  });
  it("takes all results of a search, as far as the viewer sees them", async () => {
    expect(await addToBasket(outsider, { query: {}, withIrfs: true }, null)).toMatchObject({ changed: 2, skipped: [] });
    expect(await addToBasket(member, { query: { project: "CRAB" }, withIrfs: true }, null)).toMatchObject({ changed: 2 });
    expect(await addToBasket(outsider, { query: { project: "CRAB" }, withIrfs: true }, null)).toMatchObject({ changed: 0, revision: 1 });
    expect(await addToBasket(agn, { query: { q: "pks 2155" }, withIrfs: false }, null)).toMatchObject({ changed: 1 });
  });
});

describe("what is in a basket and goes", () => {
  it("looks the same when hidden and when deleted, and opens again with the right", async () => {
    await add(member, ["secret:10001", "secret:10002", "secret:irf/z20.fits", "sim:30001"]);
    const withoutGroup = viewer("pi-crab");
    const hidden = await readBasket(withoutGroup, page);
    expect(hidden).toMatchObject({ goneCount: 3, readableCount: 1, totalBytes: 100 });
    const gone = { state: "gone", opensAt: null, title: null, projectCode: null, targetName: null, startMjd: null, livetimeSec: null, sizeBytes: 0, fileCount: 0, newerRelease: false };
    for (const item of hidden.items.slice(0, 3)) expect(item).toMatchObject(gone);
    await withSystemSql("test", (sql) => sql.run("UPDATE basket_item SET observation_id = -1 WHERE public_id = 'secret:10002'"));
    const deleted = (await readBasket(member, page)).items.find(({ id }) => id === "secret:10002");
    expect(deleted).toEqual(hidden.items.find(({ id }) => id === "secret:10002"));
    // What was deleted and came back under its id is a new thing: adding it again takes its files.
    expect(await add(member, ["secret:10002"])).toMatchObject({ changed: 1 });
    expect(await readBasket(member, page)).toMatchObject({ goneCount: 0 });
  });
  it("can be taken out by the id under which it was saved", async () => {
    await add(member, ["secret:10001", "sim:30001"]);
    const withoutGroup = viewer("pi-crab");
    expect(await removeFromBasket(withoutGroup, { ids: ["secret:10001", "secret:10002"] }, null)).toMatchObject({ revision: 2, changed: 1, totalCount: 1, skipped: [{ id: "secret:10002", reason: "not-in-basket" }] });
    expect(await removeFromBasket(withoutGroup, { all: true }, null)).toMatchObject({ revision: 3, changed: 1, totalCount: 0 });
    expect(await removeFromBasket(withoutGroup, { all: true }, null)).toMatchObject({ revision: 3, changed: 0 });
  });
});

describe("a file in a basket", () => {
  it("is closed until its own date, shared IRFs until their observations' first one", async () => {
    await add(outsider, ["sim:data/obs_20001.fits", "sim:data/obs_30001.fits"]);
    expect((await readBasket(outsider, page)).items).toMatchObject([
      { kind: "product", state: "closed", opensAt: "2999-01-01T00:00:00.000Z", title: "data/obs_20001.fits", projectCode: "AGN", sizeBytes: 100 },
      { kind: "product", state: "readable", opensAt: null },
    ]);
    await add(member, ["secret:irf/z20.fits"]);
    const looking = viewer("pi-crab");
    expect((await readBasket(looking, page)).items).toMatchObject([{ state: "gone" }]);
    await withSystemSql("test", (sql) => sql.run("UPDATE project SET meta_clock_date = $1 WHERE code = 'CRAB'", [past]));
    expect((await readBasket(looking, page)).items).toMatchObject([{ state: "closed", opensAt: "2999-01-01T00:00:00.000Z" }]);
    await withSystemSql("test", (sql) => sql.run("UPDATE project SET meta_clock_date = $1 WHERE code = 'CRAB'", [future]));
  });
});

it("refuses what would make a basket too full, and adds nothing of it", async () => {
  await add(member, ["sim:30001"]);
  await withSystemSql("test", (sql) => sql.run("INSERT INTO basket_item (basket_id, public_id, kind) SELECT id, 'gone:' || n, 'observation' FROM basket, generate_series(2, $1::int) n", [ITEM_LIMIT]));
  await expect(add(member, ["secret:10001"])).rejects.toThrow(BasketFull);
  expect(await readBasket(member, { limit: 1 })).toMatchObject({ revision: 1, totalCount: ITEM_LIMIT, goneCount: ITEM_LIMIT - 1 });
  expect(await removeFromBasket(member, { all: true }, null)).toMatchObject({ changed: ITEM_LIMIT });
});

describe("two tabs", () => {
  it("lose nothing: who saw an older revision is told the current one, and nothing is changed", async () => {
    await add(member, ["secret:10001"], false, '"0"');
    await add(member, ["sim:30001"], false, '"1"');
    const late = add(member, ["secret:10002"], false, '"1"');
    await expect(late).rejects.toThrow(BasketChanged);
    await expect(late).rejects.toMatchObject({ status: 412, details: { revision: 2 } });
    await expect(removeFromBasket(member, { all: true }, '"1"')).rejects.toThrow(BasketChanged);
    expect(await readBasket(member, page)).toMatchObject({ revision: 2, totalCount: 2 });
    expect(await add(member, ["secret:10002"], false, '"9", "2"')).toMatchObject({ revision: 3 });
    expect(await removeFromBasket(member, { all: true }, "*")).toMatchObject({ revision: 4 });
  });
  it("that write at the same moment come one after the other", async () => {
    const tabs = await Promise.allSettled(["secret:10001", "secret:10002", "sim:20001", "sim:30001"].map((id) => add(member, [id], false, '"0"')));
    expect(tabs.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await Promise.all(["secret:10001", "secret:10002", "sim:20001", "sim:30001"].map((id) => add(member, [id])));
    expect(await readBasket(member, page)).toMatchObject({ revision: 4, totalCount: 4 });
  });
  it("give If-Match as HTTP has it", async () => {
    await expect(add(member, ["sim:30001"], false, "0")).rejects.toThrow(BadRequest);
    await expect(add(member, ["sim:30001"], false, 'W/"0"')).rejects.toThrow(BasketChanged);
  });
});

describe("pages", () => {
  it("hold every item once, newest first, and refuse cursors that were not issued", async () => {
    await add(member, ["sim:30001", "sim:20001"]);
    await add(member, ["secret:10002", "secret:10001"]);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const basket = await readBasket(member, { limit: 1, cursor });
      seen.push(...basket.items.map(({ id }) => id));
      cursor = basket.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(["secret:10001", "secret:10002", "sim:20001", "sim:30001"]);
    const { nextCursor } = await readBasket(member, { limit: 1 });
    await add(agn, ["sim:20001"]);
    await expect(readBasket(agn, { limit: 1, cursor: nextCursor! })).rejects.toThrow(BadCursor);
    await expect(readBasket(member, { limit: 1, cursor: "x" })).rejects.toThrow(BadCursor);
  });
});

it("takes all of a search but some, whether those are found, hidden or no ids of anything", async () => {
  expect(await addToBasket(member, { query: { project: "CRAB" }, except: ["secret:10002", "sim:20001", "no-such:1"], withIrfs: false }, null)).toMatchObject({ changed: 1, totalCount: 1 });
  expect((await readBasket(member, page)).items.map(({ id }) => id)).toEqual(["secret:10001"]);
  expect(await addToBasket(member, { query: { basket: "out", project: "CRAB" }, withIrfs: false }, null)).toMatchObject({ changed: 1, totalCount: 2 });
  expect(await addToBasket(outsider, { query: {}, except: ["secret:10001"], withIrfs: false }, null)).toMatchObject({ changed: 2 });
  const faults = (body: unknown) => basketAddSchema.safeParse(body).error?.issues.map(({ message }) => message) ?? [];
  expect(faults({ ids: ["sim:1"], except: ["sim:2"] })).toEqual(["goes with query"]);
  for (const query of [{ query: {}, except: ["sim:2"] }, { query: { basket: "out" } }]) expect(faults({ ...query, keepQuery: true })).toEqual([expect.stringContaining("can not be kept")]);
});

it.each([{ raDeg: null, decDeg: null, radiusDeg: 1 }, { raDeg: [], decDeg: [] }, { zenithMaxDeg: true }])("does not take %j for a search at some number", (query) => {
  const faults = basketAddSchema.safeParse({ query }).error?.issues ?? [];
  expect(faults.length).toBeGreaterThan(0);
  for (const { message } of faults) expect(message).toMatch(/^must be a number, and '.*' is none$/);
});

it("takes ten thousand results of a search in one go", async () => {
  const collectionId = await insertCollection("many");
  const projectId = await insertProject({ code: "MANY", group: "cta/projects/many", metaReleaseAt: future, dataReleaseAt: future });
  await insertRows(Array.from({ length: 10_000 }, (_, i) => ({ collectionId, obsId: 100_000 + i, projectId })));
  await withSystemSql("fixture", async (sql) => {
    await sql.run("INSERT INTO product (collection_id, name, role, sharing, observation_id, media_type, size_bytes) SELECT collection_id, 'data/' || obs_id || '.fits', 'event-list', 'single', id, 'application/fits', 1000 FROM observation WHERE collection_id = $1", [collectionId]);
    await sql.run("INSERT INTO product_release (product_id, release, size_bytes, sha256, location) SELECT id, 1, 1000, repeat('0', 64), 'x' FROM product WHERE collection_id = $1", [collectionId]);
    const [irf] = await sql.rows<{ id: string }>("INSERT INTO product (collection_id, name, role, sharing, media_type, size_bytes) VALUES ($1, 'irf.fits', 'irf', 'shared-irf', 'application/fits', 5000) RETURNING id", [collectionId]);
    await sql.run("INSERT INTO product_release (product_id, release, size_bytes, sha256, location) VALUES ($1, 1, 5000, repeat('1', 64), 'y')", [irf!.id]);
    await sql.run("INSERT INTO observation_product (observation_id, product_id) SELECT id, $2 FROM observation WHERE collection_id = $1", [collectionId, irf!.id]);
    await sql.run("INSERT INTO hdu (observation_id, product_id, release, hdu_type, hdu_name, row) SELECT p.observation_id, p.id, 1, t, t, '{}' FROM product p, unnest('{events,gti}'::text[]) t WHERE p.collection_id = $1 AND p.sharing = 'single'", [collectionId]);
    await sql.run("INSERT INTO hdu (observation_id, product_id, release, hdu_type, hdu_name, row) SELECT o.id, $2, 1, t, t, '{}' FROM observation o, unnest('{aeff,edisp,psf,bkg}'::text[]) t WHERE o.collection_id = $1", [collectionId, irf!.id]);
  });
  await withSystemSql("fixture", (sql) => sql.run("DELETE FROM basket"));
  const many = viewer("pi-many", "cta/projects/many");
  const started = performance.now();
  const change = await addToBasket(many, { query: { project: "MANY" }, withIrfs: true }, null);
  const addedMs = performance.now() - started;
  const basket = await readBasket(many, page);
  const readMs = performance.now() - started - addedMs;
  console.log(JSON.stringify({ measure: "basket select-all", items: change.changed, addMs: Math.round(addedMs), readMs: Math.round(readMs) }));
  expect(change).toMatchObject({ changed: 10_000, totalCount: 10_000 });
  expect(basket).toMatchObject({ readableCount: 10_000, totalBytes: 10_005_000, totalCount: 10_000 });
  expect(basket.items).toHaveLength(200);
});
