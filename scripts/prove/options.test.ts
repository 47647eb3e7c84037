import { describe, expect, it } from "vitest";
import { proveOptions } from "./options";

describe("proveOptions", () => {
  it("asks a tenth of the worlds over HTTP, unless it is told how many", () => {
    expect(proveOptions(["--worlds", "500", "--seed", "7", "--http"])).toMatchObject({ worlds: 500, seed: 7, httpWorlds: 50 });
    expect(proveOptions(["--http-worlds", "3"], { worlds: 9, seed: 1 })).toMatchObject({ worlds: 9, seed: 1, httpWorlds: 3 });
    expect(proveOptions([]).httpWorlds).toBe(0);
  });

  it("takes another seed each time it is given none", () => {
    expect(new Set(Array.from({ length: 5 }, () => proveOptions([]).seed)).size).toBeGreaterThan(1);
  });

  it.each([["--worlds", "many"], ["--seed", "-1"], ["--word"]])("refuses %s %s and says what it takes", (...args) => {
    expect(() => proveOptions(args)).toThrow("Usage: npm run prove");
  });
});
