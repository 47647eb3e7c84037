import { describe, expect, it } from "vitest";
import { z } from "zod";
import { numeric } from "./numeric";

const zenith = z.object({ zenithMaxDeg: numeric((number) => number.min(0).max(90)).optional() });
const parsed = (given: unknown) => zenith.safeParse({ zenithMaxDeg: given });

describe("a number of an address or a body", () => {
  it.each([["40", 40], [" 4.5e1 ", 45], [".5", 0.5], ["+7.", 7], [40, 40], [undefined, undefined]])("takes %j as %j", (given, number) => {
    expect(parsed(given).data).toEqual({ zenithMaxDeg: number });
  });

  it.each([
    ["forty", "must be a number, and 'forty' is none"],
    ["NaN", "must be a number, and 'NaN' is none"],
    ["Infinity", "must be a number, and 'Infinity' is none"],
    ["0x10", "must be a number, and '0x10' is none"],
    [" ", "must be a number, and ' ' is none"],
    [null, "must be a number, and 'null' is none"],
    [true, "must be a number, and 'true' is none"],
    [[], "must be a number, and '[]' is none"],
    ["x".repeat(500), `must be a number, and '${"x".repeat(20)}…' is none`],
  ])("refuses %j and says what it is", (given, message) => {
    expect(parsed(given).error?.issues).toMatchObject([{ path: ["zenithMaxDeg"], message }]);
  });

  it("goes on to say what else is wrong with it, and to be told as a number to who reads the API's description", () => {
    expect(parsed("91").error?.issues).toMatchObject([{ code: "too_big", maximum: 90 }]);
    expect(z.toJSONSchema(zenith, { io: "input" }).properties).toEqual({ zenithMaxDeg: { type: "number", minimum: 0, maximum: 90 } });
  });
});
