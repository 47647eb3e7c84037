import { describe, expect, it } from "vitest";
import { situationAt, suggestionOf, taken } from "@/components/search/grammar/suggest";

const own = (text: string, caret = text.length) => situationAt(text, caret).own.map(({ text: shown }) => shown);

describe("what is proposed while one types", () => {
  it("is the keys that begin so, and what the catalogue has; from two letters on", () => {
    expect(own("ze")).toEqual(["zenith:"]);
    expect(own("crab ra")).toEqual(["radius:"]);
    expect(situationAt("z", 1).question).toBeNull();
    expect(situationAt("crab ve", 7).question).toEqual({ key: null, text: "ve" });
    expect(own("", 0).length).toBeGreaterThan(10);
  });
  it("is the values of the key in which the caret stands", () => {
    expect(own("access:re")).toEqual(["access:readable"]);
    expect(own("quality:<=")).toEqual(["quality:0", "quality:1", "quality:2"]);
    expect(situationAt("project:sim zenith:<40", 11)).toMatchObject({ own: [], question: { key: "project", text: "sim" }, from: 0, to: 11 });
    expect(situationAt('target:"Crab N', 14).question).toEqual({ key: "target", text: "Crab N" });
    expect(situationAt("zenith:<4", 9)).toMatchObject({ own: [], question: null });
    expect(situationAt("nonsense:x", 10)).toMatchObject({ own: [], question: null });
  });
  it("takes the place of the word, in quotes where it has to, and leaves the caret where one goes on", () => {
    const at = situationAt("near:crab tar zenith:<40", 13);
    expect(taken("near:crab tar zenith:<40", at.own[0]!)).toEqual({ text: "near:crab target: zenith:<40", caret: 17 });
    const value = suggestionOf(situationAt("x target:cr", 11), { key: "target", value: "Crab Nebula" });
    expect(taken("x target:cr", value)).toEqual({ text: 'x target:"Crab Nebula" ', caret: 23 });
    expect(taken("cr zenith:<40", suggestionOf(situationAt("cr zenith:<40", 2), { key: "project", value: "CRAB" }))).toEqual({ text: "project:CRAB zenith:<40", caret: 13 });
  });
});
