import type { LayoutAxis } from "plotly.js";
import type { PlotColours } from "@/components/plots/colours";

/** An axis with its title and unit; logarithmic where the field draws it so. */
export function axis({ line, muted, ink }: PlotColours, title: string, change: Partial<LayoutAxis> = {}): Partial<LayoutAxis> {
  // The powers of ten are written a quarter larger.
  const log = { exponentformat: "power", dtick: 1, tickfont: { color: muted, size: 9.6 }, minor: { ticks: "outside", ticklen: 3, tickcolor: line } } as Partial<LayoutAxis>;
  return { title: { text: title, font: { color: ink, size: 12 }, standoff: 8 }, gridcolor: line, linecolor: line, zerolinecolor: line, tickcolor: line, tickfont: { color: muted }, automargin: true, ...(change.type === "log" ? log : {}), ...change };
}

/** Edges and values as a line of steps: the last value reaches to the last edge. */
export function steps(edges: readonly number[], values: readonly (number | null)[]): { x: number[]; y: (number | null)[] } {
  return { x: [...edges], y: [...values, values.at(-1) ?? null] };
}
