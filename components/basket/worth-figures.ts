import type { Data } from "plotly.js";
import { axis, logTicks, steps } from "@/components/plots/axes";
import { colourBar, mapScale } from "@/components/plots/colours";
import type { FigureSpec } from "@/components/plots/figure-spec";
import type { Bins, ExposureField } from "@/lib/looks/worth/schema";
import { formatCount, formatCountOf } from "@/lib/units/format";

const hours = (sec: number) => sec / 3600;

/** How many observations and how much livetime lie at which zenith angle. */
export function zenithFigure(bins: Bins): FigureSpec {
  return distribution(bins, { title: "Zenith angles", fileName: "basket-zenith", unit: "deg", axisTitle: "zenith angle (deg)", log: false });
}

export function thresholdFigure(bins: Bins): FigureSpec {
  return distribution(bins, { title: "Energy thresholds", fileName: "basket-thresholds", unit: "TeV", axisTitle: "energy threshold (TeV)", log: true });
}

function distribution({ edges, observations, livetimeSec, unknown }: Bins, { title, fileName, unit, axisTitle, log }: { title: string; fileName: string; unit: string; axisTitle: string; log: boolean }): FigureSpec {
  const first = observations.findIndex((count) => count > 0);
  const last = observations.findLastIndex((count) => count > 0);
  const known = observations.reduce((sum, count) => sum + count, 0);
  const [from, to] = first < 0 ? [0, 0] : [edges[first]!, edges[last + 1]!];
  const [left, right] = first < 0 ? [0.1, 10] : [from / 1.6, to * 1.6];
  return {
    title,
    fileName,
    summary: `Livetime of ${formatCountOf(known, "observation")}${known > 0 ? `, from ${Number(from.toPrecision(2))} to ${Number(to.toPrecision(2))} ${unit}` : ""}.${unknown > 0 ? ` ${formatCount(unknown)} do not say.` : ""}`,
    traces: ({ accent, soft }) => [{ type: "scatter", mode: "lines", ...steps(edges, livetimeSec.map(hours)), line: { shape: "hv", color: accent, width: 2 }, fill: "tozeroy", fillcolor: soft, hovertemplate: `%{y:.2f} h from %{x:.3g} ${unit}<extra></extra>` }],
    layout: (colours) => ({ xaxis: axis(colours, axisTitle, log ? { type: "log", range: [Math.log10(left), Math.log10(right)], ...logTicks(left, right) } : { range: [0, 90] }), yaxis: axis(colours, "livetime (h)", { rangemode: "tozero" }) }),
    table: { columns: [`from (${unit})`, `to (${unit})`, "observations", "livetime (s)"], rows: observations.map((count, i) => [edges[i]!, edges[i + 1]!, count, livetimeSec[i]!]).slice(Math.max(0, first), last + 1) },
  };
}

/** Exposure on the sky in one field, east to the left. */
export function exposureFigure({ centre, observations, binDeg, halfWidthDeg, exposureM2s, maxM2s }: ExposureField, energyTeV: number, number: number): FigureSpec {
  const side = exposureM2s.length;
  const east = Array.from({ length: side }, (_, i) => halfWidthDeg - (i + 0.5) * binDeg);
  const north = Array.from({ length: side }, (_, i) => -halfWidthDeg + (i + 0.5) * binDeg);
  const place = `RA ${centre.raDeg.toFixed(2)}°, Dec ${centre.decDeg < 0 ? "" : "+"}${centre.decDeg.toFixed(2)}°`;
  return {
    title: `Exposure at ${energyTeV} TeV, field ${number}`,
    fileName: `basket-exposure-${number}`,
    summary: `Effective area times livetime, summed over ${formatCountOf(observations, "observation")} about ${place}; at most ${maxM2s.toExponential(2)} m² s.`,
    traces: (colours) => [{ type: "heatmap", x: east, y: north, z: exposureM2s.map((row) => [...row]), colorscale: mapScale(colours), colorbar: colourBar(colours, "m² s"), hovertemplate: "%{z:.3g} m² s<br>%{x:.2f}° east, %{y:.2f}° north<extra></extra>" } as Data],
    layout: (colours) => ({
      xaxis: axis(colours, `east of ${place} (deg)`, { autorange: false, range: [halfWidthDeg, -halfWidthDeg], constrain: "domain", showgrid: false, zeroline: false }),
      yaxis: axis(colours, "north (deg)", { autorange: false, range: [-halfWidthDeg, halfWidthDeg], scaleanchor: "x", constrain: "domain", showgrid: false, zeroline: false }),
    }),
    table: { columns: ["east (deg)", "north (deg)", "exposure (m2 s)"], rows: exposureM2s.flatMap((row, y) => row.map((value, x) => [Number(east[x]!.toFixed(4)), Number(north[y]!.toFixed(4)), value])) },
  };
}
