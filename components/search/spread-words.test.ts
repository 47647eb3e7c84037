import { describe, expect, it } from "vitest";
import { tooManyText } from "./spread-words";

describe("what stands in place of a map or a timeline", () => {
  it("says the bound, and ways to narrow that help there", () => {
    expect(tooManyText("sky", 100_000)).toMatch(/100.000.*circle or a polygon.*dates.*project, collection or instrument/);
    // The timeline counts at any time: dates do not narrow it.
    expect(tooManyText("time", 100_000)).toMatch(/place on the sky/);
    expect(tooManyText("time", 100_000)).not.toContain("dates");
  });
});
