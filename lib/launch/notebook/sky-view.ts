import type { V3 } from "@hscmap/healpix";
import { separationDeg, unitVector } from "@/lib/units/sphere";
import type { CheckedNotebookInput, NotebookObservation } from "@/lib/launch/notebook/input";

/** Where and how wide the counts map is. Degrees, ICRS. */
export interface SkyView {
  raDeg: number;
  decDeg: number;
  widthDeg: [number, number];
  pixelDeg: number;
  projection: "TAN" | "CAR";
}

const FIELD_RADIUS_DEG = 2.5;
/** Beyond this the observations do not share a field, and a tangential map would be mostly empty. */
const WIDEST_SPREAD_DEG = 15;
const WHOLE_SKY: SkyView = { raDeg: 0, decDeg: 0, widthDeg: [360, 180], pixelDeg: 0.25, projection: "CAR" };

/** Do these pointings lie in one field, so that a map of them is one of more than empty sky? */
export function hasCommonField(pointings: readonly { readonly raDeg: number | null; readonly decDeg: number | null }[]): boolean {
  return viewOf(pointings.map(({ raDeg, decDeg }) => ({ raPntDeg: raDeg, decPntDeg: decDeg })), null).projection !== "CAR";
}

/** The map that shows every pointing and the target: one field where they share one, else the whole sky. */
export function skyView({ observations, target }: CheckedNotebookInput): SkyView {
  return viewOf(observations, target);
}

function viewOf(observations: readonly Pick<NotebookObservation, "raPntDeg" | "decPntDeg">[], target: CheckedNotebookInput["target"]): SkyView {
  const pointings = observations.flatMap(({ raPntDeg, decPntDeg }) =>
    raPntDeg === null || decPntDeg === null ? [] : [unitVector({ raDeg: raPntDeg, decDeg: decPntDeg })],
  );
  const places = target ? [...pointings, unitVector(target)] : pointings;
  const along = (axis: 0 | 1 | 2) => places.reduce((total, place) => total + place[axis], 0);
  const sum = [along(0), along(1), along(2)] as const;
  const length = Math.hypot(...sum);
  if (places.length === 0 || length < 1e-6) return WHOLE_SKY;
  const centre: V3 = [sum[0] / length, sum[1] / length, sum[2] / length];
  const spreadDeg = Math.max(...places.map((place) => separationDeg(centre, place)));
  if (spreadDeg > WIDEST_SPREAD_DEG) return WHOLE_SKY;
  const widthDeg = Number((2 * (spreadDeg + FIELD_RADIUS_DEG)).toFixed(1));
  return {
    raDeg: round((degrees(Math.atan2(centre[1], centre[0])) + 360) % 360),
    decDeg: round(degrees(Math.asin(Math.max(-1, Math.min(1, centre[2]))))),
    widthDeg: [widthDeg, widthDeg],
    pixelDeg: 0.02,
    projection: "TAN",
  };
}

const degrees = (radians: number) => (radians * 180) / Math.PI;
const round = (value: number) => Number(value.toFixed(5));
