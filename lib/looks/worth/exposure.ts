import type { AeffLook } from "@/lib/looks/irf/schema";
import { separationDeg, unitVector, type UnitVector } from "@/lib/looks/sphere";
import type { ExposureField } from "./schema";
import type { Chosen } from "./summary";

/** Cells on a side of one field's map. */
const SIDE = 48;
/** Observations whose pointings lie within this of a field's first one share its map. */
const FIELD_DEG = 8;
/** Of a survey of the whole sky only so many fields are drawn. */
export const MOST_FIELDS = 12;

/** The effective area at one energy, over the offset from the pointing. */
export interface AreaCurve {
  readonly offsetsDeg: readonly number[];
  readonly areaM2: readonly number[];
  /** Beyond it there is none. */
  readonly mostDeg: number;
}

/** The area at an energy, between the middles of the energy bins (in logarithms) as it is between them; 0 outside of all bins. */
export function areaAt({ edgesTeV, offsetsDeg, areaM2 }: Pick<AeffLook, "edgesTeV" | "offsetsDeg" | "areaM2">, energyTeV: number): AreaCurve {
  const centres = edgesTeV.slice(1).map((hi, i) => Math.log(Math.sqrt(edgesTeV[i]! * hi)));
  const wanted = Math.log(energyTeV);
  const isInside = energyTeV >= edgesTeV[0]! && energyTeV <= edgesTeV.at(-1)!;
  const above = Math.min(Math.max(centres.findIndex((centre) => centre >= wanted), 1), centres.length - 1);
  const part = centres.length < 2 ? 0 : Math.min(1, Math.max(0, (wanted - centres[above - 1]!) / (centres[above]! - centres[above - 1]!)));
  const at = (row: readonly (number | null)[]) => (!isInside ? 0 : centres.length < 2 ? (row[0] ?? 0) : (row[above - 1] ?? 0) * (1 - part) + (row[above] ?? 0) * part);
  return { offsetsDeg: offsetsDeg.map(({ lo, hi }) => (lo + hi) / 2), areaM2: areaM2.map(at), mostDeg: offsetsDeg.at(-1)!.hi };
}

function areaAtOffset({ offsetsDeg, areaM2, mostDeg }: AreaCurve, offsetDeg: number): number {
  if (offsetDeg > mostDeg) return 0;
  const above = offsetsDeg.findIndex((each) => each >= offsetDeg);
  if (above === 0) return areaM2[0]!;
  if (above < 0) return areaM2.at(-1)!;
  const part = (offsetDeg - offsetsDeg[above - 1]!) / (offsetsDeg[above]! - offsetsDeg[above - 1]!);
  return areaM2[above - 1]! * (1 - part) + areaM2[above]! * part;
}

type Pointed = Chosen & { readonly raDeg: number; readonly decDeg: number };
export const isPointed = (each: Chosen): each is Pointed => each.raDeg !== null && each.decDeg !== null;

/** Exposure on the sky in one field: effective area times livetime, summed over observations as they come. */
export class FieldSum {
  readonly observationKeys = new Set<string>();
  readonly #centreAt: { raDeg: number; decDeg: number };
  readonly #cells: UnitVector[][];
  readonly #sums: number[][];
  readonly #binDeg: number;
  #count = 0;

  /** @param reachDeg how far from the centre the maps of its observations reach */
  private constructor(centre: { raDeg: number; decDeg: number }, reachDeg: number) {
    this.#centreAt = centre;
    this.#binDeg = (2 * reachDeg) / SIDE;
    const middle = (i: number) => (i + 0.5) * this.#binDeg - reachDeg;
    this.#cells = Array.from({ length: SIDE }, (_, y) => Array.from({ length: SIDE }, (_, x) => fromPlane(centre, -middle(x), middle(y))));
    this.#sums = this.#cells.map((row) => row.map(() => 0));
  }

  /** The fields of a selection, those with the most livetime first. */
  static of(chosen: readonly Pointed[], mostOffsetDeg = 3): FieldSum[] {
    const groups: { first: UnitVector; members: Pointed[]; livetimeSec: number }[] = [];
    for (const each of chosen) {
      const at = unitVector(each.raDeg, each.decDeg);
      let group = groups.find(({ first }) => separationDeg(first, at) < FIELD_DEG);
      if (!group && groups.length < 500) groups.push((group = { first: at, members: [], livetimeSec: 0 }));
      group?.members.push(each);
      if (group) group.livetimeSec += each.livetimeSec ?? 0;
    }
    return groups.sort((a, b) => b.livetimeSec - a.livetimeSec).slice(0, MOST_FIELDS).map(({ members }) => {
      const sum = members.map(({ raDeg, decDeg }) => unitVector(raDeg, decDeg)).reduce(([a, b, c], [x, y, z]): UnitVector => [a + x, b + y, c + z]);
      const length = Math.hypot(...sum);
      const [x, y, z] = sum.map((each) => each / length) as unknown as UnitVector;
      const centre = { raDeg: ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360, decDeg: (Math.asin(z) * 180) / Math.PI };
      const spread = Math.max(...members.map(({ raDeg, decDeg }) => separationDeg([x, y, z], unitVector(raDeg, decDeg))));
      const field = new FieldSum(centre, Math.min(30, spread + mostOffsetDeg));
      for (const { key } of members) field.observationKeys.add(key);
      return field;
    });
  }

  add({ raDeg, decDeg, livetimeSec }: Pointed, area: AreaCurve): void {
    const at = unitVector(raDeg, decDeg);
    this.#count++;
    for (const [y, row] of this.#cells.entries()) {
      for (const [x, cell] of row.entries()) this.#sums[y]![x]! += areaAtOffset(area, separationDeg(cell, at)) * (livetimeSec ?? 0);
    }
  }

  result(): ExposureField {
    const rounded = this.#sums.map((row) => row.map((value) => Number(value.toPrecision(6))));
    return { centre: this.#centreAt, observations: this.#count, binDeg: this.#binDeg, halfWidthDeg: (this.#binDeg * SIDE) / 2, exposureM2s: rounded, maxM2s: Math.max(...rounded.flat()) };
  }
}

/** The direction at a place of the tangent plane: `tangentPlane`, undone. */
function fromPlane(centre: { raDeg: number; decDeg: number }, eastDeg: number, northDeg: number): UnitVector {
  const rad = Math.PI / 180;
  const [ra, dec] = [centre.raDeg * rad, centre.decDeg * rad];
  const [e, n] = [eastDeg * rad, northDeg * rad];
  const out: UnitVector = [
    Math.cos(dec) * Math.cos(ra) - e * Math.sin(ra) - n * Math.sin(dec) * Math.cos(ra),
    Math.cos(dec) * Math.sin(ra) + e * Math.cos(ra) - n * Math.sin(dec) * Math.sin(ra),
    Math.sin(dec) + n * Math.cos(dec),
  ];
  const length = Math.hypot(...out);
  return out.map((each) => each / length) as unknown as UnitVector;
}
