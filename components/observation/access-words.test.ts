import { describe, expect, it } from "vitest";
import { clockText, nextChange, personOf, publicText, reasonOf, rolesText } from "@/components/observation/access-words";
import type { AccessReport } from "@/lib/catalogue/schemas";

const nowMs = Date.parse("2026-11-20T16:00:00Z");
const you = personOf(null);
const decision = (rest: Partial<AccessReport["discover"]>): AccessReport["discover"] => ({ allowed: true, rule: "released", group: null, grantId: null, releaseAt: null, clock: null, ...rest });
const grant: AccessReport["grants"][number] = {
  id: "g",
  granteeKind: "person",
  grantee: "outsider",
  collection: null,
  project: "SIM-CRAB",
  observationCount: null,
  rights: "read",
  roles: null,
  from: "2026-11-01T00:00:00Z",
  until: "2027-03-03T23:59:59Z",
  givenBy: "pi-crab",
  emergency: false,
  begun: true,
};
const report = (rest: Partial<AccessReport>): AccessReport => ({ observationId: "a:1", username: null, discover: decision({}), read: { ...decision({}), roles: [] }, grants: [], next: null, ...rest });

describe("why one can see and read", () => {
  it("names the group that gives the right, and when everybody has it", () => {
    const right = decision({ rule: "project-group", group: "cta/projects/sim-crab", releaseAt: "2027-03-01T00:00:00Z" });
    expect(reasonOf(right, [], you)).toBe("You are in the group of its project, cta/projects/sim-crab.");
    expect(publicText(right)).toBe("Everybody may from 2027-03-01 on.");
    expect(publicText(decision({ releaseAt: "2020-01-01T00:00:00Z" }))).toBeNull();
  });

  it("names the grant, who gave it and how long it holds", () => {
    expect(reasonOf(decision({ rule: "grant", grantId: "g" }), [grant], you)).toBe("By a grant to you on all of SIM-CRAB, by pi-crab, until 2027-03-03.");
    const some = { ...grant, granteeKind: "group" as const, grantee: "ml/partners", project: null, observationCount: 3, until: null };
    expect(reasonOf(decision({ rule: "grant", grantId: "g" }), [some], you)).toBe("By a grant to your group ml/partners on 3 observations, by pi-crab, without end.");
    expect(reasonOf(decision({ rule: "grant", grantId: "g" }), [grant], personOf("outsider"))).toContain("to outsider on");
  });

  it("says from what a date was worked out", () => {
    const clock = { kind: "observation", project: "SIM-AGN", startsAt: "2023-02-18T01:29:00Z", months: 12 } as const;
    expect(clockText(clock)).toBe("12 months after it was observed (2023-02-18)");
    expect(clockText({ ...clock, kind: "override", months: null })).toBe("a date of this observation’s own");
    expect(clockText({ ...clock, kind: "fixed", startsAt: null, months: null })).toBe("the date of SIM-AGN");
    expect(clockText({ ...clock, kind: "last-observation", months: 1 })).toBe("1 month after the last observation of SIM-AGN (2023-02-18)");
    expect(reasonOf(decision({ releaseAt: "2024-02-18T01:29:00Z", clock }), [], you)).toBe("Public since 2024-02-18, 12 months after it was observed (2023-02-18).");
    expect(reasonOf(decision({ allowed: false, rule: "embargoed", releaseAt: "2027-03-01T00:00:00Z", clock }), [], you)).toMatch(/^Under embargo until 2027-03-01, 12 months after it was observed/);
  });

  it("says what stands above every date, group and grant", () => {
    expect(reasonOf(decision({ allowed: false, rule: "hold" }), [], you)).toMatch(/^On hold/);
    expect(reasonOf(decision({ allowed: false, rule: "denied" }), [], personOf("analyst"))).toMatch(/denied it to analyst/);
    expect(reasonOf(decision({ rule: "office" }), [], you)).toMatch(/opens no files/);
    expect(reasonOf(decision({ allowed: false, rule: "no-date-set" }), [], you)).toBe("Under embargo, and no release date is set.");
  });

  it("names kinds of files that are open alone", () => {
    expect(rolesText(report({}), you)).toBeNull();
    expect(rolesText(report({ read: { ...decision({ allowed: false }), roles: ["log", "provenance"] } }), you)).toBe("By a grant, you may see, and read logs and provenance only.");
  });

  it("says what changes next by itself", () => {
    const next = (event: NonNullable<AccessReport["next"]>["event"], grants = [grant]) => nextChange(report({ grants, next: { at: "2027-03-03T23:59:59Z", event, grantId: "g" } }), you, nowMs);
    expect(next("read-opens")).toBe("Its files open to everybody on 3 March 2027, in 103 days.");
    expect(next("grant-ends")).toBe("The grant by pi-crab ends on 3 March 2027, in 103 days.");
    expect(next("grant-begins", [{ ...grant, begun: false, from: "2027-03-03T00:00:00Z", until: null }])).toBe("A grant to you, by pi-crab, begins on 3 March 2027, in 103 days.");
    expect(nextChange(report({}), you, nowMs)).toBeNull();
  });
});
