"use client";

import { useEffect, useId, useMemo, useRef, useState } from "react";
import type { SearchParams } from "@/components/search/params";
import type { Levels } from "@/components/sky/levels";
import { Net, positionText } from "@/components/sky/net";
import { skyProjection } from "@/components/sky/projection";
import { Region, searchedRegions } from "@/components/sky/region";
import { ResultsLayer } from "@/components/sky/results-layer";
import { useSkyKeys } from "@/components/sky/use-sky-keys";
import { type SkyHands, useSkyPointer } from "@/components/sky/use-sky-pointer";
import { useWidth } from "@/components/sky/use-width";
import { zoomed } from "@/components/sky/view";
import type { Density } from "@/lib/catalogue/spread-schemas";
import type { SkyPosition } from "@/lib/units/angle";
import { formatFixed } from "@/lib/units/format";

/** The table below wants its place in the window too. */
const MOST_HEIGHT_PX = 440;

interface SkyMapProps extends Omit<SkyHands, "projection"> {
  readonly params: SearchParams;
  readonly density: Density | undefined;
  readonly scale: Levels;
  readonly isPicked: (id: string) => boolean;
  readonly hours: boolean;
  readonly stale: boolean;
  /** What is found, in words: the map's description for those who do not see it. */
  readonly said: string;
}

/** The map itself: an application of its own for the keyboard, with a cross to move and a line that says where it is. */
export function SkyMap({ params, density, scale, isPicked, hours, stale, said, ...given }: SkyMapProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const hintId = useId();
  const [hovered, setHovered] = useState<SkyPosition | null>(null);
  const { frame, view, tool, drawing } = given;
  const projection = useMemo(() => (width ? skyProjection(frame, view, width, Math.min(MOST_HEIGHT_PX, Math.round(width * (width < 560 ? 0.6 : 0.5)))) : null), [frame, view, width]);
  const hands: SkyHands = { ...given, projection };
  const pointer = useSkyPointer(hands, setHovered);
  const keys = useSkyKeys(hands);

  const latest = useRef(given);
  useEffect(() => {
    latest.current = given;
  });
  useEffect(() => {
    const element = box.current;
    // React's own wheel listeners can not keep the page from zooming.
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      latest.current.setView(zoomed(latest.current.view, event.deltaY < 0 ? 1.25 : 0.8), true);
    };
    element?.addEventListener("wheel", onWheel, { passive: false });
    return () => element?.removeEventListener("wheel", onWheel);
  }, []);

  const at = keys.cross ?? hovered;
  const cross = projection && keys.cross ? projection.toScreen(keys.cross) : null;
  const drawn = drawing?.kind === "circle" && drawing.radiusDeg > 0 ? ` · radius ${formatFixed(drawing.radiusDeg, 2)}°` : drawing?.kind === "polygon" ? ` · ${drawing.vertices.length} corners` : "";
  const where = projection && at ? positionText(projection, frame, at) + drawn : "";

  return (
    <div ref={box} className="relative min-h-40 w-full overflow-hidden">
      {projection ? (
        <div
          role="application"
          aria-label={`Sky map, ${frame === "icrs" ? "ICRS" : "galactic"}. ${said}`}
          aria-roledescription="sky map"
          aria-describedby={hintId}
          tabIndex={0}
          className={stale ? "opacity-60" : ""}
          onKeyDown={keys.onKeyDown}
          onBlur={keys.hideCross}
        >
          <svg
            viewBox={`0 0 ${projection.width} ${projection.height}`}
            width={projection.width}
            height={projection.height}
            className={`block touch-none select-none ${tool === "look" ? "cursor-grab active:cursor-grabbing" : "cursor-crosshair"}`}
            onDoubleClick={(event) => {
              if (tool !== "look") return;
              const rect = event.currentTarget.getBoundingClientRect();
              const position = projection.toSky([event.clientX - rect.left, event.clientY - rect.top]);
              if (position) given.setView(zoomed(view, 2, position), true);
            }}
            {...pointer}
          >
            <Net projection={projection} frame={frame} view={view} hours={hours} />
            {density ? <ResultsLayer projection={projection} density={density} scale={scale} isPicked={isPicked} /> : null}
            {searchedRegions(params).map((region) => (
              <Region key={region.kind} projection={projection} region={region} />
            ))}
            {drawing ? <Region projection={projection} region={drawing} drawn /> : null}
            {cross ? <path aria-hidden d={`M${cross[0] - 14},${cross[1]}h10m8,0h10M${cross[0]},${cross[1] - 14}v10m0,8v10`} className="pointer-events-none stroke-ink" strokeWidth={2} /> : null}
          </svg>
        </div>
      ) : null}
      <p id={hintId} className="sr-only">
        Arrow keys move the cross, with Shift further. Enter does what a click does: it lists what is there, or draws with the chosen tool. Backspace takes the last corner back, Escape gives up drawing. Plus and minus zoom, 0 shows the whole sky. The table below the map says the same.
      </p>
      <p role="status" className="sr-only">
        {keys.cross ? where : ""}
      </p>
      <p aria-hidden className="figures pointer-events-none absolute bottom-1 left-2 text-xs text-muted">
        {where}
      </p>
    </div>
  );
}
