import { separationDeg, unitVector } from "@/lib/units/sphere";
import type { FixtureRow } from "./fixture.test-support";
import { isInside, parsePolygon } from "./polygon";
import type { ObservationFilter } from "./schemas";
import { targetKey } from "./target-key";

/** Numbers in [0, 1) from a seed, so that what failed can be run again. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export const targets = ["Crab Nebula", "CRAB-NEBULA", "Crab Pulsar", "PKS 2155-304", "47 Tucanae", "Vela X", "Vela Jr", null] as const;
export const instruments = ["H.E.S.S.", "CTA South", "LST", null] as const;
const hard = [[0, 90], [10, -90], [0, 0], [359.99, 0.3], [0.01, -0.3], [180, 89.7], [83.63, 22.01]] as const;

const pick = <T>(next: () => number, from: readonly T[]): T => from[Math.floor(next() * from.length)]!;
const maybe = <T>(next: () => number, chance: number, value: () => T): T | undefined => (next() < chance ? value() : undefined);

/** A position on the sphere; often near a pole, the meridian of RA 0 or a popular target. */
function position(next: () => number): { raDeg: number; decDeg: number } {
  if (next() < 0.3) return { raDeg: next() * 360, decDeg: (Math.asin(2 * next() - 1) * 180) / Math.PI };
  const [raDeg, decDeg] = pick(next, hard);
  const near = (value: number) => value + (next() - 0.5) * 6;
  return { raDeg: (near(raDeg) + 360) % 360, decDeg: Math.max(-90, Math.min(90, near(decDeg))) };
}

/** Random observations with many ties, gaps, and some that drift. */
export function randomRows(next: () => number, count: number, place: () => { collectionId: number; projectId: number | null }): FixtureRow[] {
  return Array.from({ length: count }, (_, i) => {
    const startMjd = 53000 + Math.floor(next() * 40) / 4;
    return {
      ...place(),
      obsId: 10_000 + i,
      targetName: pick(next, targets),
      ...(next() < 0.1 ? {} : position(next)),
      zenithDeg: maybe(next, 0.8, () => Math.floor(next() * 12) * 5) ?? null,
      fovRadiusDeg: pick(next, [1.75, 2.5, 5]),
      startMjd,
      durationDays: pick(next, [0.02, 0.02, 0.5, 2]),
      nightMjd: Math.floor(startMjd),
      livetimeSec: maybe(next, 0.8, () => Math.floor(next() * 5) * 400) ?? null,
      instrument: pick(next, instruments),
      quality: maybe(next, 0.9, () => Math.floor(next() * 3)) ?? null,
      sizeBytes: Math.floor(next() * 1e6),
    };
  });
}

/** A random question; most have two or three conditions. */
export function randomFilter(next: () => number, names: { projects: readonly string[]; collections: readonly string[] }): ObservationFilter {
  const chance = 0.18;
  const withPosition = next() < 0.5;
  const pointing = withPosition && next() < 0.4;
  const startMjd = maybe(next, chance, () => 53000 + next() * 10);
  return {
    project: maybe(next, chance, () => pick(next, names.projects)),
    collection: maybe(next, chance, () => pick(next, names.collections)),
    q: maybe(next, chance, () => pick(next, ["crab", "Crab neb", "47", "run 10007", "10012", "pks", `${names.collections[0]}:10003`, "??"])),
    target: maybe(next, chance / 2, () => pick(next, ["crab nebula", "Vela-X", "nothing"])),
    ...(withPosition ? position(next) : {}),
    radiusDeg: withPosition && (pointing || next() < 0.3) ? next() ** 3 * 180 + 0.01 : undefined,
    match: pointing ? "pointing" : undefined,
    offsetMaxDeg: withPosition ? maybe(next, 0.3, () => next() * 4) : undefined,
    startMjd,
    endMjd: maybe(next, chance, () => (startMjd ?? 53000) + next() * 5),
    night: maybe(next, chance / 2, () => new Date((53000 - 40587 + Math.floor(next() * 10)) * 86_400_000).toISOString().slice(0, 10)),
    instrument: maybe(next, chance / 2, () => pick(next, ["H.E.S.S.", "LST", "nothing"])),
    zenithMaxDeg: maybe(next, chance, () => Math.floor(next() * 12) * 5),
    livetimeMinSec: maybe(next, chance, () => Math.floor(next() * 5) * 400),
    quality: maybe(next, chance, () => Math.floor(next() * 3)),
    polygon: maybe(next, chance, () => pick(next, ["80 18 88 18 88 26 80 26", "350 -5 10 -5 0 0 10 5 350 5", "0 85 90 85 180 85 270 85", "0 -40 0 60 120 50 100 -30"])),
    access: maybe(next, 0.3, () => pick(next, ["readable", "visible", "mine"] as const)),
  };
}

