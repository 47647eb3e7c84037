import { describe, expect, it } from "vitest";
import { safeCallback, signInHref } from "@/components/viewer/sign-in-href";

describe("the way back after signing in", () => {
  it("keeps the search of the address", () => {
    expect(signInHref("/search?q=crab&sort=obsId")).toBe("/signin?callbackUrl=%2Fsearch%3Fq%3Dcrab%26sort%3DobsId");
    expect(safeCallback("/search?q=crab")).toBe("/search?q=crab");
  });

  it.each([undefined, "", "https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)"])("does not lead away to %s", (asked) => {
    expect(safeCallback(asked)).toBe("/search");
  });
});
