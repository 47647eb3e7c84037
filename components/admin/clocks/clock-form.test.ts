import { describe, expect, it } from "vitest";
import { keepClock, readClock, readMoment, readOwnDate } from "@/components/admin/clocks/clock-form";

describe("a moment as managers write it", () => {
  it.each([
    ["2027-01-31", "2027-01-31T00:00:00.000Z"],
    [" 2027-01-31 12:30 ", "2027-01-31T12:30:00.000Z"],
    ["2027-01-31T12:30:59Z", "2027-01-31T12:30:59.000Z"],
    ["2027-01-31 12:30 UTC", "2027-01-31T12:30:00.000Z"],
  ])("reads %s as UTC", (text, value) => expect(readMoment(text)).toEqual({ value }));

  it.each(["", "31.1.2027", "2027-02-30", "2027-13-01", "2027-01-31 25:00", "soon", "2027-01-31 12:00+02:00"])("refuses %j and says how to write it", (text) =>
    expect(readMoment(text)).toEqual({ error: expect.stringContaining("2027-01-31") }),
  );
});

describe("the fields of a clock", () => {
  it("leaves a clock that is to stay", () => expect(readClock(keepClock)).toEqual({ value: null }));
  it("takes a date, a period, or no date", () => {
    expect(readClock({ choice: "date", date: "2027-01-31", months: "7" })).toEqual({ value: { from: "fixed", at: "2027-01-31T00:00:00.000Z" } });
    expect(readClock({ choice: "delivery", date: "x", months: " 18 " })).toEqual({ value: { from: "delivery", months: 18 } });
    expect(readClock({ choice: "none", date: "2027-01-31", months: "" })).toEqual({ value: { from: "fixed", at: null } });
  });
  it.each(["", "1.5", "-1", "1201", "a year"])("refuses %j months", (months) => expect(readClock({ choice: "observation", date: "", months })).toHaveProperty("error"));
});

describe("the fields of an observation's own date", () => {
  it("takes a date, none, the project's clock, or leaves it", () => {
    const own = (choice: "keep" | "date" | "project" | "none") => readOwnDate({ choice, date: "2027-01-31", months: "" });
    expect(own("keep")).toEqual({ value: undefined });
    expect(own("project")).toEqual({ value: "project" });
    expect(own("none")).toEqual({ value: null });
    expect(own("date")).toEqual({ value: "2027-01-31T00:00:00.000Z" });
  });
});
