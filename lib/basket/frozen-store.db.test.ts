import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { insertRows } from "@/lib/catalogue/fixture.test-support";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { addToBasket, removeFromBasket } from "./basket";
import { ManifestOutdated } from "./errors";
import { insertFile, insertRelease, setIndexDefinitions, setIndexRow } from "./fixture.test-support";
import { createManifest, listManifests, shareManifest } from "./links";
import { draftManifest, freezeManifest, keepStore, readKept } from "./manifest";
import { writeItems } from "./manifest/write-items";
import { manifestBodySchema, manifestPageSchema } from "./schemas";
import { readSharedManifest } from "./shared";

testDatabase();

// A store that is kept for an archive has its releases in one list, and what it was chosen by in one column, until rows are needed.

const past = "2020-01-01T00:00:00Z";
const future = "2999-01-01T00:00:00Z";
const owner = viewer("pi-agn", "cta/projects/agn");
const outsider = viewer("outsider");
const events = [["events", "events", "EVENTS"], ["gti", "gti", "GTI"]] as const;
const both = ["store:20001", "store:30001"];
const key: Record<string, string> = {};

beforeAll(async () => {
  const store = await insertCollection("store");
  const closed = await insertProject({ code: "AGN", group: "cta/projects/agn", metaReleaseAt: past, dataReleaseAt: future });
  const open = await insertProject({ code: "OPEN", group: "cta/projects/open", metaReleaseAt: past, dataReleaseAt: past });
  const rows = [{ collectionId: store, obsId: 20001, projectId: closed }, { collectionId: store, obsId: 30001, projectId: open }];
  const ids = await insertRows(rows);
  for (const [i, { obsId }] of rows.entries()) {
    const own = { id: ids[i]!, obsId };
    key[obsId] = own.id;
    await setIndexRow(own);
    key[`events ${obsId}`] = await insertFile({ collectionId: store, name: `data/${obsId}.fits`, observations: [own], hdus: events, content: `events of ${obsId}` });
  }
  await setIndexDefinitions(store);
});
beforeEach(async () => {
  for (const table of ["manifest", "basket"]) await system(`DELETE FROM ${table}`);
  await addToBasket(owner, { ids: both, withIrfs: false }, null);
});

