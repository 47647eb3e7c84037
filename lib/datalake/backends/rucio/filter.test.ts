import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPythonLiteral } from "./fake/python-literal.test-support";
import { RucioFilterInvalid } from "./faults";
import { filterLiteral } from "./filter";

const hostile = ["'", "''", "\\", "\\'", "'}]", "', 'account': 'root", "'] or __import__('os').system('id') #", "\n", "\r\n", "\t", '"', "{0}", "%s", "%27", "\\x27", "\\N{APOSTROPHE}", "é", "Ångström", "🔭", "\u2028", "\u0085", "\x7f", "", " ", "*", "True", "None", "ѕсоре"];
/** Text of all kinds, much of it from what ends or escapes a literal. */
const text = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: "binary" }), fc.array(fc.constantFrom(...hostile), { maxLength: 5 }).map((parts) => parts.join(""))).filter((value) => !value.includes("\0") && !/\p{Surrogate}/u.test(value));
const value = fc.oneof(text, fc.boolean(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)));
const key = fc.stringMatching(/^[a-z_]{1,12}(\.(gt|gte|lt|lte|ne))?$/).map((name) => `my_${name}`);
const groups = fc.array(fc.dictionary(key, value, { noNullPrototype: true, maxKeys: 4 }), { minLength: 1, maxLength: 3 });

describe("a filter's literal", () => {
  it("is what Rucio's own example says", () => {
    expect(filterLiteral([{ target: "Crab Nebula", "ra.gt": 80 }, { obs_id: 20136 }])).toBe("[{'target': 'Crab Nebula', 'ra.gt': 80}, {'obs_id': 20136}]");
    expect(filterLiteral([{ simulated: true, dead: false }])).toBe("[{'simulated': True, 'dead': False}]");
  });
  it("comes back as it was, whatever its values hold", () => {
    fc.assert(fc.property(groups, (filters) => void expect(readPythonLiteral(filterLiteral(filters))).toEqual(filters)), { numRuns: 2000 });
  });
  it("is printable ASCII on one line, so that nothing on its way changes it", () => {
    fc.assert(fc.property(groups, (filters) => /^[\x20-\x7e]*$/.test(filterLiteral(filters))), { numRuns: 1000 });
  });
  it("is refused for keys that would become part of it", () => {
    for (const bad of ["a'b", "a: 1, 'b", "", "a.b", "a.like", "ключ", "a\\", "a b", "a\n"]) expect(() => filterLiteral([{ [bad]: 1 }]), bad).toThrow(RucioFilterInvalid);
  });
  it("is refused for values that Rucio can not keep", () => {
    for (const bad of ["a\0b", "\ud800", NaN, Infinity]) expect(() => filterLiteral([{ target: bad }])).toThrow(RucioFilterInvalid);
  });
  it("is refused where columns and metadata are mixed", () => {
    expect(() => filterLiteral([{ name: "obs*", target: "Crab" }])).toThrow(/mixes columns \(name\)/);
    expect(() => filterLiteral([{ name: "obs*" }, { "target.ne": "Crab" }])).toThrow(RucioFilterInvalid);
  });
});

const python = spawnSync("/usr/bin/python3", ["--version"]).status === 0;

describe.skipIf(!python)("Python itself (python3)", () => {
  it("reads the same values", () => {
    const filters = [...fc.sample(groups, { numRuns: 300, seed: 41 }), hostile.map((each, i) => ({ [`my_${i}`]: each }))];
    const program = "import ast,json,sys\nfor line in sys.stdin: print(json.dumps(ast.literal_eval(line.rstrip('\\n'))))";
    const { stdout } = spawnSync("/usr/bin/python3", ["-c", program], { input: filters.map((each) => filterLiteral(each)).join("\n"), encoding: "utf8" });
    expect(stdout.trim().split("\n").map((line) => JSON.parse(line) as unknown)).toEqual(filters);
  });
});
