import type { Data, Shape } from "plotly.js";
import { axis, steps } from "@/components/plots/axes";
import { colourBar, mapScale } from "@/components/plots/colours";
import type { FigureSpec } from "@/components/plots/figure-spec";
import type { CountsMapResult, EnergyHistogramResult, EventsLook, EventTimesResult, SkyPosition } from "@/lib/looks/events/schema";
import { tangentPlane } from "@/lib/looks/sphere";
import { formatCount } from "@/lib/units/format";
import { mjdToIso } from "@/lib/units/time";

/** Where an observation looked, for its map. */
interface Field {
  readonly fileName: string;
  readonly fovRadiusDeg: number;
}

const sky = ({ raDeg, decDeg }: SkyPosition) => `RA ${raDeg.toFixed(3)}°, Dec ${decDeg < 0 ? "" : "+"}${decDeg.toFixed(3)}°`;
const besides = (outside: number, where: string) => (outside > 0 ? ` ${formatCount(outside)} more lie ${where}.` : "");

/** Counts on the sky about the pointing, east to the left. */
export function countsMapFigure(map: CountsMapResult, { pointing, target }: EventsLook, { fileName, fovRadiusDeg }: Field): FigureSpec {
  const { binDeg, halfWidthDeg, counts, outside } = map;
  const side = counts.length;
  const east = Array.from({ length: side }, (_, i) => halfWidthDeg - (i + 0.5) * binDeg);
  const north = Array.from({ length: side }, (_, i) => -halfWidthDeg + (i + 0.5) * binDeg);
  const cells = counts.flatMap((row, y) => row.map((count, x) => ({ count, east: east[x]!, north: north[y]! })));
  const most = cells.reduce((best, cell) => (cell.count > best.count ? cell : best), { count: 0, east: 0, north: 0 });
  const place = pointing && target ? tangentPlane(pointing)(target.raDeg, target.decDeg) : null;
  const marks = ({ ink, closed }: { ink: string; closed: string }): Data[] => [
    { type: "scatter", mode: "markers", x: [0], y: [0], name: "pointing", marker: { symbol: "cross-thin", size: 14, line: { width: 2, color: ink } }, hovertemplate: "pointing<extra></extra>" },
    ...(place ? [{ type: "scatter", mode: "markers", x: [place[0]], y: [place[1]], name: target!.name ?? "target", marker: { symbol: "circle-open", size: 16, color: closed, line: { width: 2, color: closed } }, hovertemplate: "target<extra></extra>" } satisfies Partial<Data>] : []) as Data[],
  ];
  return {
    title: "Counts map",
    fileName: `${fileName}-counts-map`,
    summary: `${formatCount(cells.reduce((sum, { count }) => sum + count, 0))} events in cells of ${binDeg}° about the pointing (cross) at ${pointing ? sky(pointing) : "an unknown position"}${target ? `; target ${target.name ?? ""} (ring) at ${sky(target)}` : "; the file names no target"}. The brightest cell has ${formatCount(most.count)}, ${Math.abs(most.east).toFixed(2)}° ${most.east < 0 ? "west" : "east"} and ${Math.abs(most.north).toFixed(2)}° ${most.north < 0 ? "south" : "north"}.${besides(outside, "outside")} Dashed: the field of view of ${fovRadiusDeg}°.`,
    traces: (colours) => [
      { type: "heatmap", x: east, y: north, z: counts.map((row) => [...row]), colorscale: mapScale(colours), colorbar: colourBar(colours, "counts"), hovertemplate: "%{z} counts<br>%{x:.2f}° east, %{y:.2f}° north<extra></extra>" } as Data,
      ...marks(colours),
    ],
    layout: (colours) => ({
      xaxis: axis(colours, "east of the pointing (deg)", { autorange: false, range: [halfWidthDeg, -halfWidthDeg], constrain: "domain", showgrid: false, zeroline: false }),
      yaxis: axis(colours, "north (deg)", { autorange: false, range: [-halfWidthDeg, halfWidthDeg], scaleanchor: "x", constrain: "domain", showgrid: false, zeroline: false }),
      shapes: [{ type: "circle", x0: -fovRadiusDeg, x1: fovRadiusDeg, y0: -fovRadiusDeg, y1: fovRadiusDeg, line: { color: colours.muted, width: 1, dash: "dash" } }],
    }),
    table: { columns: ["east (deg)", "north (deg)", "counts"], rows: cells.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count).map(({ east: x, north: y, count }) => [round(x), round(y), count]) },
  };
}

