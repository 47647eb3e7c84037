import { polygonOf } from "@/lib/catalogue/polygon";
import type { SkyPosition } from "@/lib/units/angle";
import { separationDeg, unitVector } from "@/lib/units/sphere";

/** What a pointer or the arrow keys do on the map. */
export const skyTools = ["look", "circle", "polygon"] as const;
export type SkyTool = (typeof skyTools)[number];

/** A region that is being drawn. */
export type Drawing = { readonly kind: "circle"; readonly centre: SkyPosition; readonly radiusDeg: number } | { readonly kind: "polygon"; readonly vertices: readonly SkyPosition[] };

const LEAST_RADIUS_DEG = 0.01;

export function beginCircle(centre: SkyPosition): Drawing {
  return { kind: "circle", centre, radiusDeg: 0 };
}

/** A circle whose rim goes through this position. */
export function throughRim(drawing: Drawing, rim: SkyPosition): Drawing {
  if (drawing.kind !== "circle") return drawing;
  return { ...drawing, radiusDeg: separationDeg(unitVector(drawing.centre), unitVector(rim)) };
}

export function withVertex(drawing: Drawing | null, vertex: SkyPosition): Drawing {
  return { kind: "polygon", vertices: drawing?.kind === "polygon" ? [...drawing.vertices, vertex] : [vertex] };
}

export function withoutLastVertex(drawing: Drawing | null): Drawing | null {
  if (drawing?.kind !== "polygon" || drawing.vertices.length <= 1) return null;
  return { kind: "polygon", vertices: drawing.vertices.slice(0, -1) };
}

/** Why a drawing can not be searched yet; null when it can. */
export function faultOf(drawing: Drawing): string | null {
  if (drawing.kind === "circle") return drawing.radiusDeg >= LEAST_RADIUS_DEG ? null : "the circle needs a radius";
  const made = polygonOf(drawing.vertices);
  return "fault" in made ? made.fault : null;
}
