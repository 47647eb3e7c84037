import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addToBasket, readBasket } from "@/lib/basket/basket";
import { basketPageSchema } from "@/lib/basket/schemas";
import { forgetEnvironment } from "@/lib/config/environment";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import { Embargoed, NotFound } from "@/lib/errors/requests";
import { NothingToLookAt } from "./errors";
import { eventsLookSchema, thetaSquaredLookSchema } from "./events/schema";
import { hdusLookSchema, rowsLookSchema } from "./file/schema";
import { insertLookCatalogue, type LookCatalogue, member, outsider, startLooking } from "./fixture.test-support";
import { aeffLookSchema } from "./irf/schema";
import { forgetLooks } from "./limit";
import { lookAtObservation, lookAtProduct, type LookAnswer } from "./look";
import { type LookName, lookQuerySchema } from "./schemas";
import type { WorthEvent } from "./worth/schema";
import { chosenOf, worthOf } from "./worth/worth";

testDatabase();
let catalogue: LookCatalogue;
let stop: () => Promise<void>;
beforeAll(async () => {
  catalogue = await insertLookCatalogue();
  stop = await startLooking();
});
afterAll(() => stop());

const never = new AbortController().signal;
const here = { address: null, signal: never };
const look = (viewer: Viewer, id: string, name: LookName, query: Record<string, unknown> = {}) => lookAtObservation(viewer, id, name, lookQuerySchema.parse({ waitSec: 20, ...query }), here);
const resultOf = (answer: LookAnswer): unknown => {
  if (answer.state !== "ready") throw new Error("it was not made in time");
  return JSON.parse(answer.result) as unknown;
};
const previews = (viewer: Viewer) => withViewerSql(viewer, (sql) => sql.rows<{ look: string }>("SELECT look FROM preview"));

describe("a look at an observation", () => {
  it("tells of its events what is in the file", async () => {
    const events = eventsLookSchema.parse(resultOf(await look(anonymous, catalogue.open, "events")));
    expect(events.eventCount).toBe(100);
    expect(events.target).toMatchObject({ name: "Crab", raDeg: 83.63, decDeg: 22.51 });
    expect(events.energy).toMatchObject({ counts: [100], outside: 0 });
    expect(events.times).toMatchObject({ ontimeSec: 90, goodTimes: [[0, 90]] });
    expect(events.map).toMatchObject({ outside: 0 });
  });
  it("counts around the target and about the pointing", async () => {
    const made = thetaSquaredLookSchema.parse(resultOf(await look(anonymous, catalogue.open, "theta-squared")));
    if ("reason" in made) throw new Error(made.reason);
    // A ring of a hundred: each region of 0.1 degrees holds the events within 11.5 degrees of its own angle, seven of them.
    expect(made.on).toBe(7);
    expect(Math.abs(made.excess)).toBeLessThan(1.5);
    expect(made.alpha).toBe(1 / made.offCentres.length);
  });
  it("is kept: nothing is ordered a second time", async () => {
    await look(anonymous, catalogue.open, "aeff");
    const jobs = () => withSystemSql("test", (sql) => sql.rows("SELECT 1 FROM pgboss.job WHERE name = 'look-make'"));
    const before = (await jobs()).length;
    const again = await lookAtObservation(anonymous, catalogue.open, "aeff", lookQuerySchema.parse({ waitSec: 0 }), here);
    expect(aeffLookSchema.parse(resultOf(again)).areaM2).toEqual([[1e5, 1e5], [1e5, 1e5]]);
    expect((await jobs()).length).toBe(before);
  });
  it("is not there for who does not see the observation, made or not", async () => {
    await look(member, catalogue.hidden, "events");
    for (const viewer of [anonymous, outsider]) {
      const answers = await Promise.all([catalogue.hidden, "sim:999"].map((id) => look(viewer, id, "events").catch((error: unknown) => error)));
      for (const answer of answers) expect(answer).toBeInstanceOf(NotFound);
      expect((answers[0] as Error).message).toBe((answers[1] as Error).message);
    }
  });
  it("says when closed data open", async () => {
    await expect(look(anonymous, catalogue.closed, "events")).rejects.toSatisfy((error) => error instanceof Embargoed && (error.details.opensAt as string).startsWith("2999"));
    await expect(lookAtProduct(anonymous, "sim:data/obs_2.fits", null, { waitSec: 0, ...here })).rejects.toBeInstanceOf(Embargoed);
  });
  it("goes with the right, and with it what was kept", async () => {
    const revoked = { ...member, groups: [] };
    await look(member, catalogue.hidden, "aeff");
    expect((await previews(member)).length).toBeGreaterThan((await previews(revoked)).length);
    await expect(look(revoked, catalogue.hidden, "aeff")).rejects.toBeInstanceOf(NotFound);
    await withSystemSql("test", (sql) => sql.run("UPDATE project SET data_clock_date = '2999-01-01' WHERE code = 'OLD'"));
    await expect(look(anonymous, catalogue.open, "aeff")).rejects.toBeInstanceOf(Embargoed);
    expect(await previews(anonymous)).toEqual([]);
    await withSystemSql("test", (sql) => sql.run("UPDATE project SET data_clock_date = '2020-01-01' WHERE code = 'OLD'"));
    expect((await look(anonymous, catalogue.open, "aeff")).state).toBe("ready");
  });
  it("tells what is wrong with a file, again and again", async () => {
    for (let i = 0; i < 2; i++) await expect(look(anonymous, catalogue.broken, "events")).rejects.toMatchObject({ slug: "fits-truncated", status: 422, message: expect.stringContaining("data/obs_4.fits") as string });
  });
  it("is made anew where a part was away when it was tried, and the old failure is not told for the new one", async () => {
    const made = await look(anonymous, catalogue.open, "aeff");
    if (made.state !== "ready") throw new Error("it was not made in time");
    const problem = JSON.stringify({ slug: "look-too-long", status: 503, message: "slow" });
    await withSystemSql("test", (sql) => sql.run("UPDATE preview SET answer = NULL, problem = $1, made_at = now() - interval '11 seconds' FROM product_release r JOIN product p ON p.id = r.product_id WHERE release_id = r.id AND look = 'aeff' AND p.name = $2", [problem, made.productId.split(":")[1]]));
    expect((await look(anonymous, catalogue.open, "aeff")).state).toBe("ready");
  });
  it("is limited while it is to be made, and not once it is kept", async () => {
    process.env.LOOKS_PER_MINUTE = "1";
    forgetEnvironment();
    forgetLooks();
    const at = (raDeg: number) => look(member, catalogue.open, "theta-squared", { raDeg, decDeg: 22, radiusDeg: 0.2 });
    try {
      expect((await at(83.1)).state).toBe("ready");
      await expect(at(83.2)).rejects.toMatchObject({ status: 429, slug: "too-many-looks" });
      for (let i = 0; i < 5; i++) expect((await at(83.1)).state).toBe("ready");
    } finally {
      delete process.env.LOOKS_PER_MINUTE;
      forgetEnvironment();
      forgetLooks();
    }
  });
  it("tells what the store does not link", async () => {
    await expect(look(anonymous, catalogue.open, "bkg")).rejects.toBeInstanceOf(NothingToLookAt);
  });
  it("is written down", async () => {
    await look(member, catalogue.hidden, "events");
    const entries = await withSystemSql("test", (sql) => sql.rows("SELECT 1 FROM audit_entry WHERE action = 'preview.shown' AND subject->>'look' = 'events'"));
    expect(entries.length).toBeGreaterThan(0);
  });
});

