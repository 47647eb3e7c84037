import path from "node:path";
import { describe, expect, it } from "vitest";
import { gammapy, gammapyNote, hasGammapy } from "@/lib/config/gammapy.test-support";
import { findHdu, withFits, type ByteSource, type Hdu } from "@/lib/fits/read";
import { ctaRoot, hasRealStores, hessFile, realStoresNote } from "@/lib/gadf/real-stores.test-support";
import { lookAtAeff } from "./aeff";
import { lookAtBkg } from "./bkg";
import { lookAtEdisp } from "./edisp";
import { lookAtPsf } from "./psf";

const cta = path.join(ctaRoot, "caldb/data/cta/1dc/bcf/South_z20_50h/irf_file.fits");
const files = {
  hess: { file: hessFile(23523), names: { aeff: "AEFF", edisp: "EDISP", psf: "PSF", bkg: "BKG" }, psfClass: "PSF3D" },
  cta: { file: cta, names: { aeff: "EFFECTIVE AREA", edisp: "ENERGY DISPERSION", psf: "POINT SPREAD FUNCTION", bkg: "BACKGROUND" }, psfClass: "EnergyDependentMultiGaussPSF" },
} as const;

const read = <Look>(file: string, hduName: string, look: (source: ByteSource, hdu: Hdu) => Promise<Look>): Promise<Look> =>
  withFits(file, ({ source, hdus }) => look(source, findHdu(hdus, hduName)));
/** As JSON has it. */
const flat = (rows: readonly (readonly (number | null)[])[]) => rows.flat().map((value) => value ?? Number.NaN);
function expectClose(mine: readonly number[], theirs: readonly number[], relative: number): void {
  expect(mine).toHaveLength(theirs.length);
  const worst = mine.reduce((most, value, i) => Math.max(most, Math.abs(value - theirs[i]!) / (Math.abs(theirs[i]!) + 1e-30)), 0);
  expect(worst).toBeLessThan(relative);
}

describe.skipIf(!hasGammapy || !hasRealStores).each(["hess", "cta"] as const)(`the responses of %s, against gammapy${gammapyNote}${realStoresNote}`, { timeout: 120_000 }, (which) => {
  const { file, names, psfClass } = files[which];

  it("have the effective area at the same energies and offsets", async () => {
    const mine = await read(file, names.aeff, lookAtAeff);
    const they = gammapy(`
from gammapy.irf import EffectiveAreaTable2D
a = EffectiveAreaTable2D.read(sys.argv[1], hdu=sys.argv[2])
print(json.dumps({"edges": a.axes["energy_true"].edges.to_value("TeV").tolist(), "offsets": a.axes["offset"].center.to_value("deg").tolist(), "area": a.quantity.to_value("m2").T.tolist()}))`, file, names.aeff) as { edges: number[]; offsets: number[]; area: number[][] };
    expectClose(mine.edgesTeV, they.edges, 1e-6);
    expectClose(flat(mine.areaM2), they.area.flat(), 1e-6);
    expect(mine.areaM2).toHaveLength(they.offsets.length);
  });

  it("have the same energy dispersion", async () => {
    const mine = await read(file, names.edisp, (source, hdu) => lookAtEdisp(source, hdu, 0.6));
    const they = gammapy(`
from gammapy.irf import EnergyDispersion2D
e = EnergyDispersion2D.read(sys.argv[1], hdu=sys.argv[2])
i = int(np.argmin(np.abs(e.axes["offset"].center.to_value("deg") - 0.6)))
data = e.data[:, :, i].T
m, n = -(-data.shape[0] // 150), -(-data.shape[1] // 150)
mean = [[float(data[r:r + m, c:c + n].mean()) for c in range(0, data.shape[1], n)] for r in range(0, data.shape[0], m)]
print(json.dumps({"offset": i, "data": mean}))`, file, names.edisp) as { offset: number; data: number[][] };
    // gammapy replaces what is no offset's own centre by the middle of its edges; the files' first offset bin has no width.
    expect(mine.offset).toBe(they.offset);
    expect([mine.density.length, mine.density[0]!.length]).toEqual([they.data.length, they.data[0]!.length]);
    const theirs = they.data.flat();
    expect(Math.max(...flat(mine.density).map((value, i) => Math.abs(value - theirs[i]!) / (1 + Math.abs(value))))).toBeLessThan(1e-4);
  });

  it("have the same containment radii", async () => {
    const mine = await read(file, names.psf, lookAtPsf);
    const they = gammapy(`
from gammapy.irf import ${psfClass}
p = ${psfClass}.read(sys.argv[1], hdu=sys.argv[2])
energy = p.axes["energy_true"].center
out = {}
for fraction in (0.68, 0.95):
    out[str(fraction)] = [p.containment_radius(fraction=fraction, energy_true=energy, offset=o).to_value("deg").tolist() for o in p.axes["offset"].center[:3]]
print(json.dumps(out))`, file, names.psf) as Record<"0.68" | "0.95", number[][]>;
    // gammapy looks up the nearest of a grid of radii, in steps of 0.0005 degrees or more; cells without events have no radius.
    for (const [radii, fraction] of [[mine.r68Deg, "0.68"], [mine.r95Deg, "0.95"]] as const) {
      let compared = 0;
      they[fraction].forEach((row, offset) => row.forEach((theirs, energy) => {
        const radius = radii[offset]![energy]!;
        if (radius === null || theirs > 0.6) return;
        compared++;
        expect(Math.abs(radius - theirs), `${fraction} at offset ${offset}, energy ${energy}`).toBeLessThan(0.002 + 0.01 * theirs);
      }));
      expect(compared).toBeGreaterThan(40);
    }
  });

  it("have the same background, ring by ring", async () => {
    const mine = await read(file, names.bkg, lookAtBkg);
    const they = gammapy(`
from gammapy.irf import Background3D
b = Background3D.read(sys.argv[1], hdu=sys.argv[2])
x, y = b.axes["fov_lon"].center.to_value("deg"), b.axes["fov_lat"].center.to_value("deg")
# As the file has it: the second axis of gammapy's array is DETX.
r = np.hypot(x[:, None], y[None, :])
data = b.quantity.to_value("MeV-1 s-1 sr-1")
rings = json.loads(sys.argv[3])
print(json.dumps([[float(row[(r >= lo) & (r < hi)].mean()) for row in data] for lo, hi in rings]))`, file, names.bkg, JSON.stringify(mine.offsetsDeg.map(({ lo, hi }) => [lo, hi]))) as number[][];
    expectClose(flat(mine.rate), they.flat(), 1e-5);
  });
});
