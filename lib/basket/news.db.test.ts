import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { insertRows } from "@/lib/catalogue/fixture.test-support";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { NotFound } from "@/lib/errors/requests";
import { addToBasket, readBasket, removeFromBasket } from "./basket";
import { changeBasket, createBasket } from "./baskets";
import { BasketChanged, NoBasketQuery } from "./errors";
import { insertFile, insertRelease, setIndexDefinitions, setIndexRow } from "./fixture.test-support";
import { createManifest } from "./links";
import { draftManifest } from "./manifest";
import { addNews, readNews } from "./news";
import { basketNewsSchema, basketPageSchema, manifestBodySchema } from "./schemas";

testDatabase();

const past = "2020-01-01T00:00:00Z";
const future = "2999-01-01T00:00:00Z";
const member = viewer("pi-crab", "cta/projects/crab");
const outsider = viewer("outsider");
const page = basketPageSchema.parse({});
const query = { instrument: "HESS" };
const projects: Record<string, number> = {};
let store: number;
const events = [["events", "events", "EVENTS"], ["gti", "gti", "GTI"], ["aeff", "aeff_2d", "AEFF"], ["edisp", "edisp_2d", "EDISP"], ["psf", "psf_table", "PSF"], ["bkg", "bkg_3d", "BKG"]] as const;
const files: Record<number, { product: string; observation: string }> = {};

beforeAll(async () => {
  store = await insertCollection("store");
  await setIndexDefinitions(store);
  projects.open = await insertProject({ code: "OPEN", group: "cta/projects/open", metaReleaseAt: past, dataReleaseAt: past });
  projects.closed = await insertProject({ code: "AGN", group: "cta/projects/agn", metaReleaseAt: past, dataReleaseAt: future });
  projects.hidden = await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: future, dataReleaseAt: future });
});
beforeEach(async () => {
  for (const table of ["manifest", "basket", "hdu", "observation_product", "product_release", "product", "observation"]) await withSystemSql("test", (sql) => sql.run(`DELETE FROM ${table}`));
  await observe(1, "open");
});

async function observe(obsId: number, project: "open" | "closed" | "hidden", instrument = "HESS"): Promise<void> {
  const [id] = await insertRows([{ collectionId: store, obsId, projectId: projects[project]!, instrument }]);
  await setIndexRow({ id: id!, obsId });
  files[obsId] = { observation: id!, product: await insertFile({ collectionId: store, name: `data/${obsId}.fits`, observations: [{ id: id!, obsId }], hdus: events }) };
}
const begin = (who = member) => addToBasket(who, { query, withIrfs: true, keepQuery: true }, null);
const counts = async (who = member) => {
  const { newCount, readableCount } = await readNews(who, null);
  return [newCount, readableCount];
};