describe("a file", () => {
  it("shows its HDUs and first rows", async () => {
    const { hdus } = hdusLookSchema.parse(resultOf(await lookAtProduct(anonymous, "sim:data/obs_3.fits", null, { waitSec: 20, ...here })));
    expect(hdus.map(({ name, rows }) => [name, rows])).toEqual([["PRIMARY", null], ["EVENTS", 100], ["GTI", 1], ["AEFF", 1]]);
    expect(hdus[1]!.cards.find(({ keyword }) => keyword === "OBJECT")?.value).toBe("Crab");
    const rows = rowsLookSchema.parse(resultOf(await lookAtProduct(anonymous, "sim:data/obs_3.fits", 1, { waitSec: 20, ...here })));
    expect([rows.rows, rows.first.length, rows.first[1]![0]]).toEqual([100, 20, 1e8 + 1]);
  });
  it("has no HDU beyond its last", async () => {
    await expect(lookAtProduct(anonymous, "sim:data/obs_3.fits", 9, { waitSec: 20, ...here })).rejects.toMatchObject({ slug: "no-such-hdu" });
  });
});

describe("what a basket is worth", () => {
  const told = async (signal = never): Promise<WorthEvent[]> => {
    const { id } = await readBasket(member, basketPageSchema.parse({}));
    const events: WorthEvent[] = [];
    for await (const event of worthOf(member, await chosenOf(member, id!), 1, signal)) events.push(event);
    return events;
  };
  it("is the sum over what may be read, and says what is left out", async () => {
    await addToBasket(member, { ids: [catalogue.hidden, catalogue.closed, catalogue.open, catalogue.broken], withIrfs: false }, null);
    const events = await told();
    const [summary, exposure] = [events[0]!, events.at(-1)!];
    if (summary.kind !== "summary" || exposure.kind !== "exposure") throw new Error("the sum did not end");
    expect(summary.summary).toMatchObject({ observations: 4, closed: 1, livetimeSec: 4000, targets: [{ name: "Crab Nebula", observations: 4, livetimeSec: 4000 }] });
    expect(summary.summary.zenith.observations[9]).toBe(4);
    // Two of 1e5 m2 times 1000 s.
    expect(exposure.exposure).toMatchObject({ summed: 2, fields: [{ observations: 2, maxM2s: 2e8 }] });
    expect(exposure.exposure.left.map(({ observations }) => observations)).toEqual([1, 1]);
  });
  it("ends with the request", async () => {
    const ended = new AbortController();
    ended.abort();
    expect((await told(ended.signal)).map(({ kind }) => kind)).not.toContain("exposure");
  });
  it("is nobody else's", async () => {
    await expect(chosenOf(outsider, (await readBasket(member, basketPageSchema.parse({}))).id!)).rejects.toBeInstanceOf(NotFound);
  });
});
