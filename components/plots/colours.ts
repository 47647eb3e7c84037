import type { ColorBar } from "plotly.js";

/** The theme's colours as a plot needs them: resolved, for drawings know no custom properties. */
const tokens = { ink: "--color-ink", muted: "--color-muted", line: "--color-line", edge: "--color-edge", panel: "--color-panel", raised: "--color-raised", accent: "--color-accent", strong: "--color-accent-strong", soft: "--color-accent-soft", closed: "--color-closed", readable: "--color-readable", failed: "--color-failed" } as const;

export type PlotColours = Readonly<Record<keyof typeof tokens, string>>;

/** As they are on the page now. */
export function coloursNow(): PlotColours {
  const probe = document.createElement("span");
  document.body.append(probe);
  const resolved = Object.entries(tokens).map(([name, token]) => {
    probe.style.color = `var(${token})`;
    return [name, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  return Object.fromEntries(resolved) as PlotColours;
}

/** From nothing to most, for maps: one hue, so that it reads without colour vision too. */
export function mapScale({ raised, accent, ink }: PlotColours): [number, string][] {
  return [[0, raised], [0.6, accent], [1, ink]];
}

/** Curves side by side differ by their dashes as well as by colour. */
export function curveStyles({ accent, closed, readable, failed, muted, ink }: PlotColours): { color: string; dash: "solid" | "dash" | "dot" | "dashdot" | "longdash" }[] {
  return [{ color: accent, dash: "solid" }, { color: closed, dash: "dash" }, { color: readable, dash: "dot" }, { color: failed, dash: "dashdot" }, { color: muted, dash: "longdash" }, { color: ink, dash: "solid" }];
}

/** The key to a map's colours, with what they count. */
export function colourBar({ ink, muted }: PlotColours, title: string): Partial<ColorBar> {
  return { title: { text: title, side: "right", font: { color: ink, size: 12 } }, exponentformat: "power", thickness: 10, outlinewidth: 0, tickfont: { color: muted, size: 12 } };
}
