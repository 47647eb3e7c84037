import { describe, expect, it } from "vitest";
import { layOut, type Placeable } from "./layout";

const file = (name: string, collection = "sim", release = 1): Placeable => ({ key: `${collection}:${name}@${release}`, collection, name, release });
const pathsOf = (files: readonly Placeable[]) => [...layOut(files).values()];

describe("the layout of a manifest's store", () => {
  it("is the store's own when there is one, and a folder per store when there are several", () => {
    expect(pathsOf([file("data/run_1.fits.gz"), file("TERMS.txt")])).toEqual(["TERMS.txt", "data/run_1.fits.gz"]);
    expect(pathsOf([file("TERMS.txt", "a"), file("TERMS.txt", "b")])).toEqual(["a/TERMS.txt", "b/TERMS.txt"]);
  });
  it.each([
    ["../../etc/passwd", "etc/passwd"],
    ["/etc/passwd", "etc/passwd"],
    ["a/./b//../c", "a/b/c"],
    ["..\\..\\windows", "windows"],
    ["C:/x", "C_/x"],
    ["data/\u0000\n\u007f.fits", "data/___.fits"],
    ["data/Krebs nebel.fits", "data/Krebs_nebel.fits"],
    ["données/é.fits", "donn_es/_.fits"],
    ["...", "file"],
    ["", "file"],
    ["a/.../b", "a/b"],
    ["analysis.ipynb", "notebooks/analysis.ipynb"],
  ])("cleans %j to %j", (name, path) => {
    expect(pathsOf([file(name)])).toEqual([path]);
  });
  it("keeps the name of the newest release and puts older ones beside it", () => {
    const paths = layOut([file("caldb/irf.fits.gz", "sim", 1), file("caldb/irf.fits.gz", "sim", 3)]);
    expect(paths.get("sim:caldb/irf.fits.gz@3")).toBe("caldb/irf.fits.gz");
    expect(paths.get("sim:caldb/irf.fits.gz@1")).toBe("caldb/irf.r1.fits.gz");
  });
  it("keeps our index files' names free", () => {
    expect(pathsOf([file("hdu-index.fits.gz"), file("OBS-INDEX.fits.gz")])).toEqual(["OBS-INDEX.r1.fits.gz", "hdu-index.r1.fits.gz"]);
  });
  it("lets no two files meet: not by capitals, not a file in a folder's place, not an unfinished file's name", () => {
    const paths = pathsOf([file("a"), file("A"), file("a/b"), file("c.fits"), file("c.fits.part"), file("d/e"), file("d"), file("x y"), file("x_y"), file("x_y.part.etag")]);
    const lower = paths.map((path) => path.toLowerCase());
    const everything = lower.flatMap((path) => [path, `${path}.part`, `${path}.part.etag`]);
    expect(new Set(everything).size).toBe(everything.length);
    for (const path of lower) for (const other of lower) expect(other.startsWith(`${path}/`)).toBe(false);
    expect(paths).toHaveLength(10);
  });
  it("cuts names that no file system takes, and keeps their ending", () => {
    const [path] = pathsOf([file(`data/${"x".repeat(400)}.fits.gz`)]);
    expect(path).toMatch(/^data\/x{191,}\.fits\.gz$/);
    expect(path!.length).toBeLessThan(240);
  });
});
