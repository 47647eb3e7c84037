import { corners_nest, pix2vec_nest } from "@hscmap/healpix";
import { geoArea, geoCircle, type GeoPermissibleObjects } from "d3-geo";
import type { SkyProjection } from "@/components/sky/projection";
import type { Density, SkyPoint } from "@/lib/catalogue/spread-schemas";
import type { SkyPosition } from "@/lib/units/angle";
import { type Direction, positionOf } from "@/lib/units/sphere";

type Ring = [number, number][];

/** A true circle on the sky: all that lies within `radiusDeg`. */
export function circle(projection: SkyProjection, centre: SkyPosition, radiusDeg: number): GeoPermissibleObjects {
  return geoCircle().center(projection.lonLat(centre)).radius(radiusDeg).precision(3)();
}

/** Circles of one kind as one shape, each place once: a thousand observations of one field are one circle. */
export function fieldsOfView(projection: SkyProjection, points: readonly SkyPoint[]): GeoPermissibleObjects {
  const places = new Map(points.map((point) => [`${point.raDeg.toFixed(2)} ${point.decDeg.toFixed(2)} ${point.fovRadiusDeg}`, point]));
  const precision = places.size > 300 ? 10 : 3;
  return { type: "MultiPolygon", coordinates: [...places.values()].map((point) => geoCircle().center(projection.lonLat(point)).radius(point.fovRadiusDeg).precision(precision)().coordinates) };
}

export function pointsOf(projection: SkyProjection, points: readonly SkyPosition[]): GeoPermissibleObjects {
  return { type: "MultiPoint", coordinates: points.map((point) => projection.lonLat(point)) };
}

/** A closed polygon of great circles; of three vertices or more its smaller side is inside. */
export function polygon(projection: SkyProjection, vertices: readonly SkyPosition[]): GeoPermissibleObjects {
  const ring: Ring = [...vertices, vertices[0]!].map((vertex) => projection.lonLat(vertex));
  if (vertices.length < 3) return { type: "LineString", coordinates: ring };
  const shape = { type: "Polygon" as const, coordinates: [ring] };
  return geoArea(shape) > 2 * Math.PI ? { type: "Polygon", coordinates: [ring.toReversed()] } : shape;
}

export function cellCentre(order: number, pixel: number): SkyPosition {
  return positionOf(pix2vec_nest(2 ** order, pixel));
}

/** Cells as shapes by level (see `levels`), so that thousands of them are a handful of paths. */
export function cellsByLevel(projection: SkyProjection, { order, cells }: Pick<Density, "order" | "cells">, levelOf: (count: number) => number, levelCount: number): GeoPermissibleObjects[] {
  const shapes = Array.from({ length: levelCount }, () => [] as Ring[][]);
  for (const { pixel, count } of cells ?? []) {
    const ring: Ring = corners_nest(2 ** order, pixel).map((corner) => projection.lonLat(positionOf(corner as Direction)));
    shapes[levelOf(count)]!.push([[...ring, ring[0]!]]);
  }
  return shapes.map((coordinates) => ({ type: "MultiPolygon", coordinates: coordinates.map(clockwise) }));
}

/** d3 takes what lies to the right of a side as inside; a cell is never half the sky. */
function clockwise(rings: Ring[]): Ring[] {
  return geoArea({ type: "Polygon", coordinates: rings }) > 2 * Math.PI ? rings.map((ring) => ring.toReversed()) : rings;
}
