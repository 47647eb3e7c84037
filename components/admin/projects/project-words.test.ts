import { describe, expect, it } from "vitest";
import { countsText, openingLine } from "@/components/admin/projects/project-words";

describe("a managed project in words", () => {
  it("says how far it is open", () => {
    expect(countsText({ publicCount: 3, closedCount: 0, hiddenCount: 1200 })).toBe("3 public, 1,200 hidden");
    expect(countsText({ publicCount: 0, closedCount: 0, hiddenCount: 0 })).toBe("none");
  });
  it("says what opens next, unless the clock has said it", () => {
    const next = "2027-01-01T00:00:00.000Z";
    expect(openingLine({ from: "fixed", at: "2027-01-01T00:00:00Z" }, next)).toBe("on 2027-01-01");
    expect(openingLine({ from: "fixed", at: "2028-01-01T00:00:00Z" }, next)).toBe("on 2028-01-01; next on 2027-01-01");
    expect(openingLine({ from: "observation", months: 12 }, next)).toBe("12 months after each observation; next on 2027-01-01");
    expect(openingLine({ from: "fixed", at: null }, null)).toBe("no date set");
  });
});
