import type { ReactNode } from "react";
import { type Levels, levelText } from "@/components/sky/levels";
import { levelOpacity } from "@/components/sky/results-layer";
import type { SkyFrame } from "@/components/sky/view";
import { formatCount } from "@/lib/units/format";

/** What the marks of the map mean. */
export function Legend({ isPoints, scale, frame }: { isPoints: boolean; scale: Levels; frame: SkyFrame }) {
  return (
    <ul aria-label="Legend" className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line px-3 py-1.5 text-xs text-muted">
      {isPoints ? (
        <>
          <Entry text="readable"><circle cx={7} cy={7} r={3} className="fill-accent" /></Entry>
          <Entry text="closed"><circle cx={7} cy={7} r={3} className="fill-panel stroke-closed" strokeWidth={1.5} /></Entry>
          <Entry text="field of view"><circle cx={7} cy={7} r={6} className="fill-accent/10 stroke-accent/60" /></Entry>
          <Entry text="selected"><circle cx={7} cy={7} r={5.5} className="fill-none stroke-ink" strokeWidth={1.5} /></Entry>
        </>
      ) : (
        <>
          <li>per cell</li>
          {scale.from.map((least, level) => (
            <Entry key={least} text={levelText(scale, level, formatCount)}><rect width={14} height={14} className="fill-accent" fillOpacity={levelOpacity(level, scale.from.length)} /></Entry>
          ))}
        </>
      )}
      <Entry text={frame === "icrs" ? "galactic plane" : "celestial equator"}><path d="M0,7h14" className="stroke-edge" strokeDasharray="1 4" strokeLinecap="round" strokeWidth={1.5} /></Entry>
    </ul>
  );
}

function Entry({ text, children }: { text: string; children: ReactNode }) {
  return (
    <li className="inline-flex items-center gap-1.5">
      <svg width={14} height={14} aria-hidden>
        {children}
      </svg>
      {text}
    </li>
  );
}
