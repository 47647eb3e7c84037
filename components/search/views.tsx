"use client";

import { ChartColumn, Globe } from "lucide-react";
import dynamic from "next/dynamic";
import type { SearchParams } from "@/components/search/params";
import type { Selection } from "@/components/search/selection";

/** Fetched when they are first opened: most searches are read in the table. */
const SkyPanel = dynamic(async () => (await import("@/components/sky/sky-panel")).SkyPanel, { ssr: false, loading: () => <Waiting what="map" /> });
const TimelinePanel = dynamic(async () => (await import("@/components/timeline/timeline-panel")).TimelinePanel, { ssr: false, loading: () => <Waiting what="timeline" /> });

interface ViewsProps {
  readonly params: SearchParams;
  readonly look: (next: SearchParams) => void;
  readonly selection: Selection;
  readonly select: (change: (now: Selection) => Selection) => void;
}

const views = [
  { name: "map", label: "Map", icon: Globe },
  { name: "timeline", label: "Timeline", icon: ChartColumn },
] as const;

/** The same results on the sky and in time; which of them is open stands in the address. */
export function Views({ params, look, selection, select }: ViewsProps) {
  const isOpen = (name: "map" | "timeline") => params.view === name || params.view === "both";
  const toggle = (name: "map" | "timeline") => {
    const open = views.map((view) => view.name).filter((each) => isOpen(each) !== (each === name));
    look({ ...params, view: open.length === 2 ? "both" : open[0] });
  };
  return (
    <div className="mb-3 flex flex-col gap-3">
      <div role="group" aria-label="Views of the results" className="flex gap-1.5">
        {views.map(({ name, label, icon: Icon }) => (
          <button
            key={name}
            type="button"
            aria-pressed={isOpen(name)}
            className={`inline-flex h-8 items-center gap-1.5 rounded border px-2.5 text-sm hover:bg-raised ${isOpen(name) ? "border-accent bg-accent-soft font-medium text-accent-strong" : "border-line text-ink"}`}
            onClick={() => toggle(name)}
          >
            <Icon size={14} aria-hidden /> {label}
          </button>
        ))}
      </div>
      {isOpen("map") ? <SkyPanel selection={selection} select={select} /> : null}
      {isOpen("timeline") ? <TimelinePanel /> : null}
    </div>
  );
}

function Waiting({ what }: { what: string }) {
  return (
    <div className="flex h-40 items-center justify-center rounded border border-line bg-panel text-sm text-muted">
      <span className="animate-appear">Loading the {what}…</span>
    </div>
  );
}
