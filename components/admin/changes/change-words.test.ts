import { describe, expect, it } from "vitest";
import { changeTitle } from "@/components/admin/changes/change-words";
import type { EmbargoChange } from "@/lib/embargo/changes/schemas";

const title = (kind: EmbargoChange["kind"], change: Record<string, unknown>, projects = ["SIM-CRAB"], observationCount = 8) => changeTitle({ kind, change, projects, observationCount });

describe("a change as a title", () => {
  it.each([
    ["project-clocks", { data: { from: "observation", months: 12 }, meta: { from: "fixed", at: null } }, "SIM-CRAB: descriptions no date set, data 12 months after each observation"],
    ["observation-dates", { observations: ["a:1"], dataReleaseAt: "project" }, "8 observations of SIM-CRAB: data by the project’s clock again"],
    ["observation-dates", { observations: ["a:1"], metaReleaseAt: null }, "8 observations of SIM-CRAB: descriptions no date set"],
    ["hold", { scope: { project: "SIM-CRAB" }, closes: "read" }, "SIM-CRAB: bytes closed by a hold"],
    ["hold", { scope: { observations: ["a:1"] }, closes: "discover" }, "8 observations of SIM-CRAB: hidden by a hold"],
    ["lift-hold", { holdId: "x" }, "SIM-CRAB: hold lifted"],
    ["denial", { scope: { collection: "sim-crab" }, username: "analyst" }, "collection sim-crab: closed to analyst"],
    ["lift-denial", { denialId: "x" }, "SIM-CRAB: denial lifted"],
    ["emergency", { scope: { project: "SIM-CRAB" }, username: "outsider", rights: "read", hours: 1 }, "SIM-CRAB: emergency access for outsider, to read, 1 hour"],
    ["project-settings", { earlyReleaseApproval: true, whenRightEnds: "stop" }, "SIM-CRAB: early release needs a second manager, launches stop when a right ends"],
    ["import", {}, "SIM-CRAB: clocks from a file"],
  ] as const)("%s %j", (kind, change, expected) => expect(title(kind, change)).toBe(expected));

  it("names observations of no project by their number", () => {
    expect(title("hold", { scope: { observations: ["a:1"] }, closes: "read" }, [], 1)).toBe("1 observation: bytes closed by a hold");
  });
});
