import { geoPath } from "d3-geo";
import { geoAitoff } from "d3-geo-projection";
import type { SkyFrame, SkyView } from "@/components/sky/view";
import type { SkyPosition } from "@/lib/units/angle";
import { fromGalactic, toGalactic } from "@/lib/units/galactic";

export type Point = readonly [x: number, y: number];
type LonLat = [number, number];

/** Between the sky and the map's pixels. East is left, as one sees the sky from within. */
export interface SkyProjection {
  readonly width: number;
  readonly height: number;
  /** Pixels per degree at the middle of the map. */
  readonly scale: number;
  toScreen(position: SkyPosition): Point | null;
  /** Null beside the sky. */
  toSky(point: Point): SkyPosition | null;
  /** A position in the map's own coordinates, degrees. */
  lonLat(position: SkyPosition): LonLat;
  /** The SVG path of a shape in those coordinates. `fine` bends its sides as great circles. */
  path(shape: Parameters<ReturnType<typeof geoPath>>[0], fine?: boolean): string;
}

const unwrap = (lon: number) => (lon > 180 ? lon - 360 : lon);

export function skyProjection(frame: SkyFrame, view: SkyView, width: number, height = width / 2): SkyProjection {
  const lonLat = (position: SkyPosition): LonLat => {
    if (frame === "icrs") return [unwrap(position.raDeg), position.decDeg];
    const { lonDeg, latDeg } = toGalactic(position);
    return [unwrap(lonDeg), latDeg];
  };
  const [lon, lat] = lonLat(view.centre);
  const scale = (view.zoom * (Math.min(width, 2 * height) - 4)) / (2 * Math.PI);
  const make = (precision: number) => {
    // The whole sky lies flat: its equator is the long axis.
    const made = geoAitoff().reflectX(true).rotate([-lon, view.zoom === 1 ? 0 : -lat]).scale(scale).translate([width / 2, height / 2]).precision(precision);
    return view.zoom > 1 ? made.clipExtent([[-2, -2], [width + 2, height + 2]]) : made;
  };
  const made = make(0.4);
  const fine = geoPath(made).digits(1).pointRadius(3);
  // Without bending: for cells, of which there are thousands and whose sides are no great circles.
  const straight = geoPath(make(0)).digits(1);
  return {
    width,
    height,
    scale: (scale * Math.PI) / 180,
    lonLat,
    toScreen: (position) => inSight(made(lonLat(position)), width, height),
    toSky: (point) => {
      const found = made.invert?.([...point]);
      if (!found || !found.every(Number.isFinite)) return null;
      // Beside the sky the formula still gives some direction: one that is drawn elsewhere.
      const back = made(found);
      if (!back || Math.hypot(back[0] - point[0], back[1] - point[1]) > 0.5) return null;
      const [x, y] = found;
      return frame === "icrs" ? { raDeg: (x + 360) % 360, decDeg: y } : fromGalactic(x, y);
    },
    path: (shape, isFine = true) => (isFine ? fine : straight)(shape) ?? "",
  };
}

function inSight(point: [number, number] | null, width: number, height: number): Point | null {
  return point && point[0] >= -2 && point[0] <= width + 2 && point[1] >= -2 && point[1] <= height + 2 ? point : null;
}
