"use client";

import { X } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { SkyPoint } from "@/lib/catalogue/spread-schemas";
import type { SkyPosition } from "@/lib/units/angle";
import { absent, formatCount, formatDateTime } from "@/lib/units/format";
import { mjdToIso } from "@/lib/units/time";

/** What was clicked: observations at one place, or a cell of many. */
export type Place = { readonly kind: "points"; readonly points: readonly SkyPoint[] } | { readonly kind: "cell"; readonly centre: SkyPosition; readonly count: number };

interface PlaceCardProps {
  readonly place: Place;
  readonly isPicked: (id: string) => boolean;
  /** Comes back when it is done, since what is selected is asked for first. */
  readonly pick: (id: string, on: boolean) => Promise<void>;
  readonly searchAround: (centre: SkyPosition) => void;
  readonly close: () => void;
}

/** What lies where one clicked, with the ways on: open, select, search around. */
export function PlaceCard({ place, isPicked, pick, searchAround, close }: PlaceCardProps) {
  const [pending, setPending] = useState<ReadonlyMap<string, boolean>>(new Map());
  const tick = async (id: string, on: boolean) => {
    setPending((now) => new Map(now).set(id, on));
    await pick(id, on);
    setPending((now) => new Map([...now].filter(([each]) => each !== id)));
  };
  const title = place.kind === "points" ? (place.points.length === 1 ? "1 observation here" : `${formatCount(place.points.length)} observations here`) : `${formatCount(place.count)} observations in this cell`;
  const centre = place.kind === "points" ? place.points[0]! : place.centre;
  return (
    <section aria-label="At this place" className="border-t border-line px-3 py-2 text-sm">
      <div className="flex flex-wrap items-center gap-2">
        <p role="status" className="mr-auto font-semibold">
          {title}
        </p>
        <Button size="small" onClick={() => searchAround(centre)}>
          Search within 2°
        </Button>
        <button type="button" aria-label="Close" className="inline-flex size-7 items-center justify-center rounded text-muted hover:bg-raised" onClick={close}>
          <X size={14} aria-hidden />
        </button>
      </div>
      {place.kind === "points" ? (
        <ul className="mt-1 max-h-40 overflow-auto">
          {place.points.map((point) => (
            <li key={point.id} className="flex items-center gap-3 py-1">
              <input type="checkbox" className="size-4" aria-label={`Select ${point.id} on the map`} checked={pending.get(point.id) ?? isPicked(point.id)} onChange={(event) => void tick(point.id, event.target.checked)} />
              <Link href={`/observations/${point.id}`} prefetch={false} className="figures font-medium text-accent hover:underline">
                {point.id.split(":")[1]}
              </Link>
              <span className="min-w-0 truncate">{point.targetName ?? absent}</span>
              <span className="figures ml-auto whitespace-nowrap text-muted">{formatDateTime(mjdToIso(point.startMjd)).slice(0, 16)} UTC</span>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
