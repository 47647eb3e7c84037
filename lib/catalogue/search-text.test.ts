import { describe, expect, it } from "vitest";
import { parseSearchText } from "./search-text";
import { targetKey, targetKeyEnd } from "./target-key";

describe("parseSearchText", () => {
  it("reads numbers, ids and names", () => {
    expect(parseSearchText(" 23523 ")).toEqual({ obsId: "23523", collection: null, targetPrefix: "23523" });
    for (const text of ["run 23523", "Run #23523", "obs 23523", "OBS_ID 23523", "# 23523", "run23523"]) {
      expect(parseSearchText(text), text).toEqual({ obsId: "23523", collection: null, targetPrefix: null });
    }
    expect(parseSearchText("hess-dl3-dr1:23523")).toEqual({ obsId: "23523", collection: "hess-dl3-dr1", targetPrefix: null });
    expect(parseSearchText("MSH 15-5-02")).toEqual({ obsId: null, collection: null, targetPrefix: "msh15502" });
    expect(parseSearchText("3C 279")).toEqual({ obsId: null, collection: null, targetPrefix: "3c279" });
    expect(parseSearchText("* %_")).toEqual({ obsId: null, collection: null, targetPrefix: null });
    expect(parseSearchText("1".repeat(19)).obsId).toBeNull();
  });
});

describe("targetKey", () => {
  it("forgets case, accents and punctuation", () => {
    expect(targetKey("1ES 0229+200")).toBe("1es0229200");
    expect(targetKey("η Carinæ")).toBe("ηcarinæ");
    expect(targetKey("Ångström")).toBe("angstrom");
  });
  it("has an end above all that begins so, and below the next", () => {
    const end = targetKeyEnd("crab");
    const bytes = (text: string) => Buffer.from(text);
    expect(bytes("crabzzzz").compare(bytes(end))).toBe(-1);
    expect(bytes("crab\u{1F980}").compare(bytes(end))).toBe(-1);
    expect(bytes("crac").compare(bytes(end))).toBe(1);
  });
});
