import { describe, expect, it } from "vitest";
import { filtersHref, readFilters } from "@/components/admin/projects/filters";

describe("the filters in the address", () => {
  it("are read, and what is no filter is left out", () => {
    expect(readFilters(new URLSearchParams("q= crab &opensWithinDays=30&cursor=x&hold="))).toEqual({ q: "crab", opensWithinDays: "30" });
  });
  it("make an address that reads the same", () => {
    const filters = { q: "a&b", collection: "sim-crab", hold: "any" };
    expect(readFilters(new URL(filtersHref(filters), "http://portal.invalid").searchParams)).toEqual(filters);
    expect(filtersHref({})).toBe("/admin/embargo");
  });
});
