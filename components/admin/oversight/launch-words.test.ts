import { describe, expect, it } from "vitest";
import { partsText } from "@/components/admin/oversight/launch-words";

describe("what a launch holds", () => {
  it("names projects, or collections where there is none, and what they ask for", () => {
    expect(
      partsText([
        { collection: "sim-crab", project: "SIM-CRAB", observationCount: 8, whenRightEnds: "stop" },
        { collection: "sim-gps", project: null, observationCount: 1, whenRightEnds: null },
      ]),
    ).toBe("8 observations of SIM-CRAB (stops by itself), 1 observation of collection sim-gps");
  });
});
