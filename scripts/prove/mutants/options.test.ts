import { describe, expect, it } from "vitest";
import { mutantOptions } from "./options";

describe("mutantOptions", () => {
  it("takes all of them, unless it is told which", () => {
    expect(mutantOptions([])).toEqual({ only: "", untold: false, worlds: null, reads: null, part: { number: 1, of: 1 }, report: null, witnesses: null });
    expect(mutantOptions(["--only", "hold.", "--worlds", "40", "--part", "2/3"])).toMatchObject({ only: "hold.", worlds: 40, part: { number: 2, of: 3 } });
  });

  it.each([["--part", "3/2"], ["--part", "1"], ["--worlds", "0"], ["--world", "1"]])("refuses %s %s and says what it takes", (...args) => {
    expect(() => mutantOptions(args)).toThrow("Usage: npm run prove:mutants");
  });
});
