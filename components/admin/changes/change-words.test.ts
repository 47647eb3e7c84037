import { describe, expect, it } from "vitest";
import { changeTitle } from "@/components/admin/changes/change-words";
import type { EmbargoChange } from "@/lib/embargo/changes/schemas";

const effect = { digest: "d", observationCount: 8, observationIds: [], parties: [], openings: [], projects: ["SIM-CRAB"], needsSecondManager: false };
const title = (kind: EmbargoChange["kind"], change: Record<string, unknown>, projects = ["SIM-CRAB"], observationCount = 8) => changeTitle({ kind, change, projects, observationCount, effect: null });

describe("a change as a title", () => {
  it.each([
    ["project-clocks", { data: { from: "observation", months: 12 }, meta: { from: "fixed", at: null } }, "SIM-CRAB: descriptions no date set, data 12 months after each observation"],
    ["hold", { scope: { project: "SIM-CRAB" }, closes: "read" }, "SIM-CRAB: bytes closed by a hold"],
    ["lift-hold", { holdId: "x" }, "SIM-CRAB: hold lifted"],
    ["denial", { scope: { collection: "sim-crab" }, username: "analyst" }, "Collection sim-crab: closed to analyst"],
    ["lift-denial", { denialId: "x" }, "SIM-CRAB: denial lifted"],
    ["emergency", { scope: { project: "SIM-CRAB" }, username: "outsider", rights: "read", hours: 1 }, "SIM-CRAB: emergency access for outsider, to read, 1 hour"],
    ["project-settings", { earlyReleaseApproval: true, whenRightEnds: "stop" }, "SIM-CRAB: early release needs a second manager, launches stop when a right ends"],
    ["import", {}, "SIM-CRAB: clocks from a file"],
  ] as const)("%s %j", (kind, change, expected) => expect(title(kind, change)).toBe(expected));

  it("names chosen observations by their number and projects, and a single one by its id", () => {
    const dates = { kind: "observation-dates" as const, projects: [], effect };
    expect(changeTitle({ ...dates, change: { observations: ["a:1", "a:2"], dataReleaseAt: "project" }, observationCount: 2 })).toBe("2 observations of SIM-CRAB: data by the project’s clock again");
    expect(changeTitle({ ...dates, change: { observations: ["a:1"], metaReleaseAt: null }, observationCount: 1 })).toBe("Observation a:1: descriptions no date set");
    expect(changeTitle({ ...dates, kind: "hold", change: { scope: { observations: ["a:1"] }, closes: "discover" }, observationCount: 1 })).toBe("Observation a:1: hidden by a hold");
    expect(changeTitle({ ...dates, kind: "lift-hold", change: {}, observationCount: 3, effect: null })).toBe("3 observations: hold lifted");
  });
});
