import { describe, expect, it } from "vitest";
import { ProblemList } from "./problems";

describe("a list of problems", () => {
  it("tells fifty of a kind one by one, the rest by their number, and puts no more of them into words", () => {
    const problems = new ProblemList();
    let told = 0;
    for (let i = 1; i <= 70; i++) problems.add("irf-missing", true, () => ({ detail: `sim:${i} has no psf (${++told})`, observationId: `sim:${i}` }));
    const all = problems.all();
    expect(all).toHaveLength(51);
    expect(all[0]).toEqual({ slug: "irf-missing", blocks: true, detail: "sim:1 has no psf (1)", observationId: "sim:1" });
    expect(all[50]).toEqual({ slug: "irf-missing", blocks: true, detail: "The same holds for 20 more." });
    expect(told).toBe(50);
  });
  it("keeps those that block apart from those that do not, kind after kind as they were met", () => {
    const problems = new ProblemList();
    problems.add("b", false, () => ({ detail: "one" }));
    problems.addAll([{ slug: "a", blocks: true, detail: "two" }, { slug: "b", blocks: true, detail: "three" }, { slug: "b", blocks: false, detail: "four" }]);
    expect(problems.all().map(({ detail }) => detail)).toEqual(["one", "four", "two", "three"]);
  });
});
