import { describe, expect, it } from "vitest";
import { gammapy, gammapyNote, hasGammapy } from "@/lib/config/gammapy.test-support";
import { findHdu, withFits } from "@/lib/fits/read";
import { hasRealStores, hessFile, realStoresNote } from "@/lib/gadf/real-stores.test-support";
import { lookAtAeff } from "@/lib/looks/irf/aeff";
import { areaAt, FieldSum } from "./exposure";
import { summaryOf, type Chosen } from "./summary";

const chosen = (change: Partial<Chosen> = {}): Chosen & { raDeg: number; decDeg: number } => ({ key: "1", readable: true, targetName: "Crab", raDeg: 83.63, decDeg: 22.01, livetimeSec: 1000, zenithDeg: 20, thresholdTeV: 0.3, ...change }) as Chosen & { raDeg: number; decDeg: number };
const flat = { offsetsDeg: [0.5, 1.5], areaM2: [1e5, 1e5], mostDeg: 2 };

describe("exposure", () => {
  it("is area times livetime, summed, and nothing beyond the last offset", () => {
    const [field, ...others] = FieldSum.of([chosen(), chosen({ key: "2", raDeg: 84 })]);
    field!.add(chosen(), flat);
    field!.add(chosen({ key: "2", raDeg: 84 }), flat);
    const { maxM2s, observations, exposureM2s } = field!.result();
    expect([others.length, observations, maxM2s]).toEqual([0, 2, 2e8]);
    expect(exposureM2s[0]![0]).toBe(0);
  });
  it("parts what lies far away into fields, the longest observed first", () => {
    const fields = FieldSum.of([chosen(), chosen({ key: "2", raDeg: 266, decDeg: -29, livetimeSec: 5000 })]);
    expect(fields.map(({ observationKeys }) => [...observationKeys])).toEqual([["2"], ["1"]]);
  });
  it("takes a field across right ascension 0 for one", () => {
    const [field, ...others] = FieldSum.of([chosen({ raDeg: 359.5, decDeg: 0 }), chosen({ key: "2", raDeg: 0.5, decDeg: 0 })]);
    expect(others).toEqual([]);
    const { raDeg } = field!.result().centre;
    expect(Math.min(raDeg, 360 - raDeg)).toBeCloseTo(0, 6);
  });
  it("has no area outside of the energies of the file", () => {
    const aeff = { edgesTeV: [0.1, 1, 10], offsetsDeg: [{ lo: 0, hi: 1 }], areaM2: [[1e4, 1e5]] };
    expect(areaAt(aeff, 20).areaM2).toEqual([0]);
    expect(areaAt(aeff, Math.sqrt(0.1)).areaM2[0]).toBeCloseTo(1e4, 6);
    expect(areaAt(aeff, 1).areaM2[0]).toBeCloseTo(5.5e4, 3);
  });
});

describe.skipIf(!hasGammapy || !hasRealStores)(`exposure, against gammapy${gammapyNote}${realStoresNote}`, { timeout: 60_000 }, () => {
  it("is that of its exposure map", async () => {
    const aeff = await withFits(hessFile(23523), ({ source, hdus }) => lookAtAeff(source, findHdu(hdus, "AEFF")));
    const curve = areaAt(aeff, 2);
    const they = gammapy(`
from gammapy.irf import EffectiveAreaTable2D
a = EffectiveAreaTable2D.read(sys.argv[1], hdu="AEFF")
print(json.dumps([float(a.evaluate(energy_true=2 * u.TeV, offset=o * u.deg).to_value("m2")) for o in json.loads(sys.argv[2])]))`, hessFile(23523), JSON.stringify(curve.offsetsDeg)) as number[];
    curve.areaM2.forEach((area, i) => expect(Math.abs(area / they[i]! - 1)).toBeLessThan(0.01));
  });
});

describe("the summary of a selection", () => {
  it("sums livetime by target, and says what is not known", () => {
    const summary = summaryOf([chosen(), chosen({ targetName: null, livetimeSec: null, zenithDeg: null }), chosen({ targetName: "Vela", livetimeSec: 3000, zenithDeg: 47, readable: false })]);
    expect(summary).toMatchObject({ observations: 3, closed: 1, livetimeSec: 4000, livetimeUnknown: 1 });
    expect(summary.targets.map(({ name }) => name)).toEqual(["Vela", "Crab", null]);
    expect(summary.zenith.unknown).toBe(1);
    expect(summary.zenith.livetimeSec[9]).toBe(3000);
  });
});
