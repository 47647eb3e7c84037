import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatCount,
  formatCountOf,
  formatDate,
  formatDateTime,
  formatDuration,
  formatFixed,
  formatMegabytes,
  formatMinutes,
  formatRelative,
} from "@/lib/units/format";

describe("numbers", () => {
  it("separates thousands", () => {
    expect(formatCount(1284)).toBe("1,284");
    expect(formatCountOf(1, "observation")).toBe("1 observation");
    expect(formatCountOf(1284, "observation")).toBe("1,284 observations");
    expect(formatCountOf(2, "entry", "entries")).toBe("2 entries");
  });

  it("keeps decimals, writes a true minus and no negative zero", () => {
    expect(formatFixed(22.01447, 3)).toBe("22.014");
    expect(formatFixed(-59.2, 3)).toBe("−59.200");
    expect(formatFixed(-0.0001, 2)).toBe("0.00");
    expect(formatFixed(null, 2)).toBe("–");
    expect(formatFixed(Number.NaN, 2)).toBe("–");
  });
});

describe("sizes, in powers of ten", () => {
  it.each([
    [0, "0 MB"],
    [2_100, "0.002 MB"],
    [52_000, "0.05 MB"],
    [2_100_000, "2.1 MB"],
    [999_400_000, "999 MB"],
    [999_600_000, "1 GB"],
    [3_210_000_000, "3.2 GB"],
    [1_284_000_000_000, "1,284 GB"],
  ])("%d bytes are %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it("gives bare megabytes for a column", () => expect(formatMegabytes(530_000_000)).toBe("530"));
});

describe("times", () => {
  it("writes livetime in minutes", () => {
    expect(formatMinutes(1586)).toBe("26.4");
    expect(formatMinutes(null)).toBe("–");
  });

  it.each([
    [0.14, "0.1 s"],
    [3.02, "3 s"],
    [9.96, "10 s"],
    [59.4, "59 s"],
    [59.6, "1 min 0 s"],
    [130, "2 min 10 s"],
    [3900, "1 h 5 min"],
  ])("%d seconds are %s", (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  it("writes instants in UTC whatever their offset", () => {
    expect(formatDateTime("2004-12-04T23:07:06+01:00")).toBe("2004-12-04 22:07:06");
    expect(formatDate("2026-12-01T00:00:00Z")).toBe("2026-12-01");
  });

  it("says how long ago, or until when", () => {
    const now = Date.parse("2026-11-20T12:00:00Z");
    expect(formatRelative("2026-11-24T13:00:00Z", now)).toBe("in 4 days");
    expect(formatRelative("2026-11-20T11:57:00Z", now)).toBe("3 minutes ago");
    expect(formatRelative("2026-11-20T12:00:20Z", now)).toBe("just now");
    expect(formatRelative("2999-01-01T00:00:00Z", now)).toBe("in 972 years");
  });
});
