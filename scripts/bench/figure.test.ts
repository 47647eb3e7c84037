import { describe, expect, it } from "vitest";
import { failedLine, lineOf, skippedLine } from "./figure";

const figure = { name: "search.archive", values: { p50Ms: 3.14159 }, unit: "ms", n: 20, how: "by hand" };

describe("the line of a figure", () => {
  it("says whether the budget is kept, also one that is a least value", () => {
    expect(JSON.parse(lineOf({ ...figure, budget: { ratio: 1.501, limit: 1.5 } }))).toEqual({ name: "search.archive", p50Ms: 3.14, unit: "ms", ratio: 1.5, budget: 1.5, withinBudget: false, n: 20, how: "by hand" });
    expect(JSON.parse(lineOf({ ...figure, budget: { ratio: 0.6, limit: 0.5, atLeast: true } }))).toMatchObject({ withinBudget: true });
    expect(JSON.parse(lineOf({ ...figure, budget: { ratio: 0.4, limit: 0.5, atLeast: true } }))).toMatchObject({ withinBudget: false });
    expect(JSON.parse(lineOf({ ...figure, budget: { ratio: 0.4, limit: null } }))).toMatchObject({ ratio: 0.4, budget: null, withinBudget: null });
    expect(JSON.parse(lineOf(figure))).toMatchObject({ ratio: null, budget: null, withinBudget: null });
  });
  it("of a part that was left out, or broke off, says why", () => {
    expect(JSON.parse(failedLine("files", "no port"))).toEqual({ name: "files", failed: true, reason: "no port" });
    expect(JSON.parse(skippedLine("launch", "no hub"))).toEqual({ name: "launch", skipped: true, reason: "no hub" });
  });
});
