import { geoGraticule } from "d3-geo";
import type { SkyProjection } from "@/components/sky/projection";
import type { SkyFrame, SkyView } from "@/components/sky/view";
import { fromGalactic } from "@/lib/units/galactic";
import { formatRaSexagesimal, type SkyPosition } from "@/lib/units/angle";

interface NetProps {
  readonly projection: SkyProjection;
  readonly frame: SkyFrame;
  readonly view: SkyView;
  readonly hours: boolean;
}

const steps: readonly (readonly [zoom: number, stepDeg: number])[] = [[2, 30], [5, 15], [14, 5], [40, 2], [Infinity, 1]];

/** The net of coordinates with its labels, and the plane of the Galaxy, or on a galactic map the celestial equator. */
export function Net({ projection, frame, view, hours }: NetProps) {
  const step = steps.find(([zoom]) => view.zoom <= zoom)![1];
  const net = geoGraticule().step([step, step]).stepMajor([90, 360]).extent([[-180, -90 + 1e-6], [180, 90 - 1e-6]]).extentMinor([[-180, -90 + step], [180 + 1e-3, 90 - step + 1e-3]]);
  const other = Array.from({ length: 121 }, (_, i) => projection.lonLat(frame === "icrs" ? fromGalactic(i * 3, 0) : { raDeg: (i * 3) % 360, decDeg: 0 }));
  return (
    <g aria-hidden>
      <path d={projection.path({ type: "Sphere" })} className="fill-canvas" />
      <path d={projection.path(net())} className="fill-none stroke-line" />
      <path d={projection.path({ type: "LineString", coordinates: other })} className="fill-none stroke-edge" strokeDasharray="1 4" strokeLinecap="round" />
      <path d={projection.path({ type: "Sphere" })} className="fill-none stroke-edge" />
      <g className="figures pointer-events-none fill-muted stroke-canvas text-xs [paint-order:stroke]" strokeWidth={3}>
        {labels(projection, frame, view, step, hours).map(({ key, x, y, text, anchor }) => (
          <text key={key} x={x} y={y} textAnchor={anchor}>
            {text}
          </text>
        ))}
      </g>
    </g>
  );
}

interface Label {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly anchor: "start" | "middle";
}

/** Longitudes along the parallel nearest to the middle, latitudes along the nearest meridian; none over another. */
function labels(projection: SkyProjection, frame: SkyFrame, view: SkyView, step: number, hours: boolean): Label[] {
  const [middleLon, middleLat] = projection.lonLat(view.centre);
  const lat = view.zoom === 1 ? 0 : Math.max(-75, Math.min(75, Math.round(middleLat / step) * step));
  const lon = Math.round(middleLon / step) * step;
  const at = (lonDeg: number, latDeg: number) => projection.toScreen(frame === "icrs" ? { raDeg: (lonDeg + 720) % 360, decDeg: latDeg } : fromGalactic(lonDeg, latDeg));
  const found: Label[] = [];
  const add = (key: string, position: readonly [number, number] | null, text: string, anchor: Label["anchor"]) => {
    if (!position) return;
    const [x, y] = [Math.round(position[0] + (anchor === "start" ? 4 : 0)), Math.round(position[1] - 4)];
    const isFree = x > 18 && y > 12 && x < projection.width - 24 && y < projection.height - 2 && found.every((other) => Math.abs(other.x - x) > 36 || Math.abs(other.y - y) > 13);
    if (isFree) found.push({ key, x, y, text, anchor });
  };
  for (let each = -90 + step; each < 90; each += step) if (each !== lat) add(`lat ${each}`, at(lon, each), degrees(each, true), "start");
  for (let i = 0; i < 360 / step; i++) add(`lon ${i}`, at(i * step, lat), frame === "icrs" && hours && step % 15 === 0 ? `${Number(formatRaSexagesimal(i * step).slice(0, 2))}h` : degrees(i * step, false), "middle");
  return found;
}

function degrees(value: number, signed: boolean): string {
  return `${signed && value > 0 ? "+" : value < 0 ? "−" : ""}${Math.abs(value)}°`;
}

/** A position as the map says it: in its own coordinates. */
export function positionText(projection: SkyProjection, frame: SkyFrame, position: SkyPosition): string {
  if (frame === "icrs") return `RA ${position.raDeg.toFixed(2)}°, Dec ${position.decDeg.toFixed(2)}°`.replace("-", "−");
  const [lon, lat] = projection.lonLat(position);
  return `l ${((lon + 360) % 360).toFixed(2)}°, b ${lat.toFixed(2)}°`.replace("-", "−");
}
