import { describe, expect, it } from "vitest";
import { findHdu, listHdus, BufferSource, type ByteSource, type Hdu } from "@/lib/fits/read";
import { writeFits, type FitsColumn } from "@/lib/fits/write";
import { lookAtAeff } from "./aeff";
import { lookAtBkg } from "./bkg";
import { lookAtPsf } from "./psf";

const d = (name: string, unit: string | null, values: number[], dim: number[] | null = null): FitsColumn => ({ name, tform: `${values.length}D`, unit, values, dim });
const energy = (n: number) => [d("ENERG_LO", "TeV", Array.from({ length: n }, (_, i) => 10 ** i)), d("ENERG_HI", "TeV", Array.from({ length: n }, (_, i) => 10 ** (i + 1)))];
const offsets = (n: number) => [d("THETA_LO", "deg", Array.from({ length: n }, (_, i) => i)), d("THETA_HI", "deg", Array.from({ length: n }, (_, i) => i + 1))];

async function look<Look>(columns: FitsColumn[], by: (source: ByteSource, hdu: Hdu) => Promise<Look>): Promise<Look> {
  const source = new BufferSource(writeFits([{ name: "IRF", columns, cards: [{ keyword: "HDUCLAS2", value: "EFF_AREA" }] }]));
  return by(source, findHdu(await listHdus(source), "IRF"));
}

describe("a camera map of the background", () => {
  const detX = [d("DETX_LO", "deg", [-2, 0]), d("DETX_HI", "deg", [0, 2]), d("DETY_LO", "deg", [-2, 0]), d("DETY_HI", "deg", [0, 2])];
  // All four cells lie in the same ring, at the square root of 2; the rate is 1, 2, 3 at the three energies.
  it.each([
    ["with the energy fastest", d("BKG", "s-1 MeV-1 sr-1", [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3], [3, 2, 2])],
    ["with the energy slowest", d("BGD", "s-1 MeV-1 sr-1", [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3], [2, 2, 3])],
  ])("is read %s", async (_name, values) => {
    const { rate } = await look([...energy(3), ...detX, values], lookAtBkg);
    expect(rate.filter((row) => row.some((value) => value !== null))).toEqual([]);
    const wide = await look([...energy(3), d("DETX_LO", "deg", [-1, 1]), d("DETX_HI", "deg", [1, 3]), d("DETY_LO", "deg", [-1, 1]), d("DETY_HI", "deg", [1, 3]), values], lookAtBkg);
    expect(wide.rate[0]).toEqual([1, 2, 3]);
  });
});

describe("a point spread function", () => {
  it("by King contains what its formula says", async () => {
    const { r68Deg } = await look([...energy(1), ...offsets(1), d("GAMMA", null, [2]), d("SIGMA", "deg", [0.1])], lookAtPsf);
    // 1 - (1 + r^2 / (2 gamma sigma^2))^(1 - gamma) = 0.68
    expect(r68Deg[0]![0]).toBeCloseTo(Math.sqrt(4 * 0.01 * (1 / 0.32 - 1)), 6);
  });
  it("by Gaussians contains what its formula says, and nothing where there is none", async () => {
    const none = ["AMPL_2", "SIGMA_2", "AMPL_3", "SIGMA_3"].map((name) => d(name, null, [0, 0]));
    const { r68Deg } = await look([...energy(2), ...offsets(1), d("SCALE", null, [1, 0]), d("SIGMA_1", "deg", [0.1, 0]), ...none], lookAtPsf);
    expect(r68Deg[0]![0]).toBeCloseTo(0.1 * Math.sqrt(-2 * Math.log(0.32)), 6);
    expect(r68Deg[0]![1]).toBeNull();
  });
  it("of no known form says so", async () => {
    await expect(look([...energy(1), ...offsets(1)], lookAtPsf)).rejects.toThrow(/none of psf_table, psf_3gauss and psf_king/);
  });
});

describe("an effective area", () => {
  it("in square centimetres is told in square metres", async () => {
    expect((await look([...energy(1), ...offsets(1), d("EFFAREA", "cm2", [1e9])], lookAtAeff)).areaM2).toEqual([[1e5]]);
  });
  it("whose axes do not make its values says so", async () => {
    await expect(look([...energy(2), ...offsets(1), d("EFFAREA", "m2", [1])], lookAtAeff)).rejects.toThrow(/holds 1 values, its axes make 2/);
  });
  it("in a unit of something else says so", async () => {
    await expect(look([...energy(1), ...offsets(1), d("EFFAREA", "TeV", [1])], lookAtAeff)).rejects.toThrow(/none of area/);
  });
});
