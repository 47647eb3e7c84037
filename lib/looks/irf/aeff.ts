import type { ByteSource, Hdu } from "@/lib/fits/read";
import { readIrfMetadata } from "@/lib/gadf/irf";
import { IrfTable, matrix } from "./irf-table";
import type { AeffLook } from "./schema";

const m2Per: Readonly<Record<string, number>> = { m2: 1, "m^2": 1, "m**2": 1, cm2: 1e-4, "cm^2": 1e-4, "cm**2": 1e-4, km2: 1e6 };

/** An aeff_2d: the area over energy, one curve per offset. Source: GADF 0.3, effective area. @throws GadfBadValue, the FITS errors */
export async function lookAtAeff(source: ByteSource, hdu: Hdu): Promise<AeffLook> {
  const table = new IrfTable(source, hdu);
  const [edgesTeV, offsetsDeg] = [await table.energyEdges(), await table.offsets()];
  const energies = edgesTeV.length - 1;
  const { values, unit } = await table.values(["EFFAREA"], energies * offsetsDeg.length);
  const factor = m2Per[(unit ?? "m2").trim().toLowerCase()];
  if (factor === undefined) throw table.fault(`column EFFAREA has unit '${unit}', which is none of area`);
  const { containment, loThresholdTeV, notes } = await readIrfMetadata(source, hdu, { hduType: "aeff" });
  return { edgesTeV, offsetsDeg, notes, areaM2: matrix(offsetsDeg.length, energies, (offset, energy) => values[offset * energies + energy]! * factor), containment, loThresholdTeV };
}
