import { describe, expect, it } from "vitest";
import { apiQuery, filtersOf, readParams, searchHref, withFilters, withoutFilters, withSort } from "@/components/search/params";

describe("the search in the page's address", () => {
  it("reads known names only, trimmed, the first of a repeated one", () => {
    expect(readParams({ q: " crab ", project: ["A", "B"], evil: "1", access: "" })).toEqual({ q: "crab", project: "A" });
    expect(readParams(new URLSearchParams("q=crab&q=vela&page=2&cursor=x"))).toEqual({ q: "crab", page: "2", cursor: "x" });
  });

  it("gives equal searches the same API query, whatever the order, and keeps the page number to itself", () => {
    expect(apiQuery({ page: "2", cursor: "x", project: "A", q: "crab" })).toBe("q=crab&project=A&cursor=x");
    expect(searchHref({ page: "2", cursor: "x", q: "crab" })).toBe("/search?q=crab&cursor=x&page=2");
    expect(searchHref({})).toBe("/search");
  });

  it("goes back to the first page when filters or order change", () => {
    const third = { q: "crab", cursor: "x", page: "3", sort: "zenithDeg" };
    expect(withFilters(third, { project: "A" })).toEqual({ q: "crab", project: "A", sort: "zenithDeg" });
    expect(withSort(third, "-zenithDeg")).toEqual({ q: "crab", sort: "-zenithDeg" });
    expect(withSort(third, undefined)).toEqual({ q: "crab" });
  });

  it("takes away with a position all that means nothing without it", () => {
    const cone = { raDeg: "83.6", decDeg: "22", radiusDeg: "2", match: "pointing", sort: "offsetDeg", q: "crab" };
    expect(withFilters(cone, { raDeg: undefined, decDeg: undefined })).toEqual({ q: "crab" });
  });

  it("keeps how the results are looked at, which is no filter and none of the API's business", () => {
    const looked = readParams({ q: "crab", view: "both", frame: "galactic", sky: "83.6 22 8", polygon: "80 20 87 20 83 25", basket: "out" });
    expect(apiQuery(looked)).toBe("q=crab&polygon=80+20+87+20+83+25&basket=out");
    expect(readParams(new URLSearchParams(searchHref(looked).split("?")[1]))).toEqual(looked);
    expect(withoutFilters({ ...looked, sort: "offsetDeg" })).toEqual({ view: "both", frame: "galactic", sky: "83.6 22 8" });
  });

  it("knows what selects observations from what only orders them", () => {
    expect(filtersOf({ q: "crab", sort: "obsId", limit: "50", cursor: "x", page: "2" })).toEqual({ q: "crab" });
  });
});
