import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { insertRows } from "@/lib/catalogue/fixture.test-support";
import { forgetEnvironment } from "@/lib/config/environment";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { NotFound } from "@/lib/errors/requests";
import { addToBasket, readBasket, removeFromBasket } from "./basket";
import { changeBasket, createBasket, deleteBasket, listBaskets } from "./baskets";
import { BasketChanged, BasketNameTaken, LastBasket, TooManyBaskets } from "./errors";
import { basketListSchema, basketNameSchema, basketPageSchema, basketSchema } from "./schemas";

testDatabase();

const me = viewer("pi-open", "cta/projects/open");
const other = viewer("other");
const page = basketPageSchema.parse({});
const absentId = "00000000-0000-4000-8000-000000000000";

beforeAll(async () => {
  const store = await insertCollection("store");
  const open = await insertProject({ code: "OPEN", group: "cta/projects/open", metaReleaseAt: "2020-01-01T00:00:00Z", dataReleaseAt: "2020-01-01T00:00:00Z" });
  await insertRows([1, 2, 3].map((obsId) => ({ collectionId: store, obsId, projectId: open })));
});
beforeEach(() => withSystemSql("test", (sql) => sql.run("DELETE FROM basket")));
afterEach(() => {
  delete process.env.BASKETS_PER_PERSON;
  forgetEnvironment();
});

const add = (ids: string[], basketId: string | null = null, ifMatch: string | null = null) => addToBasket(me, { ids, withIrfs: false }, ifMatch, basketId);
const make = (name: string, more: { copyOf?: string; isCurrent?: boolean } = {}) => createBasket(me, { name, isCurrent: true, ...more });
const nothing = (asked: Promise<unknown>) => expect(asked).rejects.toEqual(new NotFound());
const names = async () => (await listBaskets(me)).items.map(({ name, isCurrent, itemCount }) => `${name}${isCurrent ? "*" : ""} ${itemCount}`);

describe("baskets by name", () => {
  it("begin with the one that the first addition makes", async () => {
    expect(await listBaskets(me)).toEqual({ items: [], limit: 50 });
    expect(await readBasket(me, page)).toMatchObject({ id: null, name: "default", isCurrent: true, revision: 0 });
    const { basketId } = await add(["store:1"]);
    const basket = await readBasket(me, page);
    expect(basketSchema.parse(basket)).toEqual(basket);
    expect(basket).toMatchObject({ id: basketId, name: "default", revision: 1, totalCount: 1 });
    expect(basketListSchema.parse(await listBaskets(me)).items).toMatchObject([{ id: basketId, name: "default", isCurrent: true, itemCount: 1, hasQuery: false }]);
  });

  it("are filled one by one: the current one, and any by its id", async () => {
    await add(["store:1"]);
    const crab = await make("crab");
    expect(await names()).toEqual(["crab* 0", "default 1"]);
    await add(["store:2"]);
    await add(["store:3"], (await listBaskets(me)).items[1]!.id);
    expect(await names()).toEqual(["crab* 1", "default 2"]);
    expect((await readBasket(me, page)).items.map(({ id }) => id)).toEqual(["store:2"]);
    expect((await readBasket(me, page, crab.id)).isCurrent).toBe(true);
    await changeBasket(me, (await listBaskets(me)).items[1]!.id, { isCurrent: true }, null);
    expect(await names()).toEqual(["crab 1", "default* 2"]);
    expect((await readBasket(me, page)).totalCount).toBe(2);
  });

  it("never share a revision, so that the tag of one is no other's", async () => {
    await add(["store:1"]);
    const second = await make("second");
    expect(second.revision).toBe(2);
    await expect(add(["store:2"], null, '"1"')).rejects.toEqual(new BasketChanged(2));
    expect((await add(["store:2"], null, '"2"')).revision).toBe(3);
    const first = (await listBaskets(me)).items.find(({ name }) => name === "default")!;
    expect(first.revision).toBe(1);
    await deleteBasket(me, second.id, '"3"');
    // The count goes on above the deleted one's, on the one that took its place.
    const left = await readBasket(me, page);
    expect([left.id, left.revision]).toEqual([first.id, 4]);
    expect((await make("third")).revision).toBe(5);
  });

  it("are copied with their pins, renamed and deleted", async () => {
    await add(["store:1", "store:2"]);
    const original = (await listBaskets(me)).items[0]!;
    const copy = await make("copy", { copyOf: original.id, isCurrent: false });
    expect(await names()).toEqual(["copy 2", "default* 2"]);
    await removeFromBasket(me, { ids: ["store:1"] }, null, copy.id);
    expect((await readBasket(me, page, original.id)).totalCount).toBe(2);
    const renamed = await changeBasket(me, copy.id, { name: "Crab, 2004" }, null);
    expect(renamed).toMatchObject({ name: "Crab, 2004", isCurrent: false });
    await expect(changeBasket(me, copy.id, { name: "default" }, null)).rejects.toEqual(new BasketNameTaken("default"));
    await expect(changeBasket(me, copy.id, { name: "late" }, `"${copy.revision}"`)).rejects.toBeInstanceOf(BasketChanged);
    await deleteBasket(me, original.id, null);
    expect(await names()).toEqual(["Crab, 2004* 1"]);
    await expect(deleteBasket(me, copy.id, null)).rejects.toEqual(new LastBasket());
  });

  it("have names that differ, and a limit", async () => {
    await make("one");
    await expect(make("one")).rejects.toEqual(new BasketNameTaken("one"));
    process.env.BASKETS_PER_PERSON = "2";
    forgetEnvironment();
    await make("two");
    await expect(make("three")).rejects.toEqual(new TooManyBaskets(2));
    expect((await listBaskets(me)).limit).toBe(2);
    expect(basketNameSchema.parse("  Crab  ")).toBe("Crab");
    for (const name of ["", "   ", "a\u0000b", "a\nb", "x".repeat(101)]) expect(basketNameSchema.safeParse(name).success, JSON.stringify(name)).toBe(false);
  });

  it("belong to one person: another's is like none", async () => {
    const mine = await make("mine");
    for (const id of [mine.id, absentId, "no id"]) {
      await nothing(readBasket(other, page, id));
      await nothing(addToBasket(other, { ids: ["store:1"], withIrfs: false }, null, id));
      await nothing(removeFromBasket(other, { all: true }, null, id));
      await nothing(changeBasket(other, id, { name: "taken" }, null));
      await nothing(deleteBasket(other, id, null));
    }
    await nothing(createBasket(other, { name: "stolen", copyOf: mine.id, isCurrent: true }));
    expect((await listBaskets(other)).items).toEqual([]);
    // Two people may use one name.
    expect((await createBasket(other, { name: "mine", isCurrent: true })).isCurrent).toBe(true);
  });

  it("stay one of each name, and one current, however many tabs make them at once", async () => {
    const made = await Promise.allSettled([...Array.from({ length: 4 }, () => make("same")), ...Array.from({ length: 4 }, (_, i) => make(`tab ${i}`)), add(["store:1"]), add(["store:2"])]);
    expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(7);
    const { items } = await listBaskets(me);
    expect(items.filter(({ isCurrent }) => isCurrent)).toHaveLength(1);
    expect(new Set(items.map(({ name }) => name)).size).toBe(items.length);
    expect(new Set(items.map(({ revision }) => revision)).size).toBe(items.length);
  });
});
