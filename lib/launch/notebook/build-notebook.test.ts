import { describe, expect, it } from "vitest";
import { buildNotebook, type Notebook } from "@/lib/launch/notebook/build-notebook";
import { crabInput } from "@/lib/launch/notebook/crab.test-support";

const textOf = (notebook: Notebook, id: string) => notebook.cells.find((cell) => cell.id === id)?.source.join("") ?? "";
const idsOf = (notebook: Notebook) => notebook.cells.map((cell) => cell.id);
const firstObservation = () => crabInput().observations[0]!;

describe("buildNotebook", () => {
  it("is nbformat 4.5: unique cell ids, lines as Jupyter writes them, nothing run yet", () => {
    const notebook = buildNotebook(crabInput());
    expect(notebook).toMatchObject({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec: { name: "python3" } } });
    expect(new Set(idsOf(notebook)).size).toBe(notebook.cells.length);
    for (const cell of notebook.cells) {
      expect(cell.id).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
      expect(cell.source.slice(0, -1).every((line) => line.endsWith("\n"))).toBe(true);
      expect(cell.source.at(-1)).not.toMatch(/\n$/);
      if (cell.cell_type === "code") expect(cell).toMatchObject({ execution_count: null, outputs: [] });
    }
  });

  it("gives the same bytes for the same input", () => {
    expect(JSON.stringify(buildNotebook(crabInput()))).toBe(JSON.stringify(buildNotebook(crabInput())));
  });

  it("goes from the store to the result in this order", () => {
    const ids = idsOf(buildNotebook(crabInput())).filter((id) => !id.startsWith("about"));
    expect(ids).toEqual(["introduction", "open-store", "load-observations", "counts-map", "reduce", "fit", "sed", "write", "result"]);
  });

  it("goes to a light curve or a significance map where one is launched for", () => {
    const ids = (changes: Parameters<typeof crabInput>[0]) => idsOf(buildNotebook(crabInput(changes))).filter((id) => !id.startsWith("about"));
    const first = ["introduction", "open-store", "load-observations", "counts-map"];
    expect(ids({ analysis: "light-curve" })).toEqual([...first, "reduce", "fit", "fluxes", "write", "statistics", "result", "plot"]);
    expect(ids({ analysis: "map", target: null })).toEqual([...first, "reduce", "significance", "distribution", "write", "result", "plot"]);
  });

  it("says why there is no light curve without a target, and no map of observations that share no field", () => {
    const without = buildNotebook(crabInput({ analysis: "light-curve", target: null }));
    expect(textOf(without, "no-light-curve")).toContain("no single position of a point source");
    const far = { ...firstObservation(), obsId: 7, raPntDeg: 329.7, decPntDeg: -30.2 };
    const apart = buildNotebook(crabInput({ analysis: "map", target: null, observations: [firstObservation(), far] }));
    expect(textOf(apart, "no-field")).toContain("share no field");
    for (const notebook of [without, apart]) expect(textOf(notebook, "result")).toContain("AIRSHOWER_RESULT");
  });

  it("keeps drift scans off a significance map", () => {
    const drift = { ...firstObservation(), obsId: 777, raPntDeg: null, decPntDeg: null };
    const code = textOf(buildNotebook(crabInput({ analysis: "map", target: null, observations: [firstObservation(), drift] })), "reduce");
    expect(code).toMatch(/POINTINGS = \{23523: \(83\.6333, 21\.5136\)\}/);
  });

  it("stages before it opens the store, and does without the package", () => {
    const code = textOf(buildNotebook(crabInput()), "open-store");
    expect(code.indexOf("airshower.launch()")).toBeLessThan(code.indexOf('DataStore.from_dir("data")'));
    expect(code).toContain("except ImportError");
    expect(code).toContain("auto_download = False");
  });

  it("asks for the IRFs that the analysis needs and no more", () => {
    const needs = (changes: Parameters<typeof crabInput>[0]) =>
      /REQUIRED_IRFS = (.*)/.exec(textOf(buildNotebook(crabInput(changes)), "load-observations"))?.[1];
    expect(needs({})).toBe('["aeff", "edisp", "psf"]');
    expect(needs({ containment: "point-like" })).toBe('["aeff", "edisp"]');
    expect(needs({ target: null })).toBe("[]");
    expect(needs({ analysis: "light-curve" })).toBe('["aeff", "edisp"]');
    expect(needs({ analysis: "map", target: null })).toBe('["aeff", "edisp", "bkg"]');
  });

  it("takes the chosen radius with containment correction for full-enclosure IRFs", () => {
    const code = textOf(buildNotebook(crabInput({ onRadiusDeg: 0.2 })), "reduce");
    expect(code).toContain("ON_RADIUS = 0.2 * u.deg");
    expect(code).toContain("CONTAINMENT_CORRECTION = True");
    expect(code).not.toContain("rad_max");
  });

  it("takes RAD_MAX without containment correction for point-like IRFs", () => {
    const code = textOf(buildNotebook(crabInput({ containment: "point-like" })), "reduce");
    expect(code).toContain("observation.rad_max");
    expect(code).toContain("CONTAINMENT_CORRECTION = False");
    expect(textOf(buildNotebook(crabInput({ analysis: "light-curve", containment: "point-like" })), "reduce")).toContain("CONTAINMENT_CORRECTION = False");
    expect(code).not.toContain("ON_RADIUS");
  });

  it("says why there is no spectrum where there is no target", () => {
    const notebook = buildNotebook(crabInput({ target: null }));
    expect(idsOf(notebook)).not.toContain("reduce");
    expect(textOf(notebook, "no-spectrum")).toContain("no single position of a point source");
    expect(textOf(notebook, "result")).toContain("AIRSHOWER_RESULT");
  });

  it("keeps drift scans out of the reflected regions and off the map", () => {
    const drift = { ...firstObservation(), obsId: 777, raPntDeg: null, decPntDeg: null };
    const notebook = buildNotebook(crabInput({ observations: [firstObservation(), drift] }));
    expect(textOf(notebook, "reduce")).not.toContain("777: (");
    expect(textOf(notebook, "introduction")).toContain("drift scan");
    expect(textOf(notebook, "counts-map").match(/\(83\.6333,/g)).toHaveLength(1);
  });

  it("shows the whole sky where the observations share no field", () => {
    const far = { ...firstObservation(), obsId: 7, raPntDeg: 329.7, decPntDeg: -30.2 };
    const code = textOf(buildNotebook(crabInput({ observations: [firstObservation(), far], target: null })), "counts-map");
    expect(code).toContain('width=(360, 180), binsz=0.25, proj="CAR"');
  });

  it("centres the map across the meridian of RA 0", () => {
    const at = (obsId: number, raPntDeg: number) => ({ ...firstObservation(), obsId, raPntDeg, decPntDeg: 0 });
    const code = textOf(buildNotebook(crabInput({ observations: [at(1, 359), at(2, 1)], target: null })), "counts-map");
    expect(code).toMatch(/SkyCoord\((0|360|359\.99\d*|0\.00\d*), 0,/);
    expect(code).toContain("width=(7, 7)");
  });

  it.each([
    ["no observation", { observations: [] }],
    ["energies the wrong way round", { energyMinTeV: 40, energyMaxTeV: 0.1 }],
    ["an OBS_ID that is code", { observations: [{ ...firstObservation(), obsId: "1); import os" }] }],
    ["a position that is no number", { target: { name: "x", raDeg: Number.NaN, decDeg: 0 } }],
  ])("refuses %s", (_what, changes) => {
    expect(() => buildNotebook(crabInput(changes))).toThrow();
  });
});

describe("introduction", () => {
  const introductionOf = (changes: Parameters<typeof crabInput>[0]) => textOf(buildNotebook(crabInput(changes)), "introduction");

  it("names releases, checksums and the rule of each IRF", () => {
    const text = introductionOf({});
    expect(text).toContain("(release 1, sha256 0123456789ab…)");
    expect(text).toContain("aeff: linked (same file)");
    expect(text).toContain("1.76 h livetime");
    expect(text).toContain("**Acknowledge:**");
    expect(text).toContain("data/README.txt");
  });

  it("flags simulated data, and only those", () => {
    expect(introductionOf({ simulated: true })).toContain("simulated data");
    expect(introductionOf({})).not.toContain("simulated");
  });

  it("writes names as themselves, whatever is in them", () => {
    const target = 'Crab | <img src=x onerror="x"> [a](javascript:x) `b` $c$\n# d';
    const text = introductionOf({ title: target, observations: [{ ...firstObservation(), target }] });
    expect(text).not.toMatch(/<img|\]\(javascript|`b`|\n# d/);
    expect(text.split("\n").filter((line) => line.startsWith("| hess")).every((line) => line.split("|").length === 9)).toBe(true);
  });

  it("keeps a table of thousands short and says where the rest is", () => {
    const observations = Array.from({ length: 1000 }, (_, index) => ({ ...firstObservation(), obsId: index + 1 }));
    const text = introductionOf({ observations });
    expect(text.split("\n").filter((line) => line.startsWith("| hess"))).toHaveLength(200);
    expect(text).toContain("and 800 more");
  });
});

describe("code", () => {
  it("keeps a hostile target name inside its string", () => {
    const name = '"); import os; os.system("x") #\\ $\u2028';
    const code = textOf(buildNotebook(crabInput({ target: { name, raDeg: 1, decDeg: 2 } })), "sed");
    expect(code.split("\n")[0]).toBe(`SED_TITLE = ${JSON.stringify(name.replaceAll("$", "\\$"))}`);
  });
});
