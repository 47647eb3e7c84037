import path from "node:path";
import { describe, expect, it } from "vitest";
import { astropy, astropyNote, hasAstropy } from "@/lib/config/astropy.test-support";
import { describeTable, readColumns, withFits, type ColumnValues } from "@/lib/fits/read";
import { ctaRoot, hasRealStores, hessFile, hessRoot, realStoresNote } from "@/lib/gadf/real-stores.test-support";

const files = [
  path.join(hessRoot, "obs-index.fits.gz"),
  path.join(hessRoot, "hdu-index.fits.gz"),
  hessFile(23523),
  hessFile(33791),
  path.join(ctaRoot, "index/gps/obs-index.fits.gz"),
  path.join(ctaRoot, "data/baseline/gps/gps_baseline_110380.fits"),
  path.join(ctaRoot, "caldb/data/cta/1dc/bcf/South_z20_50h/irf_file.fits"),
];

/** Count, sum and maximum of a column's numbers, or of the lengths of its texts. */
const summary = `warnings.simplefilter('ignore')
out = []
for name in sys.argv[1:]:
    for hdu in fits.open(name)[1:]:
        for c in hdu.columns.names:
            d = hdu.data[c]
            n = np.char.str_len(d).astype('f8') if d.dtype.kind in 'SU' else d.astype('f8')
            n = n[~np.isnan(n)]
            out.append([hdu.name, c, int(n.size), float(n.sum()), float(n.max())])
print(json.dumps(out))`;

function summarise(column: ColumnValues): [number, number, number] {
  const numbers = column.kind === "text" ? column.values.map((text) => text.length) : Array.from(column.values as ArrayLike<number | bigint>, Number);
  const known = numbers.filter((value) => !Number.isNaN(value));
  return [known.length, known.reduce((sum, value) => sum + value, 0), known.reduce((max, value) => Math.max(max, value), -Infinity)];
}

describe.skipIf(!hasRealStores || !hasAstropy)(`real files${realStoresNote || astropyNote}`, () => {
  it("every column of every HDU is what astropy reads", async () => {
    const expected = astropy(summary, ...files) as [string, string, number, number, number][];
    const ours: [string, string, number, number, number][] = [];
    for (const file of files) {
      await withFits(file, async ({ source, hdus }) => {
        for (const hdu of hdus.slice(1)) {
          const names = describeTable(hdu).columns.map(({ name }) => name);
          const columns = await readColumns(source, hdu, names);
          for (const name of names) ours.push([hdu.name, name, ...summarise(columns[name]!)]);
        }
      });
    }
    expect(ours.map(([hdu, name, size, , max]) => [hdu, name, size, max])).toEqual(expected.map(([hdu, name, size, , max]) => [hdu, name, size, max]));
    // numpy adds in another order, so sums agree to rounding only.
    const off = ours.map(([, , , sum], i) => Math.abs(sum - expected[i]![3]) / (Math.abs(sum) + 1));
    expect(Math.max(...off)).toBeLessThan(1e-9);
  });
});
