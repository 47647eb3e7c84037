import { readColumns, type ByteSource, type Hdu } from "@/lib/fits/read";
import { readEnergyBins } from "@/lib/gadf/irf-axes";

/** Where the effective area has risen to this part of its peak, an analysis is commonly begun. */
const fractionOfPeak = 0.1;

/**
 * The energy, TeV, at which the effective area nearest to the axis first passes 10 percent of its peak. Between bin
 * centres (geometric) it is interpolated in the logarithm of energy. Null where the area never rises.
 *
 * @param hdu an aeff_2d: EFFAREA of shape (energy, offset), energy fastest, offset growing from the axis
 */
export async function peakFractionEnergy(source: ByteSource, hdu: Hdu): Promise<number | null> {
  const { lo, hi } = await readEnergyBins(source, hdu);
  const area = (await readColumns(source, hdu, ["EFFAREA"], { toRow: 1 })).EFFAREA;
  if (area.kind !== "number") return null;
  const onAxis = Array.from(area.values.subarray(0, lo.length));
  const logCentres = lo.map((low, bin) => Math.log(Math.sqrt(low * hi[bin]!)));
  const wanted = fractionOfPeak * onAxis.reduce((peak, value) => Math.max(peak, value), 0);
  const bin = onAxis.findIndex((value) => value >= wanted);
  if (wanted <= 0 || bin < 0) return null;
  if (bin === 0) return Math.exp(logCentres[0]!);
  const [below, above] = [onAxis[bin - 1]!, onAxis[bin]!];
  const part = (wanted - below) / (above - below);
  return Math.exp(logCentres[bin - 1]! + part * (logCentres[bin]! - logCentres[bin - 1]!));
}

/** Where the flux may be trusted from, TeV: LO_THRES, else SAFE_ENERGY_LO of the index, else the part of the peak. */
export function energyThreshold(
  aeff: { loThresholdTeV: number | null; peakFractionTeV: number | null } | null,
  safeEnergyLoTeV: number | null,
): number | null {
  return aeff?.loThresholdTeV ?? safeEnergyLoTeV ?? aeff?.peakFractionTeV ?? null;
}
