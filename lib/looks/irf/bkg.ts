import type { ByteSource, Hdu } from "@/lib/fits/read";
import { degPer } from "@/lib/gadf/irf-axes";
import { IrfTable, matrix } from "./irf-table";
import type { BkgLook, Range } from "./schema";

/** Rings in which the cells of a camera map are averaged. */
const RINGS = 5;

/** A background rate over energy, one curve per offset. Source: GADF 0.3, bkg_2d and bkg_3d. @throws GadfBadValue, the FITS errors */
export async function lookAtBkg(source: ByteSource, hdu: Hdu): Promise<BkgLook> {
  const table = new IrfTable(source, hdu);
  const edgesTeV = await table.energyEdges();
  return table.has("DETX_LO") ? ofCamera(table, edgesTeV) : ofOffsets(table, edgesTeV);
}

async function ofOffsets(table: IrfTable, edgesTeV: number[]): Promise<BkgLook> {
  const offsetsDeg = await table.offsets();
  const energies = edgesTeV.length - 1;
  const { values, unit, dim } = await table.values(["BKG", "BGD"], energies * offsetsDeg.length);
  // Files differ in which axis is the fastest; where TDIM can not tell, it is the energy, as GADF has it.
  const offsetFirst = dim !== null && dim[0] === offsetsDeg.length && dim[0] !== energies;
  const at = (offset: number, energy: number) => values[offsetFirst ? energy * offsetsDeg.length + offset : offset * energies + energy];
  return { edgesTeV, offsetsDeg, notes: [], rate: matrix(offsetsDeg.length, energies, at), unit: unit ?? "" };
}

async function ofCamera(table: IrfTable, edgesTeV: number[]): Promise<BkgLook> {
  const [x, y] = [centres(await table.edges("DETX", degPer, "deg")), centres(await table.edges("DETY", degPer, "deg"))];
  const energies = edgesTeV.length - 1;
  const { values, unit, dim } = await table.values(["BKG", "BGD"], x.length * y.length * energies);
  // By GADF the energy is the fastest axis; H.E.S.S. and CTA's first data challenge have it the other way round.
  const detXFirst = dim !== null && dim[0] === x.length && dim[0] !== energies;
  const at = (row: number, column: number, energy: number) => values[detXFirst ? (energy * y.length + row) * x.length + column : (row * x.length + column) * energies + energy]!;
  const widthDeg = Math.min(Math.max(...x.map(Math.abs)), Math.max(...y.map(Math.abs))) / RINGS;
  const offsetsDeg = Array.from({ length: RINGS }, (_, ring): Range => ({ lo: ring * widthDeg, hi: (ring + 1) * widthDeg }));
  const cells = offsetsDeg.map(({ lo, hi }) => y.flatMap((detY, row) => x.flatMap((detX, column) => (Math.hypot(detX, detY) >= lo && Math.hypot(detX, detY) < hi ? [[row, column] as const] : []))));
  const mean = (ring: number, energy: number) => cells[ring]!.reduce((sum, [row, column]) => sum + at(row, column, energy), 0) / cells[ring]!.length;
  return { edgesTeV, offsetsDeg, notes: ["The map of the camera is averaged in rings about its middle."], rate: matrix(RINGS, energies, mean), unit: unit ?? "" };
}

function centres(edges: readonly number[]): number[] {
  return edges.slice(1).map((hi, i) => (edges[i]! + hi) / 2);
}
