import { axis, steps } from "@/components/plots/axes";
import type { FigureSpec } from "@/components/plots/figure-spec";
import type { ThetaSquaredResult } from "@/lib/looks/events/schema";
import { formatCount } from "@/lib/units/format";

/** `12.3 σ`, or that there is nothing to say. */
export function significanceText(significance: number | null): string {
  return significance === null ? "not defined" : `${significance.toFixed(1)} σ`;
}

/** Squared distances from a position, over the background from its reflections about the pointing. */
export function thetaSquaredFigure(look: ThetaSquaredResult, fileName: string): FigureSpec {
  const { bins, binDeg2, on, off, alpha, excess, significance, radiusDeg, offCentres, position } = look;
  const edges = Array.from({ length: bins.length + 1 }, (_, i) => i * binDeg2);
  const centres = bins.map((_, i) => (i + 0.5) * binDeg2);
  const background = bins.map(({ off: count, regions }) => (regions > 0 ? count / regions : null));
  const regions = offCentres.length;
  return {
    title: "Theta squared",
    fileName: `${fileName}-theta-squared`,
    summary: `Around RA ${position.raDeg.toFixed(4)}°, Dec ${position.decDeg.toFixed(4)}°, within ${radiusDeg}°: ON ${formatCount(on)}, OFF ${formatCount(off)} in ${regions} region${regions === 1 ? "" : "s"} of the same radius (alpha ${alpha.toFixed(3)}), excess ${excess.toFixed(1)}, significance ${significanceText(significance)} (Li and Ma). Farther out, only regions that stay clear of the ON region count.`,
    traces: ({ accent, muted, soft }) => [
      { type: "scatter", mode: "lines", name: "background", ...steps(edges, background), line: { shape: "hv", color: muted, width: 1.5 }, fill: "tozeroy", fillcolor: soft, hovertemplate: "background %{y:.1f}<extra></extra>" },
      { type: "scatter", mode: "markers", name: "ON", x: centres, y: bins.map((bin) => bin.on), error_y: { type: "data", array: bins.map((bin) => Math.sqrt(bin.on)), color: accent, thickness: 1, width: 0 }, marker: { color: accent, size: 5 }, hovertemplate: "ON %{y} at %{x:.4f} deg²<extra></extra>" },
    ],
    layout: (colours) => ({
      showlegend: true,
      xaxis: axis(colours, "squared distance (deg²)", { range: [0, edges.at(-1)!] }),
      yaxis: axis(colours, `counts per ${Number(binDeg2.toPrecision(3))} deg²`, { rangemode: "tozero" }),
      shapes: [{ type: "line", xref: "x", yref: "paper", x0: radiusDeg ** 2, x1: radiusDeg ** 2, y0: 0, y1: 1, line: { color: colours.closed, width: 1.5, dash: "dash" } }],
    }),
    table: { columns: ["from (deg²)", "to (deg²)", "ON", "OFF", "OFF regions", "background"], rows: bins.map((bin, i) => [edges[i]!, edges[i + 1]!, bin.on, bin.off, bin.regions, background[i]!]) },
  };
}
