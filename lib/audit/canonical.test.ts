import { describe, expect, it } from "vitest";
import { canonicalJson, type Json } from "./canonical";

describe("canonical JSON", () => {
  it("is the same text whatever the order in which names were written", () => {
    expect(canonicalJson({ b: [2, { d: null, c: "x" }], a: true })).toBe('{"a":true,"b":[2,{"c":"x","d":null}]}');
    expect(canonicalJson({ a: true, b: [2, { c: "x", d: null }] })).toBe(canonicalJson({ b: [2, { d: null, c: "x" }], a: true }));
  });
  it("sorts and writes as RFC 8785 shows", () => {
    const value = { "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis" };
    expect(canonicalJson(value)).toBe(
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis","\u20ac":"Euro Sign","\ud83d\ude00":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    );
  });
  it("tells an order of a list, an empty thing and a missing one apart", () => {
    expect(new Set(["[1,2]", "[2,1]", "[]", "{}", '{"a":null}'].map((text) => canonicalJson(JSON.parse(text) as Json))).size).toBe(5);
  });
});
