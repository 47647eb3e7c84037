import type { Random } from "../simulate/random";

export interface SyntheticTarget {
  readonly name: string;
  readonly raDeg: number;
  readonly decDeg: number;
}

const REGIONS = 24;
const REGION_WIDTH_DEG = 4;
/** One target in five stands alone, the others crowd in the regions that everybody observes. */
const CROWDED = 0.8;

/** Targets as an archive has them: most of them near others, some far from all. */
export function syntheticTargets(random: Random, count: number): SyntheticTarget[] {
  const regions = [...poles, ...Array.from({ length: REGIONS - poles.length }, () => anywhere(random))];
  return Array.from({ length: count }, (_, i) => {
    const region = regions[Math.floor(random.uniform() * REGIONS)]!;
    return { name: `SYN J${String(i).padStart(5, "0")}`, ...(random.uniform() < CROWDED ? near(random, region, REGION_WIDTH_DEG) : anywhere(random)) };
  });
}

type Position = Pick<SyntheticTarget, "raDeg" | "decDeg">;

/** A circle about a pole has every right ascension: what is searched there must be found as fast. */
const poles: readonly Position[] = [{ raDeg: 0, decDeg: 87 }, { raDeg: 0, decDeg: -87 }];

/** Evenly over the sphere, without the caps that no site sees well. */
function anywhere(random: Random): Position {
  return { raDeg: 360 * random.uniform(), decDeg: (Math.asin(random.between(-0.95, 0.95)) * 180) / Math.PI };
}

/** Normally distributed about a position, as wide on the sky at every declination. */
export function near(random: Random, { raDeg, decDeg }: Position, widthDeg: number): Position {
  const dec = Math.max(-89, Math.min(89, decDeg + widthDeg * random.normal()));
  const ra = raDeg + (widthDeg * random.normal()) / Math.cos((decDeg * Math.PI) / 180);
  return { raDeg: ((ra % 360) + 360) % 360, decDeg: dec };
}
