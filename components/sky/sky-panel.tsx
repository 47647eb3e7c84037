"use client";

import { vec2pix_nest } from "@hscmap/healpix";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { Failure } from "@/components/api/failure";
import { notifyFailure } from "@/components/basket/use-add-to-basket";
import { observationOptions } from "@/components/observation/queries";
import { usePreferences } from "@/components/preferences/context";
import { withFilters } from "@/components/search/params";
import { densityOptions } from "@/components/search/queries";
import { isPicked as isChosen, type Selection, setPicked } from "@/components/search/selection";
import { tooManyText } from "@/components/search/spread-words";
import { useSearch } from "@/components/search/use-search";
import { type Drawing, type SkyTool } from "@/components/sky/drawing";
import { Legend } from "@/components/sky/legend";
import { levels } from "@/components/sky/levels";
import { pointsAt } from "@/components/sky/nearest";
import { type Place, PlaceCard } from "@/components/sky/place-card";
import { SkyMap } from "@/components/sky/sky-map";
import { SkyTable } from "@/components/sky/sky-table";
import { SkyToolbar } from "@/components/sky/sky-toolbar";
import { readFrame, readView, type SkyView, wholeSky, writeView } from "@/components/sky/view";
import { useNotify } from "@/components/ui/notices";
import { polygonText } from "@/lib/catalogue/polygon";
import type { SkyPosition } from "@/lib/units/angle";
import { formatCount, formatCountOf } from "@/lib/units/format";
import { unitVector } from "@/lib/units/sphere";

const CLICK_REACH_PX = 9;
const degrees = (value: number) => String(Number(value.toFixed(4)));

interface SkyPanelProps {
  readonly selection: Selection;
  readonly select: (change: (now: Selection) => Selection) => void;
}

/** The all-sky map of what a search finds: where the results lie, and a place to draw the next search. */
export function SkyPanel({ selection, select }: SkyPanelProps) {
  const { params, go, look } = useSearch();
  const { coordinates } = usePreferences();
  const client = useQueryClient();
  const notify = useNotify();
  const found = useQuery(densityOptions(params));
  const [tool, setTool] = useState<SkyTool>("look");
  const [drawing, setDrawing] = useState<Drawing | null>(null);
  const [moving, setMoving] = useState<SkyView | null>(null);
  const [place, setPlace] = useState<Place | null>(null);
  const frame = readFrame(params.frame);
  const view = moving ?? readView(params.sky, frame);
  const density = found.data;
  const scale = useMemo(() => levels((density?.cells ?? []).reduce((most, { count }) => Math.max(most, count), 1)), [density]);
  const isPicked = useCallback((id: string) => isChosen(selection, id), [selection]);

  const setView = (next: SkyView, isFinal: boolean) => {
    setMoving(isFinal ? null : next);
    if (isFinal) look({ ...params, sky: JSON.stringify(next) === JSON.stringify(wholeSky(frame)) ? undefined : writeView(next) });
  };
  const search = (region: Drawing) => {
    setDrawing(null);
    setPlace(null);
    const noRegion = { raDeg: undefined, decDeg: undefined, radiusDeg: undefined, match: undefined, offsetMaxDeg: undefined, polygon: undefined };
    const { raDeg, decDeg } = region.kind === "circle" ? region.centre : { raDeg: 0, decDeg: 0 };
    go(withFilters(params, region.kind === "polygon" ? { ...noRegion, polygon: polygonText(region.vertices) } : { ...noRegion, raDeg: degrees(raDeg % 360), decDeg: degrees(decDeg), radiusDeg: degrees(Math.min(180, region.radiusDeg)), match: "pointing" }));
  };
  const lookAt = (position: SkyPosition) => {
    if (!density) return;
    const points = pointsAt(density.points ?? [], position, Math.max(0.02, (CLICK_REACH_PX * 57.3) / (view.zoom * 130)));
    const cell = density.points ? undefined : density.cells?.find(({ pixel }) => pixel === vec2pix_nest(2 ** density.order, unitVector(position)));
    setPlace(points.length > 0 ? { kind: "points", points } : cell ? { kind: "cell", centre: position, count: cell.count } : null);
  };
  const pick = async (id: string, on: boolean) => {
    try {
      const observation = await client.ensureQueryData(observationOptions(id));
      select((now) => setPicked(now, [observation], on));
    } catch (error) {
      notifyFailure(notify, `${id} could not be selected`, error);
    }
  };

  const said = density ? summaryOf(density.totalCount, density.unplacedCount, density.limit) : found.isPending ? "Counting…" : "";
  return (
    <section aria-label="Sky" className="min-w-0 flex-1 rounded border border-line bg-panel">
      <SkyToolbar
        tool={tool}
        setTool={(next) => {
          setTool(next);
          setDrawing(null);
        }}
        frame={frame}
        setFrame={(next) => look({ ...params, frame: next === "icrs" ? undefined : next })}
        view={view}
        setView={(next) => setView(next, true)}
        drawing={drawing}
        search={search}
        said={said}
      />
      {found.isError ? <div className="p-3"><Failure what="The map could not be filled" error={found.error} retry={() => void found.refetch()} retrying={found.isFetching} /></div> : null}
      <SkyMap params={params} density={density} scale={scale} isPicked={isPicked} hours={coordinates === "sexagesimal"} stale={found.isPlaceholderData} said={said} frame={frame} view={view} tool={tool} drawing={drawing} setView={setView} setDrawing={setDrawing} search={search} lookAt={lookAt} />
      {place ? <PlaceCard place={place} isPicked={isPicked} pick={pick} searchAround={(centre) => search({ kind: "circle", centre, radiusDeg: 2 })} close={() => setPlace(null)} /> : null}
      {density?.cells ? <Legend isPoints={density.points !== null} scale={scale} frame={frame} /> : null}
      {density?.cells ? <SkyTable density={density} /> : null}
    </section>
  );
}

function summaryOf(totalCount: number | null, unplacedCount: number | null, limit: number): string {
  if (totalCount === null) return tooManyText("sky", limit);
  return `${formatCountOf(totalCount, "observation")}${unplacedCount ? `, ${formatCount(unplacedCount)} without a position` : ""}`;
}
