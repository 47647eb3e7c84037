import { describe, expect, it } from "vitest";
import { countLines, isOpen, loadStateText, nextStepText } from "@/components/admin/loads/load-words";

describe("a load in words", () => {
  it("says what it changed", () => {
    expect(countLines({ observations: { added: 2, changed: 0, unchanged: 1200 }, products: { added: 4, changed: 1, unchanged: 2400 } })).toEqual([
      "Observations: 2 added, 0 changed, 1,200 unchanged",
      "Files: 4 added, 1 as new releases, 2,400 unchanged",
    ]);
  });
  it.each([
    ["waiting", true, /whether a worker runs/],
    ["running", true, /goes on/],
    ["refused", false, /Nothing was changed.*load it again/],
  ] as const)("that is %s says what comes next", (state, open, next) => {
    expect(isOpen({ state })).toBe(open);
    expect(nextStepText({ state })).toMatch(next);
  });
  it.each(["done", "failed"] as const)("that is %s leaves the next step to what came of it", (state) => {
    expect(isOpen({ state })).toBe(false);
    expect(nextStepText({ state })).toBeNull();
  });
  it("names a state as a person would", () => expect(loadStateText("running")).toBe("being loaded"));
});
