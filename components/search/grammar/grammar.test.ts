import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseBox } from "@/components/search/grammar/parse";
import { writeBox } from "@/components/search/grammar/write";
import type { ObservationParams } from "@/components/search/params";

const codes = ["SIM-CRAB", "P1"];
const read = (text: string) => parseBox(text, codes);
const filters = (text: string) => {
  const { filters: found, near, mistakes } = read(text);
  expect([text, near, mistakes]).toEqual([text, null, []]);
  return found;
};
/** The part of the box that a mistake points at, and what it says. */
const mistakes = (text: string) => read(text).mistakes.map(({ from, to, message }) => [text.slice(from, to), message] as const);

describe("the box", () => {
  it("is a project, a position, or a target or observation id, as before", () => {
    expect(filters("")).toEqual({});
    expect(filters("  vela x ")).toEqual({ q: "vela x" });
    expect(filters("sim-crab")).toEqual({ project: "SIM-CRAB" });
    expect(filters("23523")).toEqual({ q: "23523" });
    expect(filters("run 23523")).toEqual({ q: "run 23523" });
    expect(filters("hess-dl3-dr1:23523")).toEqual({ q: "hess-dl3-dr1:23523" });
    expect(filters("83.633 22.0145")).toEqual({ raDeg: "83.633", decDeg: "22.0145" });
    expect(filters("05:34:31.9 +22:00:52")).toEqual({ raDeg: "83.632917", decDeg: "22.014444" });
  });
  it("takes keys beside words", () => {
    expect(filters('vela zenith:<40 after:2024-01-01 until:2024-01-31 project:P1 instrument:"CTA North" quality:<=1 access:readable livetime:>20')).toEqual({
      q: "vela", zenithMaxDeg: "40", startMjd: "60310", endMjd: "60341", project: "P1", instrument: "CTA North", quality: "1", access: "readable", livetimeMinSec: "1200",
    });
    expect(filters("near:83.63,22.01 radius:2 match:pointing offset:<1.5 night:2004-12-04")).toEqual({ raDeg: "83.63", decDeg: "22.01", radiusDeg: "2", match: "pointing", offsetMaxDeg: "1.5", night: "2004-12-04" });
    expect(filters("before:2024-02-01 livetime:0.5h zenith:40 quality:<2")).toEqual({ endMjd: "60341", livetimeMinSec: "1800", zenithMaxDeg: "40", quality: "1" });
    expect(filters("AT:10,-5 SINCE:2024-01-01")).toEqual({ raDeg: "10", decDeg: "-5", startMjd: "60310" });
    expect(filters('"zenith:40"')).toEqual({ q: "zenith:40" });
    expect(filters('"sim-crab"')).toEqual({ q: "sim-crab" });
  });
  it("takes words beside a radius, or after near:, for a place on the sky that has to be looked up", () => {
    expect(read("crab nebula radius:2 zenith:<40")).toEqual({ filters: { radiusDeg: "2", zenithMaxDeg: "40" }, near: { name: "crab nebula", from: 0, to: 11 }, mistakes: [] });
    expect(read('project:P1 near:"Mrk 421"')).toEqual({ filters: { project: "P1" }, near: { name: "Mrk 421", from: 16, to: 25 }, mistakes: [] });
    expect(read("vela near:crab radius:1").filters).toEqual({ q: "vela", radiusDeg: "1" });
  });
  it("points at what it can not understand, and says what to write", () => {
    expect(mistakes("crab zenit:<40")).toEqual([["zenit:", "There is no such key: do you mean zenith:?"]]);
    expect(mistakes("proejct:P1")[0]![1]).toContain("do you mean project:?");
    expect(mistakes("colour:red")).toEqual([["colour:", "There is no such key: write it in quotes to search for the words."]]);
    expect(mistakes("crab zenith:<forty radius:2")[0]![0]).toBe("<forty");
    expect(mistakes("zenith:>40")[0]![1]).toContain("only an upper bound");
    expect(mistakes("livetime:<40")[0]![1]).toContain("only a lower bound");
    expect(mistakes("after:yesterday")[0]![0]).toBe("yesterday");
    expect(mistakes("project:")[0]).toEqual(["project:", "A value is missing, as in project:SIM-CRAB."]);
    expect(mistakes("zenith:40 zenith:30")[0]).toEqual(["zenith:30", "zenith: stands here twice."]);
    expect(mistakes("until:2024-01-01 before:2024-02-01")[0]![0]).toBe("before:2024-02-01");
    expect(mistakes('target:"Crab')[0]![1]).toContain("closing quote");
    expect(mistakes("radius:2")[0]![1]).toContain("needs a position");
    expect(mistakes("near:83.63,22.01 match:pointing")[0]![1]).toContain("needs a radius");
    expect(mistakes("after:2024-02-01 until:2024-01-01")[0]![0]).toBe("until:2024-01-01");
    expect(mistakes("near:400,99")[0]![0]).toBe("400,99");
    expect(mistakes("crab quality:12 access:all")).toHaveLength(2);
  });
  it("has an answer to whatever is typed, and points inside of it", () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom("a", "Z", "1", " ", ":", '"', "<", ".", "-", "near:", "zenith:", "é", "\t") }), (text) => {
      for (const { from, to } of read(text).mistakes) expect([from >= 0, to <= text.length, from < to]).toEqual([true, true, true]);
    }));
  });
});

describe("a search, written into the box", () => {
  const words = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 .+-]{0,14}[A-Za-z0-9]$/).filter((text) => !/\s{2}/.test(text) && !codes.includes(text.toUpperCase()));
  const decimal = (most: number) => fc.integer({ min: 1, max: most * 100 }).map((hundredths) => String(hundredths / 100));
  const position = fc.record({ raDeg: decimal(359), decDeg: decimal(90), radiusDeg: fc.option(decimal(180), { nil: undefined }), offsetMaxDeg: fc.option(decimal(180), { nil: undefined }) });
  const rest = fc.record({
    q: words, project: fc.constantFrom(...codes), target: words, instrument: words, collection: fc.constantFrom("sim", "hess-dl3-dr1"), night: fc.constant("2004-12-04"), zenithMaxDeg: decimal(90),
    quality: fc.constantFrom("0", "1", "9"), access: fc.constantFrom("readable", "visible", "mine"), livetimeMinSec: fc.integer({ min: 1, max: 100_000 }).map(String),
    startMjd: fc.integer({ min: 1, max: 60_000 }).map(String), endMjd: fc.constantFrom("60001", "60001.25", "61000"),
  }, { requiredKeys: [] });

  it("is the same search when it is read", () => {
    fc.assert(fc.property(rest, fc.option(position, { nil: undefined }), (others, place) => {
      const search = Object.fromEntries(Object.entries({ ...others, ...place }).filter(([, value]) => value !== undefined)) as ObservationParams;
      const text = writeBox(search);
      expect([text, filters(text)]).toEqual([text, search]);
    }));
  });
  it("is as short as one would write it", () => {
    expect(writeBox({ q: "crab", project: "P1", startMjd: "60310", endMjd: "60341", zenithMaxDeg: "40", livetimeMinSec: "1200" })).toBe("crab project:P1 after:2024-01-01 until:2024-01-31 zenith:<40 livetime:>20");
    expect(writeBox({ raDeg: "83.63", decDeg: "22.01", radiusDeg: "2", match: "pointing", target: "Crab Nebula" })).toBe('target:"Crab Nebula" near:83.63,22.01 radius:2 match:pointing');
    expect(writeBox({ q: "zenith:40" })).toBe('"zenith:40"');
    expect(writeBox({})).toBe("");
  });
});
