import { describe, expect, it } from "vitest";
import { BadMapping } from "./errors";
import { readMapping } from "./mapping";
import { mappingExample, mappingFile } from "./mapping.test-support";

const refused = (mapping: object, words: RegExp) => {
  expect(() => readMapping(mappingFile(mapping))).toThrow(BadMapping);
  expect(() => readMapping(mappingFile(mapping))).toThrow(words);
};
const [crab, open] = mappingExample.projects;

describe("a mapping file", () => {
  it("says how a scope becomes a collection", () => {
    const mapping = readMapping(mappingFile(mappingExample));
    expect(mapping.collection).toMatchObject({ name: "hess-lake", simulated: false, sharedIrfsPublic: false, managers: ["cta/managers"] });
    expect(mapping.files[0]!.name.test("events/obs_1.fits.gz")).toBe(true);
    expect(mapping.projects.map(({ entry }) => [entry.code, entry.store])).toEqual([["LAKE-CRAB", "hess-lake"], ["LAKE-OPEN", "hess-lake"]]);
    expect(mapping.projects[1]!.from).toEqual([{ did: { scope: "hess", name: "open-data" } }]);
  });
  it.each<[string, object, RegExp]>([
    ["no columns that are needed", { observations: { ...mappingExample.observations, columns: { OBS_ID: "id" } } }, /observations\.columns: OBS_ID, TSTART, TSTOP are needed/],
    ["a column that is none of GADF's", { observations: { ...mappingExample.observations, columns: { ...mappingExample.observations.columns, RA: "ra" } } }, /observations\.columns/],
    ["no reference of times", { observations: { ...mappingExample.observations, header: {} } }, /MJDREFI is needed/],
    ["no event lists", { files: [{ name: "x", role: "log" }] }, /files: one rule at least is for event lists/],
    ["a pattern that is none", { files: [{ name: "(", role: "event-list" }] }, /files\.0\.name: .*expression/],
    ["an HDU type that is none", { files: [{ name: "x", role: "event-list", hdus: [{ type: "dark", class: "x", name: "X" }] }] }, /files\.0\.hdus\.0\.type/],
    ["a project without a clock", { projects: [{ ...crab, metaReleaseAt: undefined }] }, /projects\.0\.metaReleaseAt: give either/],
    ["a project from nowhere", { projects: [{ ...crab, from: [] }] }, /projects\.0\.from/],
    ["a project from no DID", { projects: [{ ...crab, from: [{ did: "open-data" }] }] }, /no scope:name/],
    ["a project from any metadata", { projects: [{ ...crab, from: [{ metadata: {} }] }] }, /projects\.0\.from\.0/],
    ["a project that is there twice", { projects: [crab, { ...open, code: "LAKE-CRAB" }] }, /LAKE-CRAB is there twice/],
    ["a word that nobody knows", { project: [] }, /project/],
    ["a collection's name that is none", { collection: { name: "A B" } }, /collection\.name: a collection's name/],
  ])("is refused with %s", (_, change, words) => refused({ ...mappingExample, ...change }, words));
  it("is refused when it is not there, or no JSON", () => {
    expect(() => readMapping("/nowhere/mapping.json")).toThrow(/can not be read \(ENOENT\)/);
  });
});
