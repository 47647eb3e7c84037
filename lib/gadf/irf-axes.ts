import { describeTable, readColumns, type ByteSource, type Hdu } from "@/lib/fits/read";
import { GadfBadValue } from "@/lib/gadf/errors";

/** Range of an IRF's axes: true (or, of a background, reconstructed) energy, and offset from the pointing. */
export type IrfAxes = { energyMinTeV: number | null; energyMaxTeV: number | null; offsetMaxDeg: number | null };

/** TeV in one of a unit of energy, by its lower-case name. */
export const tevPer: Record<string, number> = { ev: 1e-12, kev: 1e-9, mev: 1e-6, gev: 1e-3, tev: 1, pev: 1e3 };
/** Degrees in one of a unit of angle, by its lower-case name. */
export const degPer: Record<string, number> = { deg: 1, degree: 1, degrees: 1, rad: 180 / Math.PI, arcmin: 1 / 60, arcsec: 1 / 3600 };

/**
 * The ranges of the axes, read from the columns ENERG_LO/HI or ETRUE_LO/HI and THETA_LO/HI, or DETX and DETY of a
 * bkg_3d. Reads the axes only, not the matrix beside them.
 *
 * @throws GadfBadValue for a unit that is none of energy or angle.
 */
export async function readIrfAxes(source: ByteSource, hdu: Hdu): Promise<IrfAxes> {
  const names = describeTable(hdu).columns.map(({ name }) => name.toUpperCase());
  const prefix = ["ENERG", "ETRUE"].find((axis) => names.includes(`${axis}_LO`) && names.includes(`${axis}_HI`));
  const offsets = names.includes("THETA_HI") ? ["THETA_HI"] : ["DETX_LO", "DETX_HI", "DETY_LO", "DETY_HI"].filter((name) => names.includes(name));
  const lows = prefix ? await readAxis(source, hdu, `${prefix}_LO`, tevPer, "TeV") : [];
  const highs = prefix ? await readAxis(source, hdu, `${prefix}_HI`, tevPer, "TeV") : [];
  const angles: number[] = [];
  for (const name of offsets) angles.push(...(await readAxis(source, hdu, name, degPer, "deg")));
  return {
    energyMinTeV: lows.length > 0 ? Math.min(...lows) : null,
    energyMaxTeV: highs.length > 0 ? Math.max(...highs) : null,
    offsetMaxDeg: angles.length > 0 ? Math.max(...angles.map(Math.abs)) : null,
  };
}

/** One column of edges in the unit of the factors. @throws GadfBadValue for another sort of unit. */
export async function readAxis(source: ByteSource, hdu: Hdu, name: string, factors: Record<string, number>, fallback: string): Promise<number[]> {
  const column = (await readColumns(source, hdu, [name], { toRow: 1 }))[name]!;
  const unit = (column.unit ?? fallback).toLowerCase();
  const factor = factors[unit];
  if (factor === undefined || column.kind !== "number") {
    throw new GadfBadValue(`${hdu.file}, HDU ${hdu.name}: column ${name} has unit '${column.unit}', one like ${fallback} belongs there`);
  }
  return Array.from(column.values, (value) => value * factor).filter(Number.isFinite);
}

/** Lower and upper bin edges of the energy axis of an effective area, TeV. */
export async function readEnergyBins(source: ByteSource, hdu: Hdu): Promise<{ lo: number[]; hi: number[] }> {
  const names = describeTable(hdu).columns.map(({ name }) => name.toUpperCase());
  const prefix = names.includes("ENERG_LO") ? "ENERG" : "ETRUE";
  return {
    lo: await readAxis(source, hdu, `${prefix}_LO`, tevPer, "TeV"),
    hi: await readAxis(source, hdu, `${prefix}_HI`, tevPer, "TeV"),
  };
}
