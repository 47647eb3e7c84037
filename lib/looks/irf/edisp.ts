import type { ByteSource, Hdu } from "@/lib/fits/read";
import { IrfTable, matrix } from "./irf-table";
import type { EdispLook } from "./schema";

/** More cells than this on a side nobody sees: neighbours are averaged. */
const MOST_CELLS = 150;

/**
 * An edisp_2d at one offset: the density of reconstructed over true energy. Source: GADF 0.3, energy dispersion.
 *
 * @param offsetDeg the offset wanted; the bin that holds it, or the nearest
 * @throws GadfBadValue, the FITS errors
 */
export async function lookAtEdisp(source: ByteSource, hdu: Hdu, offsetDeg: number): Promise<EdispLook> {
  const table = new IrfTable(source, hdu);
  const [allEnergies, offsetsDeg] = [await table.energyEdges(), await table.offsets()];
  const allMigrations = await table.edges("MIGRA", { "": 1 }, "");
  const [energies, migrations] = [allEnergies.length - 1, allMigrations.length - 1];
  const { values } = await table.values(["MATRIX"], energies * migrations * offsetsDeg.length);
  const distances = offsetsDeg.map(({ lo, hi }) => Math.abs((lo + hi) / 2 - offsetDeg));
  const offset = distances.indexOf(Math.min(...distances));
  const first = offset * energies * migrations;
  const [perEnergy, perMigration] = [Math.ceil(energies / MOST_CELLS), Math.ceil(migrations / MOST_CELLS)];
  const mean = (row: number, column: number) => {
    let [sum, cells] = [0, 0];
    for (let m = row * perMigration; m < Math.min((row + 1) * perMigration, migrations); m++) {
      for (let e = column * perEnergy; e < Math.min((column + 1) * perEnergy, energies); e++, cells++) sum += values[first + m * energies + e]!;
    }
    return sum / cells;
  };
  const edgesTeV = thinned(allEnergies, perEnergy);
  const edgesMigra = thinned(allMigrations, perMigration);
  const notes = perEnergy * perMigration > 1 ? [`Of ${energies} by ${migrations} cells, ${perEnergy} by ${perMigration} neighbours are shown as their mean.`] : [];
  return { edgesTeV, offsetsDeg, notes, offset, edgesMigra, density: matrix(edgesMigra.length - 1, edgesTeV.length - 1, mean) };
}

function thinned(edges: readonly number[], step: number): number[] {
  const last = edges.length - 1;
  return [...edges.filter((_, i) => i % step === 0 && i < last), edges[last]!];
}
