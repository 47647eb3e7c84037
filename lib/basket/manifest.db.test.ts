import * as fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { insertRows } from "@/lib/catalogue/fixture.test-support";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { readHduIndex } from "@/lib/gadf/hdu-index";
import { readObsIndex } from "@/lib/gadf/obs-index";
import { addToBasket, removeFromBasket } from "./basket";
import { ManifestOutdated } from "./errors";
import { insertFile, insertRelease, setIndexDefinitions, setIndexRow } from "./fixture.test-support";
import { buildManifest, draftManifest, freezeManifest, readKept, readManifest } from "./manifest";
import { manifestSchema } from "./schemas";

testDatabase();

const past = "2020-01-01T00:00:00Z";
const future = "2999-01-01T00:00:00Z";
const member = viewer("pi-crab", "cta/projects/crab");
const everybody = viewer("pi-both", "cta/projects/crab", "cta/projects/agn");
const events = [["events", "events", "EVENTS"], ["gti", "gti", "GTI"]] as const;
const irfs = [["aeff", "aeff_2d", "AEFF"], ["edisp", "edisp_2d", "EDISP"], ["psf", "psf_table", "PSF"], ["bkg", "bkg_3d", "BKG"]] as const;
const key: Record<string, string> = {};
const observation = (obsId: number, collection = "crab") => ({ id: key[`${collection}:${obsId}`]!, obsId });

beforeAll(async () => {
  const crab = await insertCollection("crab");
  const agn = await insertCollection("agn");
  const hidden = await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: future, dataReleaseAt: future });
  const closed = await insertProject({ code: "AGN", group: "cta/projects/agn", metaReleaseAt: past, dataReleaseAt: future });
  const rows = [
    { name: "crab", collectionId: crab, obsId: 10001, projectId: hidden },
    { name: "crab", collectionId: crab, obsId: 10002, projectId: hidden },
    { name: "agn", collectionId: agn, obsId: 10001, projectId: closed },
    { name: "agn", collectionId: agn, obsId: 20001, projectId: closed },
  ];
  const ids = await insertRows(rows.map(({ name: _name, ...row }) => row));
  for (const [i, row] of rows.entries()) {
    key[`${row.name}:${row.obsId}`] = ids[i]!;
    const own = { id: ids[i]!, obsId: row.obsId };
    await setIndexRow(own);
    key[`${row.name}:data/${row.obsId}.fits`] = await insertFile({ collectionId: row.collectionId, name: `data/${row.obsId}.fits`, observations: [own], hdus: row.name === "agn" ? [...events, ...irfs] : events });
  }
  await setIndexDefinitions(crab);
  await setIndexDefinitions(agn);
  key.irf = await insertFile({ collectionId: crab, name: "caldb/irf.fits", role: "irf", sharing: "shared-irf", observations: [observation(10001), observation(10002)], hdus: irfs });
  await insertFile({ collectionId: crab, name: "logs/10001.log", role: "log", observations: [observation(10001)] });
  await insertFile({ collectionId: crab, name: "TERMS.txt", role: "terms", sharing: "store", content: "cite us" });
});
beforeEach(() => withSystemSql("test", (sql) => sql.run("DELETE FROM basket")));

const add = (who: SignedInViewer, ids: string[], withIrfs = true) => addToBasket(who, { ids, withIrfs }, null);
const slugs = (problems: readonly { slug: string }[]) => problems.map(({ slug }) => slug).sort();

/** The two indexes of a kept manifest, read back. */
async function indexesOf(who: SignedInViewer, id: string) {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "airshower-index-"));
  const rows = await withViewerSql(who, (sql) => sql.rows<{ path: string; content: Buffer }>("SELECT path, content FROM manifest_file WHERE manifest_id = $1 AND content IS NOT NULL", [id]));
  for (const row of rows) await fs.writeFile(path.join(folder, row.path), row.content);
  const obs = await readObsIndex(path.join(folder, "obs-index.fits.gz"));
  const hdu = await readHduIndex(path.join(folder, "hdu-index.fits.gz"));
  await fs.rm(folder, { recursive: true });
  return { obsIds: obs.rows.map(({ obsId }) => Number(obsId)), hdus: hdu.rows.map((row) => `${row.obsId} ${row.hduType} ${path.posix.join(row.fileDir, row.fileName)} ${row.hduName}`) };
}