/** A row with what the viewer may do with it, as the test knows it. */
export interface KnownRow extends FixtureRow {
  readonly collection: string;
  readonly project: string | null;
  readonly visible: boolean;
  readonly readable: boolean;
  readonly mine: boolean;
}

/** The same question, answered row by row, without an index and without SQL. */
export function matches(row: KnownRow, f: ObservationFilter): boolean {
  const start = row.startMjd ?? 0;
  return (
    row.visible &&
    (f.access !== "readable" || row.readable) &&
    (f.access !== "mine" || row.mine) &&
    (f.project === undefined || row.project === f.project) &&
    (f.collection === undefined || row.collection === f.collection) &&
    (f.q === undefined || matchesText(row, f.q)) &&
    (f.target === undefined || (typeof row.targetName === "string" && targetKey(row.targetName) === targetKey(f.target))) &&
    matchesPosition(row, f) &&
    (f.polygon === undefined || matchesPolygon(row, f.polygon)) &&
    (f.startMjd === undefined || start + (row.durationDays ?? 0.02) >= f.startMjd) &&
    (f.endMjd === undefined || start <= f.endMjd) &&
    (f.night === undefined || row.nightMjd === Date.parse(f.night) / 86_400_000 + 40_587) &&
    (f.instrument === undefined || row.instrument === f.instrument) &&
    (f.zenithMaxDeg === undefined || (typeof row.zenithDeg === "number" && row.zenithDeg <= f.zenithMaxDeg)) &&
    (f.livetimeMinSec === undefined || (typeof row.livetimeSec === "number" && row.livetimeSec >= f.livetimeMinSec)) &&
    (f.quality === undefined || (typeof row.quality === "number" && row.quality <= f.quality))
  );
}

function matchesText(row: KnownRow, q: string): boolean {
  if (q.includes(":")) return `${row.collection}:${row.obsId}` === q;
  if (q.startsWith("run ")) return `run ${row.obsId}` === q;
  const key = targetKey(q);
  return String(row.obsId) === q || (key !== "" && typeof row.targetName === "string" && targetKey(row.targetName).startsWith(key));
}

function matchesPosition(row: KnownRow, f: ObservationFilter): boolean {
  if (f.raDeg === undefined || f.decDeg === undefined) return true;
  if (typeof row.raDeg !== "number" || typeof row.decDeg !== "number") return false;
  const offset = separationDeg(unitVector({ raDeg: row.raDeg, decDeg: row.decDeg }), unitVector({ raDeg: f.raDeg, decDeg: f.decDeg }));
  const reach = f.match === "pointing" ? (f.radiusDeg ?? 0) : (row.fovRadiusDeg ?? 0) + (f.radiusDeg ?? 0);
  return offset <= reach && (f.offsetMaxDeg === undefined || offset <= f.offsetMaxDeg);
}

function matchesPolygon({ raDeg, decDeg }: KnownRow, text: string): boolean {
  const polygon = parsePolygon(text);
  if ("fault" in polygon) throw new Error(polygon.fault);
  return typeof raDeg === "number" && typeof decDeg === "number" && isInside(polygon, unitVector({ raDeg, decDeg }));
}
