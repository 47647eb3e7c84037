import { describe, expect, it } from "vitest";
import { imageIn, isPattern, isRepository, matches, repositoryIn, zenodoRepository } from "./address";
import { softwareOf } from "./codemeta";
import { readsOf } from "./reads";
import { RecordUnusable } from "./record";

const tool = {
  "@context": "https://doi.org/10.5063/schema/codemeta-2.0", "@type": "SoftwareSourceCode", name: "tool", version: "1.3", license: "https://spdx.org/licenses/MIT",
  identifier: "https://doi.org/10.5281/zenodo.1234", relatedLink: ["https://example.org", "https://mybinder.org/v2/gh/escape/tool/v1.3?urlpath=lab"],
};

describe("a codemeta.json", () => {
  it("gives name, version, licence, page and what is built", () => {
    expect(softwareOf({ ...tool, url: "https://tool.example.org/", softwareRequirements: [{ "@type": "SoftwareApplication", name: "gammapy", version: ">=1.0" }, "numpy"], supportingData: ["event lists", "full-enclosure IRFs", "aeff"] })).toMatchObject({
      name: "tool", version: "1.3", license: "MIT", page: "https://tool.example.org/", repository: "gh/escape/tool/v1.3", image: null,
      requires: ["gammapy >=1.0", "numpy"], reads: { eventLists: true, containments: ["full-enclosure"], kinds: ["aeff"] },
    });
  });

  it("takes each term as text, as an object and as a list, as records have them", () => {
    const record = softwareOf({ name: ["tool"], softwareVersion: 2, license: { "@id": "https://spdx.org/licenses/BSD-3-Clause.html" }, identifier: { "@type": "PropertyValue", "@value": "10.5281/zenodo.77" } });
    expect(record).toMatchObject({ name: "tool", version: "2", license: "BSD-3-Clause", repository: "zenodo/10.5281/zenodo.77", reads: null });
    expect(softwareOf({ name: "t", installUrl: "docker://registry.example.org/escape/t:1.0" }).image).toBe("registry.example.org/escape/t:1.0");
  });

  it("is told its version by the place where it was found, which knows the DOI of this very version", () => {
    const found = { doi: "10.5281/zenodo.5", version: "9", license: "mit", page: "https://zenodo.org/records/5" };
    expect(softwareOf({ name: "t", identifier: "10.5281/zenodo.4" }, found)).toMatchObject({ repository: "zenodo/10.5281/zenodo.5", version: "9", license: "mit", page: "https://zenodo.org/records/5" });
  });

  it("may be nested without end, and is read as far as records go", () => {
    const deep = JSON.parse(`${"[".repeat(50_000)}"x"${"]".repeat(50_000)}`) as unknown;
    expect(softwareOf({ name: "t", description: deep, supportingData: [["event lists"]] })).toMatchObject({ description: null, reads: { eventLists: true } });
  });

  it("is another record when it changes, and the same when it does not", () => {
    const ids = [tool, tool, { ...tool, version: "1.4" }, { ...tool, relatedLink: [] }].map((json) => softwareOf(json).id);
    expect(ids[0]).toMatch(/^catalogue-tool-[0-9a-f]{10}$/);
    expect(new Set(ids).size).toBe(3);
    expect(softwareOf({ ...tool, name: "X".repeat(500) }).id.length).toBeLessThanOrEqual(63);
  });

  it("brings no markup, no control characters and no link but to a page", () => {
    const record = softwareOf({ name: "a\u0000\u202eb\nc", description: `<script>alert(1)</script> text ${"x".repeat(1000)}`, url: "javascript:alert(1)", codeRepository: "https://example.org/\"onclick=" });
    expect(record).toMatchObject({ name: "a b c", page: null });
    expect(record.description).not.toMatch(/[<>]/);
    expect(record.description!.length).toBeLessThanOrEqual(400);
  });

  it.each([[null], ["text"], [[]], [{}], [{ name: "" }], [{ name: "<b></b>" }]])("is refused as %j", (json) => {
    expect(() => softwareOf(json)).toThrow(RecordUnusable);
  });
});

