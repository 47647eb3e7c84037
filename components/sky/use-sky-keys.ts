"use client";

import { type KeyboardEvent, useState } from "react";
import { beginCircle, faultOf, throughRim, withoutLastVertex } from "@/components/sky/drawing";
import { addVertex, type SkyHands } from "@/components/sky/use-sky-pointer";
import { movedOnNet, wholeSky, zoomed } from "@/components/sky/view";
import type { SkyPosition } from "@/lib/units/angle";

const STEP_PX = 8;
const arrows: Readonly<Record<string, readonly [east: number, north: number]>> = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** The keyboard's hand on the map: a cross that arrows move, and Enter for what a click does. */
export function useSkyKeys(hands: SkyHands): { cross: SkyPosition | null; hideCross: () => void; onKeyDown: (event: KeyboardEvent) => void } {
  const [cross, setCross] = useState<SkyPosition | null>(null);
  const { projection, frame, view, tool, drawing } = hands;

  const move = (east: number, north: number, isFar: boolean) => {
    const step = (STEP_PX * (isFar ? 5 : 1)) / projection!.scale;
    const next = cross ? movedOnNet(frame, cross, east * step, north * step) : view.centre;
    setCross(next);
    if (drawing?.kind === "circle") hands.setDrawing(throughRim(drawing, next));
    if (!projection!.toScreen(next)) hands.setView({ ...view, centre: next }, true);
  };
  const act = () => {
    const at = cross ?? view.centre;
    setCross(at);
    if (tool === "look") return hands.lookAt(at);
    if (tool === "polygon") return addVertex(hands, projection!, at);
    if (drawing?.kind !== "circle") return hands.setDrawing(beginCircle(at));
    if (faultOf(drawing) === null) hands.search(drawing);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (!projection || event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = arrows[event.key];
    if (arrow) move(...arrow, event.shiftKey);
    else if (event.key === "Enter") act();
    else if (event.key === "Backspace" && drawing) hands.setDrawing(withoutLastVertex(drawing));
    else if (event.key === "Escape" && (drawing || cross)) {
      if (drawing) hands.setDrawing(null);
      else setCross(null);
    } else if (event.key === "+" || event.key === "=") hands.setView(zoomed(view, 2, cross ?? view.centre), true);
    else if (event.key === "-") hands.setView(zoomed(view, 0.5), true);
    else if (event.key === "0") hands.setView(wholeSky(frame), true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { cross, hideCross: () => setCross(null), onKeyDown };
}
