import type { LayoutAxis } from "plotly.js";
import type { PlotColours } from "@/components/plots/colours";

/** An axis with its title and unit; logarithmic where the field draws it so. */
export function axis({ line, muted, ink }: PlotColours, title: string, change: Partial<LayoutAxis> = {}): Partial<LayoutAxis> {
  // The powers of ten are written a quarter larger.
  const log = { exponentformat: "power", dtick: 1, tickfont: { color: muted, size: 9.6 }, minor: { ticks: "outside", ticklen: 3, tickcolor: line } } as Partial<LayoutAxis>;
  return { title: { text: title, font: { color: ink, size: 12 }, standoff: 8 }, gridcolor: line, linecolor: line, zerolinecolor: line, tickcolor: line, tickfont: { color: muted }, automargin: true, ...(change.type === "log" ? log : {}), ...change };
}

const MANTISSAS = [1, 2, 3, 5];
/** Fewer powers of ten than this say too little of an axis. */
const DECADES = 2;

/** Where a logarithmic axis over few powers of ten is labelled, beside them: both ends as they are, not their logarithms. */
export function logTicks(from: number, to: number): Partial<LayoutAxis> {
  if (Math.log10(to / from) >= DECADES) return {};
  const powers = Array.from({ length: Math.ceil(Math.log10(to)) - Math.floor(Math.log10(from)) + 1 }, (_, i) => Math.floor(Math.log10(from)) + i);
  const tickvals = powers.flatMap((power) => MANTISSAS.map((mantissa) => Number(`${mantissa}e${power}`))).filter((value) => value >= from && value <= to);
  return { tickvals, ticktext: tickvals.map(String) };
}

/** Edges and values as a line of steps: the last value reaches to the last edge. */
export function steps(edges: readonly number[], values: readonly (number | null)[]): { x: number[]; y: (number | null)[] } {
  return { x: [...edges], y: [...values, values.at(-1) ?? null] };
}
