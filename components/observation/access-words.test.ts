import { describe, expect, it } from "vitest";
import { nextChange, reasonOf } from "@/components/observation/access-words";

describe("why one can see and read", () => {
  it("names the group that gives the right, and when everybody has it", () => {
    const right = { allowed: true as const, rule: "project-group" as const, group: "cta/projects/sim-crab", releaseAt: "2027-03-01T00:00:00Z" };
    expect(reasonOf(right)).toBe("You are in the project's group cta/projects/sim-crab.");
    expect(nextChange(right)).toBe("Everybody may from 2027-03-01 on.");
  });

  it("gives the date of an embargo, or says that there is none", () => {
    expect(reasonOf({ allowed: false, rule: "embargoed", group: null, releaseAt: "2027-03-01T00:00:00Z" })).toMatch(/^Under embargo until 2027-03-01;/);
    const open = { allowed: false, rule: "no-date-set" as const, group: null, releaseAt: null };
    expect([reasonOf(open), nextChange(open)]).toEqual(["Under embargo, and no release date is set.", null]);
  });

  it("does not announce what has happened", () => expect(nextChange({ allowed: true, rule: "released", group: null, releaseAt: "2020-01-01T00:00:00Z" })).toBeNull());
});