describe("what may stand in the path of a build", () => {
  it.each(["gh/org/name/v1", "zenodo/10.5281/zenodo.1234", "git/https%3A%2F%2Fgit.example.org%2Fa%2Fb/main", "gl/group%2Fname/v1"])("%s", (text) => expect(isRepository(text)).toBe(true));
  it.each(["gh/org/../other/v1", "gh/org/name/..", "gh/org/name/v1?x=1", "gh/org/name/v1#x", "gh//name/v1", "/gh/org/name/v1", "gh/org/na me/v1", "gh/org/%2e%2e/v1", "gh/org/name%0d/v1", "gh/a%252Fb/c/d", "file/etc/passwd", "gh/org/name/v1\n", `gh/org/${"x".repeat(400)}/v1`])("not %j", (text) => expect(isRepository(text)).toBe(false));

  it("is read from a link to a BinderHub, and from a DOI of Zenodo only", () => {
    expect(repositoryIn("https://binder.example.org/sub/v2/gl/a%2fb/v1?filepath=x.ipynb")).toBe("gl/a%2Fb/v1");
    expect(repositoryIn("https://binder.example.org/v2/gh/a/../../b/c")).toBeNull();
    expect(repositoryIn("ftp://binder.example.org/v2/gh/a/b/c")).toBeNull();
    expect(zenodoRepository("doi:10.5281/ZENODO.12")).toBe("zenodo/10.5281/zenodo.12");
    expect(zenodoRepository("10.1234/other.12")).toBeNull();
    expect(zenodoRepository("10.5281/zenodo.12/../../gh/x")).toBeNull();
  });

  it("an image has a tag or a digest that stays", () => {
    expect(imageIn("docker://registry.example.org:5000/a/b@sha256:" + "0".repeat(64))).not.toBeNull();
    for (const text of ["docker://registry.example.org/a/b", "docker://registry.example.org/a/b:latest", "docker://a b/c:1", "docker://../x:1", "https://registry.example.org/a/b:1", "docker://registry.example.org/a/b:1 --privileged"]) expect(imageIn(text), text).toBeNull();
  });
});

describe("an operator's rule", () => {
  it("names one, or all below a part of the path, and never half a name", () => {
    for (const text of ["gh/org/name/v1", "gh/org/*", "gh/org/name/*", "zenodo/10.5281/*", "zenodo/10.5281/zenodo.*", "registry.example.org/escape/*", "registry.example.org/escape/tool:*", "git/https%3A%2F%2Fgit.example.org%2F*"]) expect(isPattern(text), text).toBe(true);
    for (const text of ["*", "gh/or*", "gh/*/name/v1", "registry.example*", "gh/org/name/v1 ", ""]) expect(isPattern(text), text).toBe(false);
  });
  it("takes what it names", () => {
    expect(matches("gh/org/*", "gh/org/name/v1")).toBe(true);
    expect(matches("gh/org/*", "gh/organisation/name/v1")).toBe(false);
    expect(matches("gh/org/*", "gh/org/")).toBe(false);
    expect(matches("gh/org/name/v1", "gh/org/name/v1.1")).toBe(false);
  });
});

describe("what software needs", () => {
  it("is read from words that an operator writes", () => {
    expect(readsOf(["Event lists", "point-like IRFs", "RAD_MAX"])).toEqual({ eventLists: true, containments: ["point-like"], kinds: ["rad_max"] });
    expect(readsOf(["full enclosure irf", "IRF bkg"])).toEqual({ eventLists: false, containments: ["full-enclosure"], kinds: ["bkg"] });
  });
  it("is not known where nothing of it is said", () => {
    expect(readsOf([])).toBeNull();
    expect(readsOf(["neutrino events", "catalogues"])).toBeNull();
  });
});
