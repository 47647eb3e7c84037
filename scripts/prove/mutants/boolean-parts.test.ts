import { describe, expect, it } from "vitest";
import { booleanParts, loneParts, without } from "./boolean-parts";

const mutated = (text: string) => booleanParts(text).map((cut) => without(text, cut));

describe("booleanParts", () => {
  it("takes each term of a conjunction as true, of a disjunction as false", () => {
    expect(mutated("((a = 1) AND ((b = 2) OR (c = 3)))")).toEqual([
      "((a = 1) AND (false OR (c = 3)))",
      "((a = 1) AND ((b = 2) OR false))",
      "(true AND ((b = 2) OR (c = 3)))",
      "((a = 1) AND true)",
    ]);
  });

  it("goes into sub-selects and branches", () => {
    expect(mutated("(EXISTS ( SELECT 1 FROM t WHERE ((t.id = x) AND t.open)))")).toEqual(["(EXISTS ( SELECT 1 FROM t WHERE (true AND t.open)))", "(EXISTS ( SELECT 1 FROM t WHERE ((t.id = x) AND true)))"]);
    expect(mutated("CASE k WHEN 'x'::text THEN (a OR b) ELSE false END")).toEqual(["CASE k WHEN 'x'::text THEN (false OR b) ELSE false END", "CASE k WHEN 'x'::text THEN (a OR false) ELSE false END"]);
  });

  it("is not misled by words and parentheses in texts", () => {
    expect(mutated("((a = ' AND ('::text) OR (b = 'it''s OR'::text))")).toEqual(["(false OR (b = 'it''s OR'::text))", "((a = ' AND ('::text) OR false)"]);
  });

  it("finds nothing in what has no terms", () => {
    expect(mutated("embargo.sees_collection(id)")).toEqual([]);
  });
});

describe("loneParts", () => {
  const lone = (text: string) => loneParts(text).map((cut) => without(text, cut));

  it("opens each branch, nested ones too, and leaves constants", () => {
    expect(lone("CASE k WHEN 'x'::text THEN a WHEN 'y'::text THEN (b AND CASE WHEN c THEN d ELSE false END) ELSE false END")).toEqual([
      "CASE k WHEN 'x'::text THEN true WHEN 'y'::text THEN (b AND CASE WHEN c THEN d ELSE false END) ELSE false END",
      "CASE k WHEN 'x'::text THEN a WHEN 'y'::text THEN (b AND CASE WHEN c THEN true ELSE false END) ELSE false END",
      "CASE k WHEN 'x'::text THEN a WHEN 'y'::text THEN true ELSE false END",
    ]);
  });

  it("takes away the one condition of a sub-select, and leaves conjunctions to their terms", () => {
    expect(lone("(EXISTS ( SELECT 1 FROM t WHERE (t.id = f(x))))")).toEqual(["(EXISTS ( SELECT 1 FROM t WHERE true))"]);
    expect(lone("(EXISTS ( SELECT 1 FROM t WHERE ((t.id = x) AND t.open)))")).toEqual([]);
  });
});
