import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { ConfigurationError, forgetEnvironment } from "@/lib/config/environment";
import { testEnvironment } from "@/lib/config/environment.test-support";
import { analysisCatalogue, findAnalysis, listAnalyses } from "../analyses/catalogue";
import { AnalysisUnknown } from "../errors";
import { crabInput } from "../notebook/crab.test-support";
import { buildNotebook } from "../notebook/build-notebook";
import { analysisSchema } from "../schemas";
import { forgetSoftware, localSoftware } from "./folder";

const made: string[] = [];
afterAll(() => made.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })));
beforeEach(() => use(path.resolve("deploy/software")));

const record = { name: "Mine", version: "2", supportingData: ["event lists", "full-enclosure IRFs", "bkg"] };
const notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [{ cell_type: "code", id: "a", metadata: {}, execution_count: 7, outputs: [{ output_type: "stream", name: "stdout", text: ["secret"] }], source: ["print(\n", "1)"] }] };

function use(folder: string): void {
  Object.assign(process.env, testEnvironment, { SOFTWARE_FOLDER: folder });
  forgetEnvironment();
  forgetSoftware();
}

/** A folder of an operator's, each entry by what its files hold. */
function folderWith(entries: Record<string, Record<string, unknown>>): void {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "airshower-software-"));
  made.push(folder);
  for (const [name, files] of Object.entries(entries)) {
    fs.mkdirSync(path.join(folder, name));
    for (const [file, content] of Object.entries(files)) fs.writeFileSync(path.join(folder, name, file), typeof content === "string" ? content : JSON.stringify(content));
  }
  use(folder);
}

function faultsOf(entries: Record<string, Record<string, unknown>>): readonly string[] {
  folderWith(entries);
  try {
    localSoftware();
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
}

describe("the folder of software", () => {
  it("as deploy/ has it, gives a notebook beside the portal's own, and an environment", () => {
    expect(analysisCatalogue().map(({ id }) => id)).toEqual(["spectrum", "light-curve", "map", "theta-squared"]);
    expect(localSoftware().environments).toMatchObject([{ name: "gammapy", version: "1.3", repository: "gh/gammapy/gammapy-webpage/main" }]);
    expect(listAnalyses().map((one) => analysisSchema.parse(one))).toEqual(listAnalyses());
    expect(listAnalyses()).toMatchObject([
      { id: "spectrum", irfs: ["full-enclosure", "point-like"], irfKinds: ["aeff", "edisp"], requires: ["gammapy >=1.0"], license: "BSD-3-Clause" },
      { id: "light-curve" },
      { id: "map", irfs: ["full-enclosure"], irfKinds: ["aeff", "edisp", "psf", "bkg"] },
      { id: "theta-squared", title: "Theta-squared distribution", version: "1.0" },
    ]);
  });

  it("may be none", () => {
    delete process.env.SOFTWARE_FOLDER;
    forgetEnvironment();
    expect(localSoftware()).toEqual({ analyses: [], environments: [] });
    expect(() => findAnalysis("theta-squared")).toThrow(AnalysisUnknown);
  });

  it("gives a notebook its cells, without what was computed elsewhere, behind the store of the basket", () => {
    folderWith({ mine: { "codemeta.json": record, "n.ipynb": notebook } });
    const { demand, template } = findAnalysis("mine");
    expect(demand).toEqual({ id: "mine", words: "the notebook Mine", containments: ["full-enclosure"], kinds: ["bkg"] });
    const built = buildNotebook(crabInput({ analysis: "mine", requiredIrfs: ["bkg"], target: { name: 'Crab"\nimport os', raDeg: 83.63, decDeg: 22.01 } }), template);
    expect(built.cells.map(({ id }) => id)).toEqual(["introduction", "open-store", "about-observations", "load-observations", "basket", "analysis-1"]);
    const text = (id: string) => built.cells.find((cell) => cell.id === id)!.source.join("");
    expect(text("load-observations")).toContain('REQUIRED_IRFS = ["bkg"]');
    expect(text("basket")).toContain('TARGET_NAME = "Crab\\"\\nimport os"');
    expect(text("analysis-1")).toBe("print(\n1)");
    expect(JSON.stringify(built)).not.toContain("secret");
  });

  it("has every fault named, each with its folder", () => {
    const faults = faultsOf({
      empty: {},
      "not-json": { "codemeta.json": "{" },
      nothing: { "codemeta.json": { name: "Nothing to start" } },
      spectrum: { "codemeta.json": record, "n.ipynb": notebook },
      "two-notebooks": { "codemeta.json": record, "a.ipynb": notebook, "b.ipynb": notebook },
      "Wrong Name": { "codemeta.json": record, "n.ipynb": notebook },
      silent: { "codemeta.json": { name: "Silent" }, "n.ipynb": notebook },
      old: { "codemeta.json": record, "n.ipynb": { ...notebook, nbformat: 3 } },
      text: { "codemeta.json": record, "n.ipynb": { ...notebook, cells: [{ cell_type: "markdown", source: "text" }] } },
      good: { "codemeta.json": record, "n.ipynb": notebook },
    });
    const expected: Record<string, RegExp> = {
      empty: /codemeta\.json can not be read \(ENOENT\)/, "not-json": /codemeta\.json is no JSON/, nothing: /names neither an image .* nor what a BinderHub builds/,
      spectrum: /portal's own has that name/, "two-notebooks": /has 2 notebooks/, "Wrong Name": /small letters, digits and hyphens/,
      silent: /does not say what the notebook needs: supportingData/, old: /nbformat/, text: /has no code/,
    };
    for (const [name, words] of Object.entries(expected)) expect(faults.filter((fault) => fault.includes(`/${name}: `)), name).toEqual([expect.stringMatching(words)]);
    expect(faults).toHaveLength(Object.keys(expected).length);
  });

  it("is refused where it is not there", () => {
    use("/nowhere/software");
    expect(() => localSoftware()).toThrow(/SOFTWARE_FOLDER names \/nowhere\/software, which can not be read \(ENOENT\)/);
  });
});
