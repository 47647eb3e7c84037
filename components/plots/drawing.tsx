"use client";

import { useEffect, useRef, useState } from "react";
import type { Config, Layout, PlotlyHTMLElement } from "plotly.js";
import { coloursNow, type PlotColours } from "@/components/plots/colours";
import type { FigureSpec } from "@/components/plots/figure-spec";
import { usePreferences } from "@/components/preferences/context";

const config: Partial<Config> = { displayModeBar: false, responsive: true, doubleClick: "reset", scrollZoom: false };
const library = () => import("plotly.js-cartesian-dist-min");

/** Takes the drawing as a PNG. */
export type TakePicture = () => Promise<Blob>;

/** The drawing of a figure. It is drawn anew with the theme, and says when a picture of it can be taken. */
export default function Drawing({ spec, onReady }: { spec: FigureSpec; onReady: (take: TakePicture) => void }) {
  const place = useRef<HTMLDivElement>(null);
  const { theme } = usePreferences();
  const night = useNight();
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let isOver = false;
    library().then(async (plotly) => {
      if (isOver) return;
      const colours = coloursNow();
      await plotly.react(element, spec.traces(colours), { ...layoutOf(colours), ...spec.layout(colours) }, config);
      if (!isOver) onReady(async () => pictureOf(await plotly.toImage(element as unknown as PlotlyHTMLElement, { format: "svg", width: 1000, height: 640 }), colours));
    }).catch(() => isOver || setError("The drawing could not be loaded. Reload the page; the numbers are below."));
    return () => {
      isOver = true;
    };
  }, [spec, onReady, theme, night]);
  useEffect(() => {
    const element = place.current;
    return () => {
      if (element) void library().then((plotly) => plotly.purge(element));
    };
  }, []);
  return error ? <p className="p-4 text-sm text-failed">{error}</p> : <div ref={place} aria-hidden className="h-80 w-full" />;
}

/** Whether the system wears its dark colours. */
function useNight(): boolean {
  const [night, setNight] = useState(false);
  useEffect(() => {
    const query = window.matchMedia("(prefers-color-scheme: dark)");
    const tell = () => setNight(query.matches);
    tell();
    query.addEventListener("change", tell);
    return () => query.removeEventListener("change", tell);
  }, []);
  return night;
}

function layoutOf({ ink, muted, line }: PlotColours): Partial<Layout> {
  const axis = { gridcolor: line, linecolor: line, zerolinecolor: line, tickcolor: line, tickfont: { color: muted }, automargin: true };
  return {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: "Inter Variable, system-ui, sans-serif", size: 12, color: ink },
    margin: { l: 56, r: 16, t: 8, b: 48 },
    showlegend: false,
    // Above the axes, which make room for its lines.
    legend: { orientation: "h", y: 1.02, yanchor: "bottom", x: 0 },
    hovermode: "closest",
    dragmode: false,
    xaxis: axis,
    yaxis: axis,
  };
}

/** A drawing on the page's own ground, painted here: the library would go by a blob address, which the page's policy does not open. */
async function pictureOf(svgAddress: string, { panel }: PlotColours): Promise<Blob> {
  const image = new Image();
  image.src = svgAddress;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2000, 1280];
  const context = canvas.getContext("2d")!;
  context.fillStyle = panel;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture could not be made"))), "image/png"));
}