const system = (text: string, values: readonly unknown[] = []) => withSystemSql("test", (sql) => sql.run(text, values));
const count = async (table: string, id: string, where = "true") => (await withSystemSql("test", (sql) => sql.rows<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE manifest_id = $1 AND ${where}`, [id])))[0]!.n;
const nothing = (asked: Promise<unknown>) => expect(asked).rejects.toEqual(new NotFound());
const dids = ({ files }: { readonly files: readonly { readonly did: string }[] }) => files.map(({ did }) => did).filter((did) => !did.startsWith("manifest:"));
const list = async (who: SignedInViewer) => (await listManifests(who, manifestPageSchema.parse({}))).items;

describe("a store that was kept for an archive", () => {
  it("has no row for any release, and none of what it was chosen by, until it is shared", async () => {
    const id = await keepStore(owner);
    expect([await count("manifest_file", id, "release_id IS NOT NULL"), await count("manifest_item", id)]).toEqual([0, 0]);
    expect(dids((await readKept(owner, id)).manifest)).toEqual(["store:r1/data/20001.fits", "store:r1/data/30001.fits"]);
    await shareManifest(owner, id);
    expect([await count("manifest_file", id, "release_id IS NOT NULL"), await count("manifest_item", id)]).toEqual([0, 2]);
  });

  it("is shared as it was frozen, whatever became of the basket and the files since", async () => {
    const id = await keepStore(owner);
    await removeFromBasket(owner, { ids: ["store:30001"] }, null);
    await insertRelease(key["events 20001"]!, 2, { observations: [{ id: key["20001"]!, obsId: 20001 }], hdus: events });
    await shareManifest(owner, id);
    expect(dids(await readSharedManifest(owner, id))).toEqual(["store:r1/data/20001.fits", "store:r1/data/30001.fits"]);
    expect(dids(await readSharedManifest(outsider, id))).toEqual(["store:r1/data/30001.fits"]);
    await system("DELETE FROM product_release WHERE release = 2");
    await system("UPDATE product SET current_release = 1");
  });

  it("is made again by its owner without a link", async () => {
    const id = await keepStore(owner);
    expect((await draftManifest(owner, "spectrum", { manifestId: id })).members.map((each) => each.id)).toEqual(both);
    await removeFromBasket(owner, { all: true }, null);
    expect(await addToBasket(owner, { manifestId: id, withIrfs: false }, null)).toMatchObject({ changed: 2 });
  });

  it("is nobody else's: no row of it is made by a stranger, and no column read, with a link neither", async () => {
    const id = await keepStore(owner);
    await withViewerSql(outsider, (sql) => writeItems(sql, id));
    await nothing(draftManifest(outsider, "spectrum", { manifestId: id }));
    await nothing(addToBasket(outsider, { manifestId: id, withIrfs: false }, null));
    await nothing(shareManifest(outsider, id));
    await nothing(readKept(outsider, id));
    expect(await count("manifest_item", id)).toBe(0);
    await shareManifest(owner, id);
    expect(await withViewerSql(outsider, (sql) => sql.rows("SELECT items, releases, release_ids FROM manifest"))).toEqual([]);
    await expect(withViewerSql(owner, (sql) => sql.run("UPDATE manifest SET items = '[]', release_ids = '{1}'"))).rejects.toThrow(/permission denied/);
  });

  it("is the same manifest as when it is drafted and kept in two steps", async () => {
    const id = await keepStore(owner);
    expect((await freezeManifest(owner, await draftManifest(owner))).id).toBe(id);
    expect((await createManifest(owner, manifestBodySchema.parse({ share: true }))).id).toBe(id);
    expect(await keepStore(owner)).toBe(id);
  });

  it("is refused in two steps when a right ended in between", async () => {
    const draft = await draftManifest(owner);
    await expect(freezeManifest({ ...owner, groups: [] }, draft)).rejects.toThrow(ManifestOutdated);
    expect(await list(owner)).toEqual([]);
  });

  it("is shown, counted and compared with as far as its owner may read it now", async () => {
    const id = await keepStore(owner);
    const whole = (await readKept(owner, id)).manifest;
    expect(await list(owner)).toMatchObject([{ id, fileCount: 4, totalBytes: whole.totalBytes, observationCount: 2 }]);
    const left = { ...owner, groups: [] };
    const part = await readKept(left, id);
    expect([dids(part.manifest), part.manifest.observations, part.closedCount]).toEqual([["store:r1/data/30001.fits"], ["store:30001"], 3]);
    expect(await list(left)).toMatchObject([{ id, fileCount: 1, totalBytes: part.manifest.totalBytes, observationCount: 1 }]);
    expect((await draftManifest(owner, "spectrum", { since: id })).files).toEqual([]);
    expect(await keepStore(left)).not.toBe(id);
  });

  it("tells the CRC-32 of each file by its path, as a manifest of rows does", async () => {
    await system("UPDATE product_release SET crc32 = lpad(to_hex(id), 8, '0')");
    const crc32Of = async (name: string) => (await withSystemSql("test", (sql) => sql.rows<{ crc32: string }>("SELECT r.crc32 FROM product_release r JOIN product p ON p.id = r.product_id WHERE p.name = $1", [name])))[0]!.crc32;
    const expected = new Map(await Promise.all(["data/20001.fits", "data/30001.fits"].map(async (name) => [name, await crc32Of(name)] as const)));
    const launched = await freezeManifest(owner, await draftManifest(owner), { variant: "test", files: () => [] });
    for (const id of [await keepStore(owner), launched.id]) expect((await readKept(owner, id)).crc32s).toEqual(expected);
    expect(await count("manifest_file", launched.id, "release_id IS NOT NULL")).toBe(2);
  });

  it("is read as before where all of it lies in the body and in rows", async () => {
    const id = await keepStore(owner);
    const { manifest } = await readKept(owner, id);
    await system("INSERT INTO manifest_file (manifest_id, path, release_id, size_bytes, media_type) SELECT m.id, 'data/' || CASE u.place WHEN 1 THEN '20001' ELSE '30001' END || '.fits', u.id, 1, 'application/fits' FROM manifest m CROSS JOIN unnest(m.release_ids) WITH ORDINALITY u(id, place) WHERE m.id = $1", [id]);
    await system("UPDATE manifest SET body = $2, releases = NULL, release_count = 0, release_ids = NULL, items = NULL WHERE id = $1", [id, manifest]);
    expect(await readKept(owner, id)).toMatchObject({ manifest, closedCount: 0 });
    expect(await readKept({ ...owner, groups: [] }, id)).toMatchObject({ closedCount: 3 });
    expect(await list(owner)).toMatchObject([{ id, fileCount: 4 }]);
    expect(await keepStore(owner)).toBe(id);
    expect(await count("manifest_item", id)).toBe(2);
  });
});
