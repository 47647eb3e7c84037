import type { Data } from "plotly.js";
import { axis } from "@/components/plots/axes";
import { colourBar, curveStyles, mapScale, type PlotColours } from "@/components/plots/colours";
import type { FigureSpec, TableCell } from "@/components/plots/figure-spec";
import type { AeffLook, BkgLook, EdispLook, PsfLook, Range } from "@/lib/looks/irf/schema";

/** More curves than this in one figure nobody tells apart; the CSV has all. */
const MOST_CURVES = 6;

const centresOf = (edges: readonly number[]) => edges.slice(1).map((hi, i) => Math.sqrt(edges[i]! * hi));
const offsetText = ({ lo, hi }: Range) => (hi - lo > 1e-6 ? `${short(lo)} to ${short(hi)}°` : `${short(lo)}°`);
const short = (value: number) => String(Number(value.toFixed(2)));

/** Evenly chosen, the first and last among them. */
function shown(count: number): number[] {
  if (count <= MOST_CURVES) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: MOST_CURVES }, (_, i) => Math.round((i * (count - 1)) / (MOST_CURVES - 1)));
}

interface Curves {
  readonly edgesTeV: readonly number[];
  readonly offsetsDeg: readonly Range[];
}

function curves(colours: PlotColours, { edgesTeV, offsetsDeg }: Curves, values: readonly (readonly (number | null)[])[], unit: string): Data[] {
  const energies = centresOf(edgesTeV);
  const styles = curveStyles(colours);
  return shown(offsetsDeg.length).map((offset, i): Data => {
    const style = styles[i]!;
    // On a logarithmic axis nothing has no place.
    const y = values[offset]!.map((value) => (value !== null && value > 0 ? value : null));
    return { type: "scatter", mode: "lines", name: offsetText(offsetsDeg[offset]!), x: energies, y, line: { color: style.color, dash: style.dash, width: 2 }, hovertemplate: `%{y:.3g} ${unit} at %{x:.3g} TeV<extra>${offsetText(offsetsDeg[offset]!)}</extra>` };
  });
}

function table({ edgesTeV, offsetsDeg }: Curves, columns: readonly string[], at: (offset: number, energy: number) => TableCell[]): FigureSpec["table"] {
  const rows = offsetsDeg.flatMap(({ lo, hi }, offset) => edgesTeV.slice(1).map((to, energy): TableCell[] => [lo, hi, edgesTeV[energy]!, to, ...at(offset, energy)]));
  return { columns: ["offset from (deg)", "offset to (deg)", "energy from (TeV)", "energy to (TeV)", ...columns], rows };
}

const legend = { showlegend: true };
const notesText = (notes: readonly string[]) => notes.map((note) => ` ${note}${note.endsWith(".") ? "" : "."}`).join("");

export function aeffFigure(look: AeffLook, fileName: string): FigureSpec {
  const { areaM2, containment, loThresholdTeV, notes } = look;
  const most = Math.max(...areaM2.flat().map((value) => value ?? 0));
  return {
    title: "Effective area",
    fileName: `${fileName}-aeff`,
    summary: `Over true energy, by offset from the pointing; at most ${most.toExponential(2)} m².${containment ? ` ${containment === "point-like" ? "Point-like: after a cut on direction." : "Full enclosure."}` : ""}${loThresholdTeV === null ? "" : ` Its lower threshold is ${loThresholdTeV.toPrecision(3)} TeV (dashed line).`}${notesText(notes)}`,
    traces: (colours) => curves(colours, look, areaM2, "m²"),
    layout: (colours) => ({
      ...legend,
      xaxis: axis(colours, "true energy (TeV)", { type: "log" }),
      yaxis: axis(colours, "effective area (m²)", { type: "log", range: [Math.log10(most) - 4, Math.log10(most) + 0.3] }),
      shapes: loThresholdTeV === null ? [] : [{ type: "line", xref: "x", yref: "paper", x0: loThresholdTeV, x1: loThresholdTeV, y0: 0, y1: 1, line: { color: colours.closed, width: 1.5, dash: "dash" } }],
    }),
    table: table(look, ["effective area (m2)"], (offset, energy) => [areaM2[offset]![energy]!]),
  };
}

