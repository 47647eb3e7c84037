import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { insertRows } from "@/lib/catalogue/fixture.test-support";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { anonymous, type SignedInViewer, type Viewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { useHub } from "@/lib/launch/fixture.test-support";
import { planLaunch } from "@/lib/launch/plan";
import { launchRequestSchema } from "@/lib/launch/schemas";
import { FakeHub } from "@/lib/launch/services/fake-hub.test-support";
import { addToBasket, readBasket, removeFromBasket } from "./basket";
import { insertFile, insertRelease, setIndexDefinitions, setIndexRow } from "./fixture.test-support";
import { createManifest, endLink, listManifests, shareManifest } from "./links";
import { buildManifest, draftManifest } from "./manifest";
import { basketPageSchema, manifestBodySchema, manifestPageSchema, type SharedManifest, sharedManifestSchema } from "./schemas";
import { readSharedManifest } from "./shared";

testDatabase();
const hub = new FakeHub();

// Who shares a manifest gives no right: everybody is shown what they may read, and of the rest nothing at all.

const past = "2020-01-01T00:00:00Z";
const future = "2999-01-01T00:00:00Z";
const owner = viewer("pi-both", "cta/projects/crab", "cta/projects/agn");
const half = viewer("pi-agn", "cta/projects/agn");
const outsider = viewer("outsider");
const absentId = "00000000-0000-4000-8000-000000000000";
const events = [["events", "events", "EVENTS"], ["gti", "gti", "GTI"]] as const;
const irfs = [["aeff", "aeff_2d", "AEFF"], ["edisp", "edisp_2d", "EDISP"], ["psf", "psf_table", "PSF"], ["bkg", "bkg_3d", "BKG"]] as const;
const key: Record<string, string> = {};
/** Everything that a hidden or closed file could be told by. */
const secrets: string[] = [];

beforeAll(async () => {
  await hub.start();
  useHub(hub);
  const store = await insertCollection("store");
  const veiled = await insertCollection("veiled");
  const hidden = await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: future, dataReleaseAt: future });
  const closed = await insertProject({ code: "AGN", group: "cta/projects/agn", metaReleaseAt: past, dataReleaseAt: future });
  const open = await insertProject({ code: "OPEN", group: "cta/projects/open", metaReleaseAt: past, dataReleaseAt: past });
  const rows = [
    { collectionId: store, obsId: 10001, projectId: hidden },
    { collectionId: veiled, obsId: 10002, projectId: hidden },
    { collectionId: store, obsId: 20001, projectId: closed },
    { collectionId: store, obsId: 30001, projectId: open },
  ];
  const ids = await insertRows(rows);
  for (const [i, { obsId, collectionId }] of rows.entries()) {
    const own = { id: ids[i]!, obsId };
    key[obsId] = own.id;
    await setIndexRow(own);
    key[`events ${obsId}`] = await insertFile({ collectionId, name: `data/${obsId}.fits`, observations: [own], hdus: [...events, ...irfs], content: `events of ${obsId}`.repeat(obsId % 97) });
  }
  await setIndexDefinitions(store);
  await setIndexDefinitions(veiled);
  const of = (obsId: number) => ({ id: key[obsId]!, obsId });
  // Of the open and the hidden observation together: neither named nor counted beside the open one.
  await insertFile({ collectionId: store, name: "maps/both.fits", role: "irf", sharing: "combined", observations: [of(10001), of(30001)], hdus: [["rad_max", "rad_max_2d", "RAD_MAX"]], content: "both".repeat(41) });
  await insertFile({ collectionId: store, name: "TERMS.txt", role: "terms", sharing: "store", content: "Cite the store." });
  await insertFile({ collectionId: veiled, name: "TERMS-veiled.txt", role: "terms", sharing: "store", content: "Cite what is veiled." });
  const files = await withSystemSql("test", (sql) => sql.rows<{ sha256: string; name: string }>("SELECT r.sha256, p.name FROM product_release r JOIN product p ON p.id = r.product_id WHERE p.name ~ '1000|both|veiled'"));
  secrets.push(...files.flatMap(({ sha256, name }) => [sha256, name]), "10001", "10002", "veiled", "CRAB", "both.fits");
});
afterAll(() => hub.stop());
beforeEach(async () => {
  for (const table of ["launch", "manifest", "basket"]) await system(`DELETE FROM ${table}`);
});
const system = (text: string) => withSystemSql("test", (sql) => sql.run(text));