/** Counts over reconstructed energy; not a flux. */
export function energyFigure({ edgesTeV, counts, outside, minTeV, maxTeV }: EnergyHistogramResult, fileName: string): FigureSpec {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return {
    title: "Energies",
    fileName: `${fileName}-energies`,
    summary: `Counts, not flux, in ten bins per decade of reconstructed energy. ${total > 0 ? `${formatCount(total)} events from ${minTeV!.toPrecision(3)} to ${maxTeV!.toPrecision(3)} TeV.` : "There are no events."}${besides(outside, "below 1 GeV, above 10 PeV, or have no energy")}`,
    traces: ({ accent, soft }) => [{ type: "scatter", mode: "lines", ...steps(edgesTeV, counts), line: { shape: "hv", color: accent, width: 2 }, fill: "tozeroy", fillcolor: soft, hovertemplate: "%{y} counts from %{x:.3g} TeV<extra></extra>" }],
    layout: (colours) => ({ xaxis: axis(colours, "reconstructed energy (TeV)", { type: "log" }), yaxis: axis(colours, "counts", { type: "log", range: [-0.3, Math.log10(Math.max(10, ...counts)) + 0.1] }) }),
    table: { columns: ["from (TeV)", "to (TeV)", "counts"], rows: counts.map((count, i) => [edgesTeV[i]!, edgesTeV[i + 1]!, count]) },
  };
}

/** Counts over time, with the good time intervals behind them. */
export function timesFigure({ counts, binSec, fromSec, startMjd, goodTimes, ontimeSec, outside }: EventTimesResult, fileName: string): FigureSpec {
  const edges = Array.from({ length: counts.length + 1 }, (_, i) => fromSec + i * binSec);
  const start = startMjd === null ? "the start" : `${mjdToIso(startMjd).slice(0, 19).replace("T", " ")} UTC`;
  return {
    title: "Events over time",
    fileName: `${fileName}-times`,
    summary: `Counts in bins of ${binSec} s from ${start}. ${goodTimes.length > 0 ? `${goodTimes.length} good time interval${goodTimes.length === 1 ? "" : "s"} (shaded), ${formatCount(Math.round(ontimeSec ?? 0))} s together.` : "No good times are known."}${besides(outside, "more than two days away, or have no time")}`,
    traces: ({ accent }) => [{ type: "scatter", mode: "lines", ...steps(edges, counts), line: { shape: "hv", color: accent, width: 1.5 }, hovertemplate: "%{y} counts from %{x} s<extra></extra>" }],
    layout: (colours) => ({
      xaxis: axis(colours, `time since ${start} (s)`, { zeroline: false }),
      yaxis: axis(colours, `counts per ${binSec} s`, { rangemode: "tozero" }),
      shapes: goodTimes.slice(0, 500).map(([from, to]): Partial<Shape> => ({ type: "rect", xref: "x", yref: "paper", x0: from, x1: to, y0: 0, y1: 1, fillcolor: colours.readable, opacity: 0.12, line: { width: 0 }, layer: "below" })),
    }),
    table: { columns: ["from (s)", "to (s)", "counts", "good time (s)"], rows: counts.map((count, i) => [edges[i]!, edges[i + 1]!, count, round(overlap(goodTimes, edges[i]!, edges[i + 1]!))]) },
  };
}

/** The pointing's zenith angle through the observation. */
export function zenithFigure({ track, headerDeg }: Exclude<EventsLook["zenith"], { problem: string }>, fileName: string): FigureSpec {
  const all = track.map(({ zenithDeg }) => zenithDeg);
  const said = headerDeg === null ? "The file itself gives none." : `The file says ${headerDeg.toFixed(2)}° (dashed).`;
  return {
    title: "Zenith angle",
    fileName: `${fileName}-zenith`,
    summary: `${all.length > 0 ? `Of the pointing, from ${Math.min(...all).toFixed(1)}° to ${Math.max(...all).toFixed(1)}°, reckoned from site, position and time, without refraction.` : "The file does not say enough to reckon it through the observation."} ${said}`,
    traces: ({ accent, closed }) => [
      { type: "scatter", mode: "lines", x: track.map(({ sec }) => sec / 60), y: all, line: { color: accent, width: 2 }, hovertemplate: "%{y:.2f}° at %{x:.1f} min<extra></extra>" },
      ...(headerDeg === null ? [] : [{ type: "scatter", mode: "lines", x: [0, Math.max(1, (track.at(-1)?.sec ?? 0) / 60)], y: [headerDeg, headerDeg], line: { color: closed, width: 1.5, dash: "dash" }, hovertemplate: "as the file says: %{y:.2f}°<extra></extra>" } as Data]),
    ],
    layout: (colours) => ({ xaxis: axis(colours, "time since the start (min)", { zeroline: false }), yaxis: axis(colours, "zenith angle (deg)") }),
    table: { columns: ["time (s)", "zenith (deg)"], rows: track.map(({ sec, zenithDeg }) => [round(sec), round(zenithDeg)]) },
  };
}

function overlap(intervals: readonly (readonly [number, number])[], from: number, to: number): number {
  return intervals.reduce((sum, [a, b]) => sum + Math.max(0, Math.min(b, to) - Math.max(a, from)), 0);
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
