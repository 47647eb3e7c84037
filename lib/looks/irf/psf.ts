import type { ByteSource, Hdu } from "@/lib/fits/read";
import { degPer } from "@/lib/gadf/irf-axes";
import { IrfTable, matrix } from "./irf-table";
import type { PsfLook } from "./schema";

const rad = Math.PI / 180;
/** Wider than any containment radius of an imaging telescope, degrees: where a search for one ends. */
const MOST_DEG = 20;

/** Fraction of the events of a point source within a radius. */
type Containment = (radiusDeg: number) => number;

/**
 * A point spread function: the radii that contain 68 and 95 percent. Source: GADF 0.3, psf_table, psf_3gauss, psf_king.
 *
 * @throws GadfBadValue for another form, and the FITS errors
 */
export async function lookAtPsf(source: ByteSource, hdu: Hdu): Promise<PsfLook> {
  const table = new IrfTable(source, hdu);
  const [edgesTeV, offsetsDeg] = [await table.energyEdges(), await table.offsets()];
  const energies = edgesTeV.length - 1;
  const radiusOf = await readerOf(table, energies, offsetsDeg.length);
  const radii = (fraction: number) => matrix(offsetsDeg.length, energies, (offset, energy) => radiusOf(offset * energies + energy, fraction));
  return { edgesTeV, offsetsDeg, notes: [], r68Deg: radii(0.68), r95Deg: radii(0.95) };
}

type RadiusOf = (cell: number, fraction: number) => number;

async function readerOf(table: IrfTable, energies: number, offsets: number): Promise<RadiusOf> {
  const cells = energies * offsets;
  const parameter = async (name: string) => (await table.values([name], cells)).values;
  if (table.has("RPSF")) return rings(table, cells);
  if (table.has("SCALE")) {
    const gauss = await Promise.all([1, 2, 3].map(async (i) => ({ sigma: await parameter(`SIGMA_${i}`), amplitude: i === 1 ? null : await parameter(`AMPL_${i}`) })));
    return (cell, fraction) => {
      const parts = gauss.map(({ sigma, amplitude }) => ({ sigma: sigma[cell]!, weight: (amplitude?.[cell] ?? 1) * sigma[cell]! ** 2 })).filter(({ weight }) => weight > 0);
      const total = parts.reduce((sum, { weight }) => sum + weight, 0);
      return radiusWithin((r) => parts.reduce((sum, { sigma, weight }) => sum + (weight / total) * -Math.expm1((-r * r) / (2 * sigma * sigma)), 0), fraction);
    };
  }
  if (table.has("GAMMA")) {
    const [gamma, sigma] = [await parameter("GAMMA"), await parameter("SIGMA")];
    return (cell, fraction) => radiusWithin((r) => 1 - (1 + (r * r) / (2 * gamma[cell]! * sigma[cell]! ** 2)) ** (1 - gamma[cell]!), fraction);
  }
  throw table.fault("is none of psf_table, psf_3gauss and psf_king: it has no column RPSF, SCALE or GAMMA");
}

/** A table of density over radius: rings are summed, and between their edges the sum is interpolated. */
async function rings(table: IrfTable, cells: number): Promise<RadiusOf> {
  const edges = await table.edges("RAD", degPer, "deg");
  const { values } = await table.values(["RPSF"], cells * (edges.length - 1));
  // The solid angle of a ring, sr.
  const solid = edges.slice(1).map((hi, i) => Math.PI * (hi ** 2 - edges[i]! ** 2) * rad ** 2);
  return (cell, fraction) => {
    let before = 0;
    for (const [ring, angle] of solid.entries()) {
      const within = before + values[ring * cells + cell]! * angle;
      if (within >= fraction) return edges[ring]! + ((fraction - before) / (within - before)) * (edges[ring + 1]! - edges[ring]!);
      before = within;
    }
    // The table ends before: no radius of it contains so much.
    return Number.NaN;
  };
}

/** The radius at which a rising containment reaches a fraction, degrees, to a micro-degree; NaN where it does not. */
function radiusWithin(containment: Containment, fraction: number): number {
  if (!(containment(MOST_DEG) >= fraction)) return Number.NaN;
  let [lo, hi] = [0, MOST_DEG];
  while (hi - lo > 1e-7) {
    const middle = (lo + hi) / 2;
    if (containment(middle) >= fraction) hi = middle;
    else lo = middle;
  }
  return hi;
}
