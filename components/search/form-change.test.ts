import { describe, expect, it } from "vitest";
import { changeOfForm, mjdOf } from "@/components/search/form-change";

describe("dates of the search form", () => {
  it("reads dates, instants and MJD as UTC", () => {
    expect(mjdOf("2004-12-04", false)).toBe(53343);
    expect(mjdOf("2004-12-04T12:00", false)).toBeCloseTo(53343.5, 9);
    expect(mjdOf("53343.25", false)).toBe(53343.25);
  });

  it("lets the last day count in full, but not the last instant", () => {
    expect(mjdOf("2004-12-04", true)).toBe(53344);
    expect(mjdOf("2004-12-04 12:00Z", true)).toBeCloseTo(53343.5, 9);
  });

  it.each(["04.12.2004", "2004-13-01", "soon", "999999"])("refuses %s", (text) => expect(mjdOf(text, false)).toBeNaN());
});

describe("the form as filters of the API", () => {
  it("leaves out what is empty", () => {
    const { change, errors } = changeOfForm({ project: " ", position: "", from: "" });
    expect(errors).toEqual({});
    expect(Object.values(change).every((value) => value === undefined)).toBe(true);
  });

  it("turns people's units into the API's", () => {
    const { change } = changeOfForm({ position: "05:34:31.9 +22:00:52", radiusDeg: "2", match: "pointing", from: "2004-12-01", until: "2004-12-04", livetimeMin: "20" });
    expect(change).toMatchObject({ raDeg: "83.632917", decDeg: "22.014444", radiusDeg: "2", match: "pointing", startMjd: "53340", endMjd: "53344", livetimeMinSec: "1200" });
  });

  it("says which field can not be read", () => {
    const { errors } = changeOfForm({ position: "near the Crab", from: "x", until: "y", zenithMaxDeg: "91", livetimeMin: "-1", radiusDeg: "0" });
    expect(Object.keys(errors).sort()).toEqual(["from", "livetimeMin", "position", "radiusDeg", "until", "zenithMaxDeg"]);
    expect(changeOfForm({ from: "2004-12-05", until: "2004-12-01" }).errors.until).toBe("This is before the first date.");
    expect(changeOfForm({ position: "83.6 22", match: "pointing" }).errors.radiusDeg).toContain("needs a radius");
  });

  it("drops radius and match without a position", () => {
    expect(changeOfForm({ radiusDeg: "2", match: "pointing" }).change).toMatchObject({ radiusDeg: undefined, match: undefined });
  });
});
