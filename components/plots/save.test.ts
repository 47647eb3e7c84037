import { describe, expect, it } from "vitest";
import { csvOf } from "@/components/plots/save";

describe("the CSV of a figure", () => {
  it("keeps full precision, and quotes what needs it", () => {
    expect(csvOf({ columns: ["a (TeV)", "b,c"], rows: [[0.1 + 0.2, null], ['say "x"', "=1+1"]] })).toBe('a (TeV),"b,c"\r\n0.30000000000000004,\r\n"say ""x""",\'=1+1\r\n');
  });
});
