"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { countsMapFigure, energyFigure, timesFigure, zenithFigure } from "@/components/looks/event-figures";
import { Absent, LookFrame } from "@/components/looks/look-frame";
import { lookOptions } from "@/components/looks/queries";
import { Figure } from "@/components/plots/figure";
import type { FigureSpec } from "@/components/plots/figure-spec";
import type { EventsLook as Events } from "@/lib/looks/events/schema";

interface Field {
  readonly fileName: string;
  readonly fovRadiusDeg: number;
}

/** Map, energies, times and zenith of an observation's events, all of one reading of the file. */
export function EventsLook({ observationId, ...field }: Field & { observationId: string }) {
  const query = useQuery(lookOptions(observationId, "events"));
  return (
    <LookFrame title="Events" query={query}>
      {(look) => <EventFigures look={look} field={field} />}
    </LookFrame>
  );
}

function EventFigures({ look, field: { fileName, fovRadiusDeg } }: { look: Events; field: Field }) {
  const figures = useMemo((): { title: string; spec: FigureSpec | string }[] => {
    const { map, energy, times, zenith } = look;
    return [
      { title: "Counts map", spec: "problem" in map ? map.problem : countsMapFigure(map, look, { fileName, fovRadiusDeg }) },
      { title: "Energies", spec: "problem" in energy ? energy.problem : energyFigure(energy, fileName) },
      { title: "Events over time", spec: "problem" in times ? times.problem : timesFigure(times, fileName) },
      { title: "Zenith angle", spec: "problem" in zenith ? zenith.problem : zenithFigure(zenith, fileName) },
    ];
  }, [look, fileName, fovRadiusDeg]);
  return (
    <>
      <div className="grid grid-cols-1 gap-3 md:grid-cols-2">{figures.map(({ title, spec }) => (typeof spec === "string" ? <Absent key={title} title={title} reason={spec} /> : <Figure key={title} spec={spec} />))}</div>
      {look.notes.length > 0 ? (
        <ul aria-label="Notes on the file" className="list-disc pl-5 text-xs text-muted">
          {look.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      ) : null}
    </>
  );
}
