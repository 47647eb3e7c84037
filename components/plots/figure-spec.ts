import type { Data, Layout } from "plotly.js";
import type { PlotColours } from "@/components/plots/colours";

export type TableCell = string | number | null;

/** One figure: what is drawn, what says the same in words and numbers, and what it is called as a file. */
export interface FigureSpec {
  readonly title: string;
  /** What the figure shows, with its main numbers, for those who do not see it; it stands below the title for all. */
  readonly summary: string;
  readonly traces: (colours: PlotColours) => Data[];
  readonly layout: (colours: PlotColours) => Partial<Layout>;
  /** All that is drawn; the page shows the first rows, the CSV has them all. */
  readonly table: { readonly columns: readonly string[]; readonly rows: readonly (readonly TableCell[])[] };
  /** Without extension. */
  readonly fileName: string;
}