describe("a manifest", () => {
  it("lists the pinned releases, logs and terms, and indexes of exactly the selection", async () => {
    await add(member, ["crab:10001"]);
    const frozen = await freezeManifest(member, await draftManifest(member));
    const { manifest } = frozen;
    expect(manifestSchema.parse(manifest)).toEqual(manifest);
    expect(manifest.files.map(({ path: place, did, role }) => [place, did, role])).toEqual([
      ["TERMS.txt", "crab:r1/TERMS.txt", "terms"],
      ["caldb/irf.fits", "crab:r1/caldb/irf.fits", "irf"],
      ["data/10001.fits", "crab:r1/data/10001.fits", "event-list"],
      ["logs/10001.log", "crab:r1/logs/10001.log", "log"],
      ["obs-index.fits.gz", `manifest:${frozen.id}/obs-index.fits.gz`, "index"],
      ["hdu-index.fits.gz", `manifest:${frozen.id}/hdu-index.fits.gz`, "index"],
    ]);
    expect(manifest.files[1]!.url).toBe("http://127.0.0.1:39001/files/crab/r1/caldb/irf.fits");
    expect(manifest).toMatchObject({ basketRevision: 1, observations: ["crab:10001"], terms: ["TERMS.txt"], problems: [] });
    expect(manifest.totalBytes).toBe(manifest.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
    expect(await indexesOf(member, frozen.id)).toEqual({
      obsIds: [10001],
      hdus: ["10001 events data/10001.fits EVENTS", "10001 gti data/10001.fits GTI", "10001 aeff caldb/irf.fits AEFF", "10001 edisp caldb/irf.fits EDISP", "10001 psf caldb/irf.fits PSF", "10001 bkg caldb/irf.fits BKG"],
    });
  });
  it("leaves out what is closed and what is gone, and says so", async () => {
    await add(everybody, ["crab:10001", "agn:20001"]);
    const { manifest } = await freezeManifest(everybody, await draftManifest(everybody));
    expect(manifest.observations).toEqual(["agn:20001", "crab:10001"]);
    const onlyAgn = { ...everybody, groups: [] };
    const draft = await draftManifest(onlyAgn);
    expect(draft.files).toEqual([]);
    expect(draft.problems.map(({ slug, observationId, blocks }) => [slug, observationId, blocks])).toEqual([["item-closed", "agn:20001", false], ["item-gone", "crab:10001", false], ["no-observations", undefined, true]]);
    expect(JSON.stringify(draft)).not.toContain("10001.fits");
  });
  it("keeps the pinned release when a newer one is there", async () => {
    await add(member, ["crab:10002"]);
    await insertRelease(key["crab:data/10002.fits"]!, 2, { observations: [observation(10002)], hdus: events });
    const manifest = await buildManifest(member);
    expect(manifest.files.map(({ did }) => did)).toContain("crab:r1/data/10002.fits");
    expect(manifest.problems).toEqual([]);
  });
  it("puts two releases of one file side by side, each observation with its own", async () => {
    await add(member, ["crab:10001"]);
    await insertRelease(key.irf!, 2, { observations: [observation(10001), observation(10002)], hdus: irfs });
    await add(member, ["crab:10002"]);
    const frozen = await freezeManifest(member, await draftManifest(member));
    const { hdus } = await indexesOf(member, frozen.id);
    expect(hdus.filter((row) => row.includes("aeff"))).toEqual(["10001 aeff caldb/irf.r1.fits AEFF", "10002 aeff caldb/irf.fits AEFF"]);
  });
  it("gives each of several stores a folder, and takes an OBS_ID once", async () => {
    await add(everybody, ["crab:10001"]);
    await add(everybody, ["agn:10001", "agn:20001"]);
    const draft = await draftManifest(everybody);
    expect(draft.files.map(({ path: place }) => place)).toEqual(["agn/data/20001.fits", "crab/TERMS.txt", "crab/caldb/irf.fits", "crab/data/10001.fits", "crab/logs/10001.log"]);
    expect(draft.problems).toMatchObject([{ slug: "obs-id-twice", observationId: "agn:10001", blocks: true }]);
    const frozen = await freezeManifest(everybody, draft);
    expect((await indexesOf(everybody, frozen.id)).obsIds.sort()).toEqual([10001, 20001]);
  });
  it("takes a linked IRF file that was put in by its own id", async () => {
    await add(member, ["crab:10001", "crab:caldb/irf.fits"], false);
    const frozen = await freezeManifest(member, await draftManifest(member));
    expect((await indexesOf(member, frozen.id)).hdus).toHaveLength(6);
  });
  it("takes an event list put in by its own id as a file only", async () => {
    await add(member, ["crab:10001", "crab:data/10002.fits", "crab:data/10001.fits"]);
    const frozen = await freezeManifest(member, await draftManifest(member));
    expect(frozen.manifest.observations).toEqual(["crab:10001"]);
    expect(frozen.manifest.files.map(({ path: place }) => place)).toContain("data/10002.fits");
    expect((await indexesOf(member, frozen.id)).obsIds).toEqual([10001]);
    expect(frozen.manifest.problems).toMatchObject([{ slug: "file-not-indexed", path: "crab:data/10002.fits", blocks: false }]);
  });
  it("says what the analysis lacks", async () => {
    await add(member, ["crab:10001"], false);
    expect((await draftManifest(member, "spectrum")).problems.map(({ slug, blocks }) => [slug, blocks])).toEqual([["irf-missing", true], ["irf-missing", true], ["irf-missing", true]]);
    expect(slugs((await draftManifest(member, "map")).problems)).toHaveLength(4);
  });
  it("of an empty basket has nothing and says so", async () => {
    const manifest = await buildManifest(member);
    expect(manifest).toMatchObject({ basketRevision: 0, files: [], observations: [], totalBytes: 0, problems: [{ slug: "no-observations", blocks: true }] });
  });
});

describe("keeping a manifest", () => {
  it("keeps the same content once, and other content apart", async () => {
    await add(member, ["crab:10001"]);
    const first = await freezeManifest(member, await draftManifest(member));
    await removeFromBasket(member, { all: true }, null);
    await add(member, ["crab:10001"]);
    const again = await freezeManifest(member, await draftManifest(member));
    expect(again).toEqual(first);
    const other = await freezeManifest(everybody, await draftManifest(member));
    expect(other.digest).toBe(first.digest);
    expect(other.id).not.toBe(first.id);
    await add(member, ["crab:10002"]);
    const both = await freezeManifest(member, await draftManifest(member));
    expect(both.digest).not.toBe(first.digest);
    await removeFromBasket(member, { all: true }, null);
    await add(member, ["crab:10002"]);
    await add(member, ["crab:10001"]);
    expect((await freezeManifest(member, await draftManifest(member))).id).toBe(both.id);
  });
  it("keeps what a launch adds, which may name the manifest", async () => {
    await add(member, ["crab:10001"]);
    const draft = await draftManifest(member);
    const extras = { variant: "spectrum", files: (id: string) => [{ path: "spectrum.ipynb", content: Buffer.from(`{"manifest":"${id}"}`), mediaType: "application/x-ipynb+json", role: "notebook" as const }] };
    const launched = await freezeManifest(member, draft, extras);
    expect(launched.manifest.files.at(-1)).toMatchObject({ path: "spectrum.ipynb", role: "notebook", did: `manifest:${launched.id}/spectrum.ipynb` });
    expect((await freezeManifest(member, draft, extras)).id).toBe(launched.id);
    expect((await freezeManifest(member, draft)).digest).not.toBe(launched.digest);
  });
  it("refuses a draft whose right ended meanwhile, and keeps nothing of it", async () => {
    await add(member, ["crab:10001"]);
    const draft = await draftManifest(member);
    const before = await withSystemSql("test", (sql) => sql.rows<{ n: number }>("SELECT count(*)::int AS n FROM manifest"));
    await expect(freezeManifest({ ...member, groups: [] }, draft, { variant: "late", files: () => [] })).rejects.toThrow(ManifestOutdated);
    expect(await withSystemSql("test", (sql) => sql.rows("SELECT count(*)::int AS n FROM manifest"))).toEqual(before);
  });
  it("is for its owner only", async () => {
    await add(member, ["crab:10001"]);
    const { id, manifest } = await freezeManifest(member, await draftManifest(member));
    expect((await readManifest(member, id)).manifest).toEqual(manifest);
    await expect(readManifest(everybody, id)).rejects.toThrow(NotFound);
  });
  it("shows later what of it is still open, with the checksums of that alone", async () => {
    await withSystemSql("test", (sql) => sql.run("UPDATE product_release SET crc32 = 'deadbeef'"));
    await add(everybody, ["crab:10001", "agn:20001"]);
    const { id, manifest } = await freezeManifest(everybody, await draftManifest(everybody));
    expect(await readKept(everybody, id)).toMatchObject({ closedCount: 0 });
    const left = await readKept({ ...everybody, groups: ["cta/projects/agn"] }, id);
    const open = left.manifest.files.map(({ path: name }) => name);
    // The indexes name all observations, and are closed with the first of them; terms of use are of a store that is not seen any more.
    expect(open).toEqual(["agn/data/20001.fits"]);
    expect(left.closedCount).toBe(manifest.files.length - 1);
    expect([...left.crc32s]).toEqual([["agn/data/20001.fits", "deadbeef"]]);
    expect(left.manifest.observations).toEqual(["agn:20001"]);
    await withSystemSql("test", (sql) => sql.run("UPDATE product_release SET crc32 = NULL"));
  });
});
