"use client";

import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { useWidth } from "@/components/sky/use-width";
import { keyStep, wholeDays, withEnd } from "@/components/timeline/brush";
import { countTicks, type Span, timeTicks } from "@/components/timeline/time-axis";
import type { Timeline } from "@/lib/catalogue/spread-schemas";
import { formatCount } from "@/lib/units/format";
import { mjdToIso } from "@/lib/units/time";

const HEIGHT = 132;
const [TOP, BOTTOM, LEFT, RIGHT] = [8, 22, 44, 10];

interface TimelineChartProps {
  readonly timeline: Timeline;
  readonly span: Span;
  /** What is searched, or is about to be: the brush. */
  readonly brush: Span | null;
  readonly setBrush: (brush: Span, isFinal: boolean) => void;
  readonly stale: boolean;
  readonly said: string;
}

/** Bars of how many observations began when, with a brush over them: drawn by a pointer, its ends moved by keys. */
export function TimelineChart({ timeline, span, brush, setBrush, stale, said }: TimelineChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const from = useRef<number | null>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const bins = timeline.bins ?? [];
  const most = bins.reduce((max, { count }) => Math.max(max, count), 1);
  const inner = { width: Math.max(50, (width ?? 0) - LEFT - RIGHT), height: HEIGHT - TOP - BOTTOM };
  const x = (mjd: number) => LEFT + (Math.max(0, Math.min(1, (mjd - span.from) / (span.to - span.from))) * inner.width);
  const y = (count: number) => TOP + inner.height * (1 - count / most);
  const mjdAt = (event: PointerEvent) => {
    const left = event.currentTarget.getBoundingClientRect().left;
    return span.from + (Math.max(0, Math.min(inner.width, event.clientX - left - LEFT)) / inner.width) * (span.to - span.from);
  };
  const bars = bins.map(({ startMjd, count }) => `M${x(startMjd).toFixed(1)},${y(0)}V${y(count).toFixed(1)}h${Math.max(1, x(startMjd + timeline.binDays) - x(startMjd) - 0.5).toFixed(1)}V${y(0)}z`).join("");
  const under = hovered === null ? undefined : bins.find(({ startMjd }) => hovered >= startMjd && hovered < startMjd + timeline.binDays);

  return (
    <div ref={box} className="relative min-h-[132px] w-full overflow-hidden">
      {width ? (
        <>
          <svg
            viewBox={`0 0 ${width} ${HEIGHT}`}
            width={width}
            height={HEIGHT}
            role="img"
            aria-label={said}
            className={`block cursor-crosshair touch-pan-y select-none ${stale ? "opacity-60" : ""}`}
            onPointerDown={(event) => {
              if (event.button !== 0) return;
              event.currentTarget.setPointerCapture(event.pointerId);
              from.current = mjdAt(event);
            }}
            onPointerMove={(event) => {
              setHovered(mjdAt(event));
              if (from.current !== null && Math.abs(x(mjdAt(event)) - x(from.current)) > 3) setBrush(wholeDays(from.current, mjdAt(event)), false);
            }}
            onPointerUp={(event) => {
              if (from.current !== null && Math.abs(x(mjdAt(event)) - x(from.current)) > 3) setBrush(wholeDays(from.current, mjdAt(event)), true);
              from.current = null;
            }}
            onPointerCancel={() => (from.current = null)}
            onPointerLeave={() => setHovered(null)}
          >
            {countTicks(most).map((count) => (
              <g key={count}>
                <path d={`M${LEFT},${y(count)}h${inner.width}`} className="stroke-line" />
                <text x={LEFT - 6} y={y(count) + 4} textAnchor="end" className="figures fill-muted text-xs">{formatCount(count)}</text>
              </g>
            ))}
            <path d={bars} className="fill-accent" />
            {brush ? <rect x={x(brush.from)} y={TOP} width={Math.max(1, x(brush.to) - x(brush.from))} height={inner.height} className="fill-accent/15 stroke-accent-strong" /> : null}
            <path d={`M${LEFT},${y(0)}h${inner.width}`} className="stroke-edge" />
            {timeTicks(span, Math.max(2, Math.floor(inner.width / 64))).map(({ mjd, text }) => (
              <g key={mjd}>
                <path d={`M${x(mjd)},${y(0)}v4`} className="stroke-edge" />
                <text x={x(mjd)} y={HEIGHT - 6} textAnchor={x(mjd) > width - 34 ? "end" : "middle"} className="figures fill-muted text-xs">{text}</text>
              </g>
            ))}
          </svg>
          {brush
            ? (["from", "to"] as const).map((end) => <BrushEnd key={end} end={end} brush={brush} span={span} binDays={timeline.binDays} at={x(brush[end])} setBrush={setBrush} />)
            : null}
          <p aria-hidden className="figures pointer-events-none absolute top-1 right-3 text-xs text-muted">
            {under ? `${dayOf(under.startMjd)}${timeline.binDays > 1 ? ` to ${dayOf(under.startMjd + timeline.binDays - 1)}` : ""}: ${formatCount(under.count)}` : ""}
          </p>
        </>
      ) : null}
    </div>
  );
}

export function dayOf(mjd: number): string {
  return mjdToIso(mjd).slice(0, 10);
}

interface BrushEndProps extends Pick<TimelineChartProps, "span" | "setBrush"> {
  readonly end: "from" | "to";
  readonly brush: Span;
  readonly binDays: number;
  readonly at: number;
}

/** One end of the brush as a slider. Arrow keys move it, Enter searches; a pointer drags it. */
function BrushEnd({ end, brush, span, binDays, at, setBrush }: BrushEndProps) {
  const grip = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = keyStep(event.key, event.shiftKey, binDays);
    if (event.key === "Enter") setBrush(brush, true);
    else if (step !== null) setBrush(withEnd(brush, end, brush[end] + step), false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const mjdAt = (event: PointerEvent) => {
    const chart = grip.current!.parentElement!.getBoundingClientRect();
    return span.from + ((event.clientX - chart.left - LEFT) / (chart.width - LEFT - RIGHT)) * (span.to - span.from);
  };
  return (
    <div
      ref={grip}
      role="slider"
      tabIndex={0}
      aria-label={end === "from" ? "First day" : "Last day"}
      aria-orientation="horizontal"
      aria-valuemin={Math.floor(span.from)}
      aria-valuemax={Math.ceil(span.to)}
      aria-valuenow={brush[end]}
      aria-valuetext={dayOf(end === "from" ? brush.from : brush.to - 1)}
      className="absolute flex w-4 -translate-x-1/2 cursor-ew-resize touch-none items-center justify-center rounded"
      style={{ left: at, top: TOP, height: HEIGHT - TOP - BOTTOM }}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && setBrush(withEnd(brush, end, mjdAt(event)), false)}
      onPointerUp={() => setBrush(brush, true)}
    >
      <span className="h-8 w-1.5 rounded-full border border-accent-strong bg-panel" />
    </div>
  );
}
