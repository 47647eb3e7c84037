import type { SkyPosition } from "@/lib/units/angle";
import { fromGalactic, toGalactic } from "@/lib/units/galactic";

/** In which coordinates the map's net is drawn, and which way is up. */
export const skyFrames = ["icrs", "galactic"] as const;
export type SkyFrame = (typeof skyFrames)[number];

/** What the map shows: around which position (ICRS), how many times as large as the whole sky. */
export interface SkyView {
  readonly centre: SkyPosition;
  readonly zoom: number;
}

export const MOST_ZOOM = 128;

/** The whole sky, with the galactic centre or RA 0 in the middle. */
export function wholeSky(frame: SkyFrame): SkyView {
  return { centre: frame === "galactic" ? { raDeg: 266.405, decDeg: -28.936 } : { raDeg: 0, decDeg: 0 }, zoom: 1 };
}

export function readFrame(text: string | undefined): SkyFrame {
  return text === "galactic" ? "galactic" : "icrs";
}

/** Reads `83.63 22.01 8` from the page's address; whatever else stands there is the whole sky. */
export function readView(text: string | undefined, frame: SkyFrame): SkyView {
  const [raDeg = NaN, decDeg = NaN, zoom = NaN] = (text ?? "").split(" ").map((word) => (word === "" ? NaN : Number(word)));
  const isView = raDeg >= 0 && raDeg < 360 && Math.abs(decDeg) <= 90 && zoom >= 1 && zoom <= MOST_ZOOM;
  return isView ? { centre: { raDeg, decDeg }, zoom } : wholeSky(frame);
}

export function writeView({ centre, zoom }: SkyView): string {
  return [centre.raDeg.toFixed(3), centre.decDeg.toFixed(3), zoom.toFixed(2)].map(Number).join(" ");
}

/** A position moved along the net of a frame, degrees on the sky; it stops short of the poles. */
export function movedOnNet(frame: SkyFrame, from: SkyPosition, eastDeg: number, northDeg: number): SkyPosition {
  const { lonDeg, latDeg } = frame === "galactic" ? toGalactic(from) : { lonDeg: from.raDeg, latDeg: from.decDeg };
  const lat = Math.max(-89.9, Math.min(89.9, latDeg + northDeg));
  const lon = (lonDeg + eastDeg / Math.max(0.05, Math.cos((latDeg * Math.PI) / 180)) + 720) % 360;
  return frame === "galactic" ? fromGalactic(lon, lat) : { raDeg: lon, decDeg: lat };
}

/** Larger or smaller around a position; as small as the whole sky and no smaller. */
export function zoomed(view: SkyView, factor: number, centre: SkyPosition = view.centre): SkyView {
  const zoom = Math.max(1, Math.min(MOST_ZOOM, view.zoom * factor));
  return { centre, zoom: zoom < 1.05 ? 1 : zoom };
}
