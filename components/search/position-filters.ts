/** A position as filters, to a thousandth of an arcsecond. */
export function positionFilters({ raDeg, decDeg }: { raDeg: number; decDeg: number }): { raDeg: string; decDeg: string } {
  return { raDeg: String(Number(raDeg.toFixed(6))), decDeg: String(Number(decDeg.toFixed(6))) };
}
