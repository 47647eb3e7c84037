import { describe, expect, it } from "vitest";
import { movedEffect } from "@/components/admin/changes/moved-effect";
import { ApiProblem } from "@/components/api/problem";

const effect = { digest: "d", observationCount: 0, observationIds: [], parties: [], openings: [], projects: [], needsSecondManager: false };

describe("what a refusal says of the effect by now", () => {
  it("is read from the problem", async () => {
    expect(await movedEffect(new ApiProblem("embargo-effect-changed", 409, "t", null, null, { effect }))).toEqual(effect);
  });
  it("is nothing when there is none, or none that can be read", async () => {
    expect(await movedEffect(new ApiProblem("embargo-effect-changed", 409, "t", null, null, { effect: { digest: 7 } }))).toBeNull();
    expect(await movedEffect(new Error("boom"))).toBeNull();
  });
});
