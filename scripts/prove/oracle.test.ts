import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { dataReleaseAt, discovers, metaReleaseAt, reads, readsProduct, seesProject } from "./oracle";
import type { Clock, Observation, Person, Project, World } from "./world";

const now = Date.UTC(2026, 0, 31, 12);
const day = 86_400_000;
const observation = (change: Partial<Observation> = {}): Observation => ({ id: "c1:1", collection: "c1", project: "P1", endedAt: now - day, deliveredAt: now - day, target: "Crab", instrument: "LST", ...change });
const project = (code: string, group: string, clock: Clock): Project => ({ code, group, pi: "pi", deputies: [], meta: clock, data: clock });
const person = (...groups: string[]): Person => ({ sub: "s1", username: "u1", groups });
const world = (change: Partial<World> = {}): World => ({
  now, collections: [{ name: "c1", group: "staff", managers: ["managers"], sharedIrfsPublic: false }], projects: [project("P1", "p1", { date: now + day }), project("P2", "p2", { date: null })],
  joint: [], observations: [observation()], products: [], grants: [], holds: [], denials: [], people: [], ...change,
});
const only = (w: World) => w.observations[0]!;

describe("the oracle", () => {
  it("is short enough to be read at once, and reads no database", () => {
    const text = fs.readFileSync(path.join(import.meta.dirname, "oracle.ts"), "utf8");
    expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(80);
    expect([...text.matchAll(/^import (?!type)/gm)]).toEqual([]);
  });

  it("counts months by the calendar, in UTC, to the last day of a shorter one", () => {
    const clock: Clock = { months: 1, after: "observation" };
    const w = world({ projects: [project("P1", "p1", clock)], observations: [observation({ endedAt: now })] });
    expect(new Date(metaReleaseAt(w, only(w))).toISOString()).toBe("2026-02-28T12:00:00.000Z");
  });

  it("opens in the very moment of the date, and bytes never before descriptions", () => {
    const opened = world({ projects: [project("P1", "p1", { date: now })] });
    expect(reads(opened, person(), only(opened))).toBe(true);
    const late = world({ observations: [observation({ metaOverride: now + day, dataOverride: now - day })] });
    expect(dataReleaseAt(late, only(late))).toBe(now + day);
  });

  it("gives a joint project to both groups, at the later date", () => {
    const w = world({ joint: [["P1", "P2"]] });
    expect(metaReleaseAt(w, only(w))).toBe(Infinity);
    expect([reads(w, person("p2"), only(w)), seesProject(w, person("p1"), w.projects[1]!)]).toEqual([true, true]);
  });

  it("lets a denial beat everything and a hold everything but the managers' view", () => {
    const denied = world({ denials: [{ sub: "s1", project: "P1", lifted: false }] });
    expect(discovers(denied, person("p1", "managers"), only(denied))).toBe(false);
    const held = world({ holds: [{ project: "P1", closes: "discover", lifted: false }] });
    expect([discovers(held, person("p1"), only(held)), discovers(held, person("managers"), only(held)), reads(held, person("managers", "p1"), only(held))]).toEqual([false, true, false]);
  });

  it("opens files of some roles only by a grant on those", () => {
    const w = world({
      products: [{ name: "log", collection: "c1", sharing: "single", role: "log", of: ["c1:1"], releases: 1 }, { name: "events", collection: "c1", sharing: "single", role: "event-list", of: ["c1:1"], releases: 1 }],
      grants: [{ to: { person: "s1" }, project: "P1", rights: "read", roles: ["log"], from: now, until: null, revoked: false }],
    });
    expect(w.products.map((p) => readsProduct(w, person(), p))).toEqual([true, false]);
    expect(reads(w, person(), only(w))).toBe(false);
  });
});
