import { describe, expect, it } from "vitest";
import { clockOfRight, grantText, nextText, reasonFor } from "@/components/admin/oversight/access-words";
import { type AccessReport, accessRules } from "@/lib/catalogue/schemas";

const at = "2027-01-01T00:00:00.000Z";
const right: AccessReport["discover"] = { allowed: true, rule: "released", group: null, grantId: null, releaseAt: at, clock: null };
const grant: AccessReport["grants"][number] = {
  id: "g", granteeKind: "person", grantee: "analyst", collection: null, project: "SIM-CRAB", observationCount: null,
  rights: "read", roles: null, from: "2026-01-01T00:00:00Z", until: at, givenBy: "pi-crab", emergency: false, begun: true,
};

describe("why somebody may, or may not", () => {
  it("has a sentence for every rule", () => {
    const texts = accessRules.map((rule) => reasonFor("analyst", { ...right, rule, group: "cta/projects/sim-crab" }, []));
    expect(new Set(texts).size).toBe(accessRules.length);
    expect(reasonFor("analyst", right, [])).toBe("Public since 2027-01-01.");
    expect(reasonFor("analyst", { ...right, rule: "embargoed" }, [])).toBe("Under embargo until 2027-01-01; nothing opens it to analyst before.");
  });

  it("names the grant", () => {
    expect(reasonFor("analyst", { ...right, rule: "grant", grantId: "g" }, [grant])).toBe("Grant to analyst for all files on SIM-CRAB until 2027-01-01, given by pi-crab.");
    expect(grantText({ ...grant, granteeKind: "group", grantee: "cta/x", project: null, observationCount: 2, roles: ["log"], begun: false, until: null, emergency: true })).toBe(
      "Emergency access to group cta/x for files of log on 2 chosen observations from 2026-01-01, given by pi-crab",
    );
  });

  it("says which clock counts", () => {
    const clock = { project: "SIM-CRAB", startsAt: "2026-01-01T00:00:00.000Z", months: 12 };
    const of = (kind: "observation" | "delivery" | "override" | "fixed", more: object = {}, rule: AccessReport["discover"]["rule"] = "embargoed") => clockOfRight({ rule, releaseAt: at, clock: { ...clock, kind, ...more } });
    expect(of("observation")).toBe("The public may from 2027-01-01 on, by the clock of SIM-CRAB: 12 months from the observation (2026-01-01).");
    expect(clockOfRight({ rule: "no-date-set", releaseAt: null, clock: { ...clock, kind: "delivery", startsAt: null } })).toBe("The public has no date, by the clock of SIM-CRAB: 12 months from delivery, which has not come yet.");
    expect(of("override", {}, "released")).toBe("It opened, by a date of this observation’s own.");
    expect(of("fixed", { project: null })).toBe("The public may from 2027-01-01 on, by the project’s clock.");
    expect(of("fixed", {}, "hold")).toBeNull();
    expect(clockOfRight({ rule: "embargoed", releaseAt: at, clock: null })).toBeNull();
  });

  it("says what comes next", () => {
    expect(nextText({ at, event: "grant-ends", grantId: "g" })).toBe("Next, on 2027-01-01: a grant ends.");
    expect(nextText(null)).toBe("Nothing changes by itself.");
  });
});