export function edispFigure({ edgesTeV, edgesMigra, offsetsDeg, offset, density, notes }: EdispLook, fileName: string): FigureSpec {
  return {
    title: "Energy dispersion",
    fileName: `${fileName}-edisp`,
    summary: `Density of reconstructed over true energy, at an offset of ${offsetText(offsetsDeg[offset]!)}; a perfect instrument would show a line at 1.${notesText(notes)}`,
    traces: (colours) => [{ type: "heatmap", x: [...edgesTeV], y: [...edgesMigra], z: density.map((row) => [...row]), colorscale: mapScale(colours), colorbar: colourBar(colours, "density"), hovertemplate: "%{z:.3g} at %{x:.3g} TeV, ratio %{y:.2f}<extra></extra>" } as Data],
    layout: (colours) => ({ xaxis: axis(colours, "true energy (TeV)", { type: "log" }), yaxis: axis(colours, "reconstructed / true energy", { range: [Math.max(0, edgesMigra[0]!), Math.min(3, edgesMigra.at(-1)!)] }) }),
    table: { columns: ["energy from (TeV)", "energy to (TeV)", "ratio from", "ratio to", "density"], rows: edgesTeV.slice(1).flatMap((to, energy) => edgesMigra.slice(1).map((top, m): TableCell[] => [edgesTeV[energy]!, to, edgesMigra[m]!, top, density[m]![energy]!])).filter((row) => row[4] !== 0) },
  };
}

export function psfFigure(look: PsfLook, fileName: string): FigureSpec {
  const energies = centresOf(look.edgesTeV);
  const offsets = shown(look.offsetsDeg.length).slice(0, 3);
  return {
    title: "Point spread",
    fileName: `${fileName}-psf`,
    summary: `Radius that contains 68 percent (lines) and 95 percent (dashed) of the events of a point source, over true energy, by offset from the pointing. Energies without a radius have too few events in the file.${notesText(look.notes)}`,
    traces: (colours) => offsets.flatMap((offset, i): Data[] => {
      const { color } = curveStyles(colours)[i]!;
      const name = offsetText(look.offsetsDeg[offset]!);
      return ([["68", look.r68Deg, "solid"], ["95", look.r95Deg, "dash"]] as const).map(([percent, radii, dash]): Data => ({ type: "scatter", mode: "lines", name: `${percent} %, ${name}`, x: energies, y: [...radii[offset]!], line: { color, dash, width: 2 }, hovertemplate: `%{y:.3f}° at %{x:.3g} TeV<extra>${percent} %, ${name}</extra>` }));
    }),
    layout: (colours) => ({ ...legend, xaxis: axis(colours, "true energy (TeV)", { type: "log" }), yaxis: axis(colours, "containment radius (deg)", { type: "log", dtick: undefined }) }),
    table: table(look, ["68 percent radius (deg)", "95 percent radius (deg)"], (offset, energy) => [look.r68Deg[offset]![energy]!, look.r95Deg[offset]![energy]!]),
  };
}

export function bkgFigure(look: BkgLook, fileName: string): FigureSpec {
  return {
    title: "Background rate",
    fileName: `${fileName}-bkg`,
    summary: `Residual background over reconstructed energy, by offset from the pointing.${notesText(look.notes)}`,
    traces: (colours) => curves(colours, look, look.rate, look.unit),
    layout: (colours) => ({ ...legend, xaxis: axis(colours, "reconstructed energy (TeV)", { type: "log" }), yaxis: axis(colours, `rate (${look.unit || "unit not said"})`, { type: "log" }) }),
    table: table(look, [`rate (${look.unit})`], (offset, energy) => [look.rate[offset]![energy]!]),
  };
}
