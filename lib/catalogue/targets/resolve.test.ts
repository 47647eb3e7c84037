import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { forgetEnvironment } from "@/lib/config/environment";
import { FakeSesame, resolver, sesameXml } from "./fake-sesame.test-support";
import { resolveTarget } from "./resolve";

const sesame = new FakeSesame();
const patient = () => new AbortController().signal;
const configure = (url: string | undefined) => {
  Object.assign(process.env, { AIRSHOWER_MODE: "test", PORTAL_URL: "http://127.0.0.1:1", FILES_URL: "http://127.0.0.1:2", OIDC_ISSUER: "http://127.0.0.1:3", OIDC_CLIENT_ID: "x", OIDC_CLIENT_SECRET: "x", DATABASE_URL: "postgresql://x/y", PORTAL_SECRET: "0123456789abcdefghijklmnopqrstuvwxyz-one" });
  if (url === undefined) delete process.env.SESAME_URL;
  else process.env.SESAME_URL = url;
  forgetEnvironment();
};

beforeAll(() => sesame.start());
afterAll(() => sesame.stop());
afterEach(() => {
  sesame.asked.length = 0;
  sesame.givenUp = 0;
});

describe("a name, without CDS", () => {
  it("is looked up in the portal's own list, and asked back when it is not there or means two things", async () => {
    configure(undefined);
    expect(await resolveTarget("crab", patient())).toMatchObject({ isExact: true, items: [{ name: "Crab Nebula", raDeg: 83.6331, decDeg: 22.0145, classes: ["pwn"] }], sesame: "off", problem: null });
    expect(await resolveTarget("Kookaburra", patient())).toMatchObject({ isExact: true, items: [{ name: "HESS J1418-609" }, { name: "HESS J1420-607" }] });
    expect(await resolveTarget("Markarian", patient())).toMatchObject({ isExact: false, items: [{ name: "Markarian 180" }, { name: "Markarian 421" }, { name: "Markarian 501" }] });
    expect(await resolveTarget("M 31", patient())).toEqual({ name: "M 31", isExact: false, items: [], sesame: "off", problem: null });
    expect(sesame.asked).toEqual([]);
  });
});

describe("a name, with CDS", () => {
  beforeAll(() => configure(sesame.url));

  it("does not leave the portal when its own list holds it", async () => {
    expect(await resolveTarget("Crab", patient())).toMatchObject({ isExact: true, sesame: "not-needed" });
    expect(sesame.asked).toEqual([]);
  });
  it("is asked of CDS else, as it was typed", async () => {
    sesame.answers.set("M 31 & co?", { xml: sesameXml("M 31", resolver("S=Simbad (via client/server)", "M  31", 10.68470833, 41.26875, ["NGC   224", "NAME Andromeda &amp; more"])) });
    expect(await resolveTarget("M 31 & co?", patient())).toMatchObject({ isExact: true, sesame: "asked", problem: null, items: [{ name: "M 31", aliases: ["NGC 224", "NAME Andromeda & more"], raDeg: 10.68470833, decDeg: 41.26875, classes: ["G"], source: { id: "sesame", title: "CDS Sesame (Simbad)" } }] });
    expect(sesame.asked).toEqual(["M 31 & co?"]);
  });
  it("that CDS knows at two places is asked back, at one place told once", async () => {
    sesame.answers.set("two", { xml: sesameXml("two", resolver("S=Simbad", "A", 10, 10) + resolver("N=NED", "A", 10.001, 10) + resolver("V=VizieR", "B", 12, 10)) });
    expect((await resolveTarget("two", patient())).items.map(({ name }) => name)).toEqual(["A", "B"]);
  });
  it("that CDS does not know either is said to be unknown, with what begins so", async () => {
    expect(await resolveTarget("Westerl", patient())).toMatchObject({ isExact: false, sesame: "asked", problem: null, items: [{ name: "Westerlund 1" }, { name: "Westerlund 2" }] });
    for (const xml of [sesameXml("none", ""), "<Sesame><Target/></Sesame>"]) {
      sesame.answers.set("none", { xml });
      expect(await resolveTarget("none", patient())).toMatchObject({ isExact: false, items: [], sesame: "asked", problem: null });
    }
  });
  it.each(["unavailable", "elsewhere", "break", "page", "endless"] as const)("says so when CDS fails: %s", async (fault) => {
    sesame.answers.set("Markarian", fault);
    expect(await resolveTarget("Markarian", patient())).toMatchObject({ isExact: false, sesame: "failed", problem: expect.stringContaining("can not be reached"), items: [{ name: "Markarian 180" }, {}, {}] });
  });
  it("says so when CDS gives positions that are none", async () => {
    sesame.answers.set("odd", { xml: sesameXml("odd", resolver("S=Simbad", "A", 400, 10)) });
    expect(await resolveTarget("odd", patient())).toMatchObject({ sesame: "failed", items: [] });
  });
  it("is given up together with the request, and leaves room for others", async () => {
    sesame.answers.set("slow", "hang");
    const gone = new AbortController();
    const questions = Array.from({ length: 4 }, () => resolveTarget("slow", gone.signal));
    await vi.waitFor(() => expect(sesame.asked).toHaveLength(4));
    expect(await resolveTarget("M 31 & co?", patient())).toMatchObject({ sesame: "failed", problem: expect.stringContaining("Try again") });
    gone.abort(new Error("the asker went away"));
    for (const question of questions) await expect(question).rejects.toThrow("the asker went away");
    await vi.waitFor(() => expect(sesame.givenUp).toBe(4));
    expect(await resolveTarget("M 31 & co?", patient())).toMatchObject({ sesame: "asked" });
  });
});