/** A manifest of these observations, kept by its owner, with its link. */
async function shared(ids: readonly string[], who: SignedInViewer = owner, share = true): Promise<string> {
  await removeFromBasket(who, { all: true }, null);
  await addToBasket(who, { ids: [...ids], withIrfs: true }, null);
  return (await createManifest(who, manifestBodySchema.parse({ share }))).id;
}
const all = ["store:10001", "veiled:10002", "store:20001", "store:30001"];

/** What an answer says beside which manifest it is and when it was made. */
const told = (answer: unknown, id: string) => JSON.stringify(answer).replaceAll(id, "ID").replace(/"(createdAt|sharedAt)":"[^"]*"/g, '"$1":""').replace(/frozen on [\d-]+/, "frozen").replace(/(manifest[:/])[0-9a-f-]{36}/g, "$1ID");
const ids = ({ observations }: SharedManifest) => observations.map(({ id }) => id);
const nothing = (asked: Promise<unknown>) => expect(asked).rejects.toEqual(new NotFound());

const strangers: readonly [string, Viewer, readonly string[]][] = [
  ["anonymous", anonymous, ["store:30001"]],
  ["an outsider", outsider, ["store:30001"]],
  ["somebody with half the rights", half, ["store:20001", "store:30001"]],
];

describe("a shared manifest", () => {
  it("shows its owner all of it, with the stores' terms to cite", async () => {
    const answer = await readSharedManifest(owner, await shared(all));
    expect(sharedManifestSchema.parse(answer)).toEqual(answer);
    expect(ids(answer)).toEqual(["store:10001", "store:20001", "store:30001", "veiled:10002"]);
    expect(answer.citation.acknowledgements.map(({ collection, text }) => [collection, text])).toEqual([["store", "Cite the store."], ["veiled", "Cite what is veiled."]]);
    expect(answer.files.map(({ path }) => path)).toContain("store/maps/both.fits");
  });

  it.each(strangers)("shows %s what a manifest of nothing but the readable part would, to the letter", async (_who, who, readable) => {
    const [whole, part] = [await shared(all), await shared(readable)];
    // The part of one who shares it with all rights holds the file of both; so its owner is who has no more rights than who looks.
    const own = who.kind === "user" ? await shared(readable, who) : await shared(readable, outsider);
    const answer = await readSharedManifest(who, whole);
    expect(ids(answer)).toEqual(readable);
    expect(told(answer, whole)).toBe(told(await readSharedManifest(who, part), part));
    expect(told({ ...answer, isOwner: who.kind === "user" }, whole)).toBe(told(await readSharedManifest(who, own), own));
    expect(answer.totalBytes).toBe(answer.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
    for (const secret of secrets) expect(JSON.stringify(answer).replaceAll(whole, "")).not.toContain(secret);
  });

  it.each(strangers)("of which %s may read nothing is no manifest", async (_who, who) => {
    const veiled = await shared(["store:10001", "veiled:10002"]);
    await nothing(readSharedManifest(who, veiled));
    await nothing(readSharedManifest(who, absentId));
    await nothing(readSharedManifest(who, "no id"));
    await nothing(draftManifest(who, "spectrum", { manifestId: veiled }));
  });

  it.each(strangers)("without a link, or after it, is nobody's but its owner's: not %s's", async (_who, who) => {
    const id = await shared(all, owner, false);
    await nothing(readSharedManifest(who, id));
    await shareManifest(owner, id);
    expect(ids(await readSharedManifest(who, id)).length).toBeGreaterThan(0);
    await endLink(owner, id);
    await nothing(readSharedManifest(who, id));
    await nothing(draftManifest(who, "spectrum", { manifestId: id }));
    expect(await readSharedManifest(owner, id)).toMatchObject({ isOwner: true, sharedAt: null });
    await shareManifest(owner, id);
    expect(ids(await readSharedManifest(who, id)).length).toBeGreaterThan(0);
  });

  it("asks for rights when it is used, not when it was shared", async () => {
    const id = await shared(all);
    expect(ids(await readSharedManifest(half, id))).toEqual(["store:20001", "store:30001"]);
    expect(ids(await readSharedManifest({ ...half, groups: [] }, id))).toEqual(["store:30001"]);
    expect(ids(await readSharedManifest({ ...owner, groups: [] }, id))).toEqual(["store:30001"]);
    const veiled = await shared(["veiled:10002"]);
    expect(await readSharedManifest({ ...owner, groups: [] }, veiled)).toMatchObject({ isOwner: true, observations: [], files: [], totalBytes: 0, citation: { acknowledgements: [] } });
  });

  it("is shared, ended and listed by its owner alone", async () => {
    const id = await shared(all);
    for (const who of [half, outsider]) {
      await nothing(endLink(who, id));
      await nothing(shareManifest(who, id));
      expect((await listManifests(who, manifestPageSchema.parse({}))).items).toEqual([]);
    }
    await nothing(endLink(outsider, absentId));
    expect((await listManifests(owner, manifestPageSchema.parse({}))).items).toMatchObject([{ id, observationCount: 4, launched: false }]);
    expect((await listManifests({ ...owner, groups: [] }, manifestPageSchema.parse({}))).items).toMatchObject([{ id, observationCount: 1 }]);
  });

  it("leaves no more in the tables themselves for whoever asks without any condition", async () => {
    const [whole, veiled, unshared] = [await shared(all), await shared(["store:10001"]), await shared(["store:30001"], owner, false)];
    for (const [, who, readable] of strangers) {
      await withViewerSql(who, async (sql) => {
        const items = await sql.rows<{ manifest_id: string; public_id: string }>("SELECT DISTINCT manifest_id, public_id FROM manifest_item ORDER BY public_id");
        expect(items).toEqual(readable.map((id) => ({ manifest_id: whole, public_id: id })));
        expect(await sql.rows("SELECT manifest_id FROM manifest_link")).toEqual([{ manifest_id: whole }]);
        expect(await sql.rows("SELECT 1 FROM manifest UNION ALL SELECT 1 FROM manifest_file")).toEqual([]);
      });
    }
    await expect(withViewerSql(outsider, (sql) => sql.run("INSERT INTO manifest_link (manifest_id, owner_sub, frozen_at) VALUES ($1, $2, now())", [unshared, outsider.sub]))).rejects.toThrow(/row-level security/);
    await expect(withViewerSql(outsider, (sql) => sql.run("INSERT INTO manifest_item (manifest_id, place, public_id, kind, with_irfs, pin_product, pin_release) VALUES ($1, 0, 'x', 'product', false, 1, 1)", [veiled]))).rejects.toThrow(/row-level security/);
    expect(await withViewerSql(outsider, (sql) => sql.run("UPDATE manifest_link SET ended_at = now()"))).toBe(0);
  });

  it("goes into a basket as far as it may be read, at the releases that it pinned", async () => {
    const id = await shared(all);
    await insertRelease(key["events 30001"]!, 2, { observations: [{ id: key["30001"]!, obsId: 30001 }], hdus: [...events, ...irfs] });
    const change = await addToBasket(outsider, { manifestId: id, withIrfs: false }, null);
    expect(change).toMatchObject({ changed: 1, totalCount: 1, skipped: [] });
    const basket = await readBasket(outsider, basketPageSchema.parse({}));
    expect(basket.items).toMatchObject([{ id: "store:30001", state: "readable", withIrfs: true, newerRelease: true, fileCount: 1 }]);
    const again = await buildManifest(outsider);
    expect(again.files.map(({ did }) => did)).toContain("store:r1/data/30001.fits");
    await nothing(addToBasket(outsider, { manifestId: absentId, withIrfs: false }, null));
    await nothing(addToBasket(outsider, { manifestId: await shared(["store:10001"]), withIrfs: false }, null));
    await system("DELETE FROM product_release WHERE release = 2");
    await system("UPDATE product SET current_release = 1");
  });

  it("leaves as an export and a launch of the readable part, its problems included", async () => {
    const whole = await shared(all);
    const own = await shared(["store:30001"], outsider);
    const exported = await buildManifest(outsider, "spectrum", { manifestId: whole });
    expect(exported.observations).toEqual(["store:30001"]);
    for (const secret of secrets) expect(JSON.stringify(exported)).not.toContain(secret);
    expect(told({ ...exported, basketRevision: 0 }, whole)).toBe(told({ ...(await buildManifest(outsider, "spectrum", { manifestId: own })), basketRevision: 0 }, own));
    const request = (manifestId: string) => launchRequestSchema.parse({ service: "jupyterhub", manifestId });
    expect(await planLaunch(outsider, request(whole))).toEqual(await planLaunch(outsider, request(own)));
    await nothing(planLaunch(outsider, request(absentId)));
    await nothing(planLaunch(outsider, request(await shared(["store:10001"]))));
  });

  it("can not be used as another's earlier manifest, to learn by a difference what is in it", async () => {
    const id = await shared(all);
    await addToBasket(outsider, { ids: ["store:30001"], withIrfs: true }, null);
    await nothing(draftManifest(outsider, "spectrum", { since: id }));
    await nothing(draftManifest(outsider, "spectrum", { since: absentId }));
  });
});
