import { describe, expect, it } from "vitest";
import { formatDecSexagesimal, formatRaSexagesimal, parsePosition } from "@/lib/units/angle";

describe("sexagesimal", () => {
  it("writes the Crab pulsar as catalogues do", () => {
    expect(formatRaSexagesimal(83.633114)).toBe("05:34:31.9");
    expect(formatDecSexagesimal(22.01447)).toBe("+22:00:52");
  });

  it("carries rounding over minutes, hours and the day", () => {
    expect(formatRaSexagesimal(14.99999)).toBe("01:00:00.0");
    expect(formatRaSexagesimal(359.99999)).toBe("00:00:00.0");
    expect(formatDecSexagesimal(-0.99999)).toBe("−01:00:00");
  });

  it("keeps the sign of declinations between 0 and -1 degree", () => expect(formatDecSexagesimal(-0.5)).toBe("−00:30:00"));
});

describe("reading a position", () => {
  it.each([
    ["83.63 22.01", 83.63, 22.01],
    ["83.63, -22.01", 83.63, -22.01],
    ["83.63° −22.01°", 83.63, -22.01],
    ["05:34:31.9 +22:00:52", 83.632917, 22.014444],
    ["05 34 31.9 -22 00 52", 83.632917, -22.014444],
    ["05h34m31.9s +22d00m52s", 83.632917, 22.014444],
    ["05h34m31.9s −00°30′00″", 83.632917, -0.5],
  ])("understands %s", (text, raDeg, decDeg) => {
    const position = parsePosition(text);
    expect(position?.raDeg).toBeCloseTo(raDeg, 5);
    expect(position?.decDeg).toBeCloseTo(decDeg, 5);
  });

  it.each(["", "Crab Nebula", "23523", "360 10", "10 91", "24:00:00 +10:00:00", "05:60:00 +10:00:00", "05:34:31.9 +22:00:60"])(
    "refuses %s",
    (text) => expect(parsePosition(text)).toBeNull(),
  );

  it("reads back what it writes", () => {
    const text = `${formatRaSexagesimal(266.4168)} ${formatDecSexagesimal(-29.0078)}`;
    const position = parsePosition(text);
    expect(position?.raDeg).toBeCloseTo(266.4168, 3);
    expect(position?.decDeg).toBeCloseTo(-29.0078, 3);
  });
});