describe("a basket that keeps its search", () => {
  it("counts what the search finds by now, under the rights of who asks", async () => {
    await begin();
    await begin(outsider);
    expect(basketNewsSchema.parse(await readNews(member, null))).toMatchObject({ revision: 1, newCount: 0, readableCount: 0 });
    await observe(2, "open");
    await observe(3, "closed");
    await observe(4, "hidden");
    await observe(5, "open", "MAGIC");
    expect(await counts()).toEqual([3, 2]);
    expect(await counts(outsider)).toEqual([2, 1]);
    // The same basket, its owner's right ended: what is hidden now is not counted.
    expect(await counts({ ...member, groups: [] })).toEqual([2, 1]);
  });

  it("takes them in, with IRFs as before, and counts anew", async () => {
    await begin();
    await observe(2, "open");
    await observe(4, "hidden");
    const { since } = await readNews(member, null);
    await expect(addNews(member, null, '"0"')).rejects.toBeInstanceOf(BasketChanged);
    expect(await addNews(member, null, '"1"')).toMatchObject({ changed: 2, revision: 2, totalCount: 3 });
    const basket = await readBasket(member, page);
    expect(basket.items.map(({ id, withIrfs }) => `${id} ${withIrfs}`).sort()).toEqual(["store:1 true", "store:2 true", "store:4 true"]);
    expect(await counts()).toEqual([0, 0]);
    expect(Date.parse(basket.query!.at)).toBeGreaterThanOrEqual(Date.parse(since));
    expect(basket.query).toMatchObject({ filter: query, withIrfs: true });
  });

  it("does not call new what was taken out by hand, nor after a copy", async () => {
    await begin();
    await removeFromBasket(member, { ids: ["store:1"] }, null);
    expect(await counts()).toEqual([0, 0]);
    await observe(2, "open");
    expect(await counts()).toEqual([1, 1]);
    const { id } = await readBasket(member, page);
    const copy = await createBasket(member, { name: "copy", copyOf: id!, isCurrent: false });
    expect(await readNews(member, copy.id)).toMatchObject({ newCount: 1 });
    expect((await addNews(member, copy.id, null)).changed).toBe(1);
    expect(await counts()).toEqual([1, 1]);
    await removeFromBasket(member, { all: true }, null);
    await addToBasket(member, { ids: ["store:1"], withIrfs: false }, null);
    expect(await counts()).toEqual([1, 1]);
  });

  it("finds nothing by a project that is hidden, as by one that never was", async () => {
    await observe(4, "hidden");
    for (const project of ["CRAB", "NEVER"]) {
      await addToBasket(outsider, { query: { project }, withIrfs: true, keepQuery: true }, null);
      expect(await counts(outsider)).toEqual([0, 0]);
    }
  });

  it("forgets it when asked; without a search nothing can be new", async () => {
    await expect(readNews(member, null)).rejects.toEqual(new NoBasketQuery());
    await begin();
    const { id } = await readBasket(member, page);
    await expect(readNews(outsider, id)).rejects.toEqual(new NotFound());
    await changeBasket(member, id!, { query: null }, null);
    expect((await readBasket(member, page)).query).toBeNull();
    await expect(readNews(member, null)).rejects.toEqual(new NoBasketQuery());
    await expect(addNews(member, null, null)).rejects.toEqual(new NoBasketQuery());
  });
});

describe("the difference to an earlier manifest", () => {
  const freeze = async () => (await createManifest(member, manifestBodySchema.parse({}))).id;
  const since = async (id: string) => {
    const draft = await draftManifest(member, "spectrum", { since: id });
    return { observations: draft.observations.map((each) => each.id), files: draft.files.map(({ did }) => did), problems: draft.problems.map(({ slug }) => slug) };
  };

  it("is a store of its own, of what is new and no more", async () => {
    await begin();
    const first = await freeze();
    expect(await since(first)).toEqual({ observations: [], files: [], problems: ["no-observations"] });
    await observe(2, "open");
    await addNews(member, null, null);
    expect(await since(first)).toEqual({ observations: ["store:2"], files: ["store:r1/data/2.fits"], problems: [] });
    const draft = await draftManifest(member, "spectrum", { since: first });
    expect(draft.generated.map(({ path }) => path)).toEqual(["obs-index.fits.gz", "hdu-index.fits.gz"]);
    const second = await freeze();
    expect(await since(second)).toMatchObject({ observations: [], files: [] });
  });

  it("holds an observation again whose files are others by now", async () => {
    await begin();
    const first = await freeze();
    await insertRelease(files[1]!.product, 2, { observations: [{ id: files[1]!.observation, obsId: 1 }], hdus: events });
    expect(await since(first)).toMatchObject({ observations: [] });
    await removeFromBasket(member, { all: true }, null);
    await addToBasket(member, { ids: ["store:1"], withIrfs: true }, null);
    expect(await since(first)).toMatchObject({ observations: ["store:1"], files: ["store:r2/data/1.fits"] });
  });

  it("keeps IRFs that were chosen by hand with what needs them, and tells what is closed", async () => {
    await insertFile({ collectionId: store, name: "irf.fits", role: "irf", sharing: "shared-irf", observations: [{ id: files[1]!.observation, obsId: 1 }], hdus: [["rad_max", "rad_max_2d", "RAD_MAX"]] });
    await addToBasket(member, { ids: ["store:1", "store:irf.fits"], withIrfs: true }, null);
    const first = await freeze();
    expect(await since(first)).toMatchObject({ observations: [], files: [] });
    await observe(2, "open");
    await observe(3, "closed");
    await addToBasket(member, { ids: ["store:2", "store:3"], withIrfs: true }, null);
    expect(await since(first)).toEqual({ observations: ["store:2"], files: ["store:r1/data/2.fits", "store:r1/irf.fits"], problems: ["item-closed"] });
  });
});
