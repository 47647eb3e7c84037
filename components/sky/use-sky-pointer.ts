"use client";

import { type PointerEvent, useRef } from "react";
import { beginCircle, type Drawing, faultOf, type SkyTool, throughRim, withVertex } from "@/components/sky/drawing";
import type { Point, SkyProjection } from "@/components/sky/projection";
import { movedOnNet, type SkyFrame, type SkyView } from "@/components/sky/view";
import type { SkyPosition } from "@/lib/units/angle";

export interface SkyHands {
  readonly projection: SkyProjection | null;
  readonly frame: SkyFrame;
  readonly view: SkyView;
  readonly tool: SkyTool;
  readonly drawing: Drawing | null;
  setView(view: SkyView, isFinal: boolean): void;
  setDrawing(drawing: Drawing | null): void;
  search(region: Drawing): void;
  lookAt(position: SkyPosition): void;
}

/** A hand that moves less has clicked. */
const CLICK_PX = 4;
const CLOSE_PX = 9;

/** What the mouse, a finger or a pen does on the map: move it, look at a place, draw a circle from its middle or a polygon corner by corner. */
export function useSkyPointer(hands: SkyHands, hover: (position: SkyPosition | null) => void) {
  const pressed = useRef<{ at: Point; view: SkyView; moved: boolean } | null>(null);
  const { projection, frame, tool, drawing } = hands;

  const pointOf = (event: PointerEvent<SVGSVGElement>): Point => {
    const box = event.currentTarget.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  return {
    onPointerDown: (event: PointerEvent<SVGSVGElement>) => {
      if (!projection || event.button !== 0) return;
      const at = pointOf(event);
      const position = projection.toSky(at);
      event.currentTarget.setPointerCapture(event.pointerId);
      pressed.current = { at, view: hands.view, moved: false };
      if (tool === "circle" && position) hands.setDrawing(beginCircle(position));
    },
    onPointerMove: (event: PointerEvent<SVGSVGElement>) => {
      if (!projection) return;
      const at = pointOf(event);
      const position = projection.toSky(at);
      hover(position);
      const from = pressed.current;
      if (!from) return;
      const [dx, dy] = [at[0] - from.at[0], at[1] - from.at[1]];
      from.moved ||= Math.hypot(dx, dy) > CLICK_PX;
      if (tool === "circle" && drawing?.kind === "circle" && position) hands.setDrawing(throughRim(drawing, position));
      if (tool === "look" && from.moved) hands.setView({ ...from.view, centre: movedOnNet(frame, from.view.centre, dx / projection.scale, dy / projection.scale) }, false);
    },
    onPointerUp: (event: PointerEvent<SVGSVGElement>) => {
      const from = pressed.current;
      pressed.current = null;
      if (!projection || !from) return;
      const position = projection.toSky(pointOf(event));
      if (tool === "look" && from.moved) hands.setView(hands.view, true);
      else if (tool === "look" && position) hands.lookAt(position);
      else if (tool === "circle" && drawing) {
        if (from.moved && faultOf(drawing) === null) hands.search(drawing);
        else hands.setDrawing(null);
      } else if (tool === "polygon" && position) addVertex(hands, projection, position);
    },
    onPointerLeave: () => hover(null),
    onPointerCancel: () => {
      pressed.current = null;
      if (tool === "circle") hands.setDrawing(null);
    },
  };
}

/** One corner more; where the first one is, the polygon is closed. */
export function addVertex({ drawing, setDrawing, search }: SkyHands, projection: SkyProjection, position: SkyPosition): void {
  const vertices = drawing?.kind === "polygon" ? drawing.vertices : [];
  const near = (vertex: SkyPosition | undefined) => {
    const [a, b] = [vertex && projection.toScreen(vertex), projection.toScreen(position)];
    return Boolean(a && b && Math.hypot(a[0] - b[0], a[1] - b[1]) < CLOSE_PX);
  };
  if (drawing && vertices.length >= 3 && (near(vertices[0]) || near(vertices.at(-1)))) {
    if (faultOf(drawing) === null) search(drawing);
  } else if (!near(vertices.at(-1))) setDrawing(withVertex(drawing, position));
}
