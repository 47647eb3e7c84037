import { describe, expect, it } from "vitest";
import { placedText, scopeText } from "@/components/admin/holds/placed-words";

const empty = { collection: null, project: null, observationCount: null, observationIds: null };
const placed = { id: "7f", scope: empty, reason: "r", placedBy: "manager", placedAt: "2026-11-20T00:00:00Z", liftedBy: null, liftedAt: null, liftReason: null };

describe("holds and denials in words", () => {
  it.each([
    [{ project: "SIM-CRAB" }, "SIM-CRAB"],
    [{ collection: "sim-crab" }, "Collection sim-crab"],
    [{ observationCount: 1, observationIds: ["sim-crab:50101"] }, "Observation sim-crab:50101"],
    [{ observationCount: 1200, observationIds: ["sim-crab:50101"] }, "1,200 observations"],
  ])("%j is about %s", (scope, text) => expect(scopeText({ ...empty, ...scope })).toBe(text));

  it("says what is closed, and to whom", () => {
    expect(placedText({ ...placed, closes: "read" })).toBe("its data are closed");
    expect(placedText({ ...placed, closes: "discover" })).toBe("all of it is hidden");
    expect(placedText({ ...placed, username: "analyst" })).toBe("closed to analyst");
  });
});
