import { Minus, Plus, Search } from "lucide-react";
import { type Drawing, faultOf, type SkyTool } from "@/components/sky/drawing";
import { type SkyFrame, type SkyView, wholeSky, zoomed } from "@/components/sky/view";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";

const toolOptions = [{ value: "look", label: "Look" }, { value: "circle", label: "Circle" }, { value: "polygon", label: "Polygon" }] as const;
const frameOptions = [{ value: "icrs", label: "ICRS" }, { value: "galactic", label: "Galactic" }] as const;

interface SkyToolbarProps {
  readonly tool: SkyTool;
  readonly setTool: (tool: SkyTool) => void;
  readonly frame: SkyFrame;
  readonly setFrame: (frame: SkyFrame) => void;
  readonly view: SkyView;
  readonly setView: (view: SkyView) => void;
  readonly drawing: Drawing | null;
  readonly search: (region: Drawing) => void;
  readonly said: string;
}

const hints: Readonly<Record<SkyTool, string>> = { look: "Drag to move, click to see what is there", circle: "Drag from the middle outwards", polygon: "Click corner by corner; the first one closes it" };

/** How to work with the map: the tool, the coordinates, how near. */
export function SkyToolbar({ tool, setTool, frame, setFrame, view, setView, drawing, search, said }: SkyToolbarProps) {
  const fault = drawing?.kind === "polygon" ? faultOf(drawing) : null;
  const isWhole = JSON.stringify(view) === JSON.stringify(wholeSky(frame));
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-3 py-2">
      <Segmented legend="Tool" hideLegend value={tool} options={toolOptions} onChange={setTool} />
      <Segmented legend="Coordinate frame" hideLegend value={frame} options={frameOptions} onChange={setFrame} />
      <span className="inline-flex gap-1">
        <Button size="small" aria-label="Zoom in" onClick={() => setView(zoomed(view, 2))}>
          <Plus size={14} aria-hidden />
        </Button>
        <Button size="small" aria-label="Zoom out" disabled={view.zoom === 1} onClick={() => setView(zoomed(view, 0.5))}>
          <Minus size={14} aria-hidden />
        </Button>
        <Button size="small" disabled={isWhole} onClick={() => setView(wholeSky(frame))}>
          Whole sky
        </Button>
      </span>
      {drawing?.kind === "polygon" ? (
        <Button size="small" look="primary" disabled={fault !== null} onClick={() => search(drawing)}>
          <Search size={14} aria-hidden /> Search polygon
        </Button>
      ) : null}
      {drawing?.kind === "polygon" && fault && drawing.vertices.length > 2 ? (
        <span role="status" className="text-xs text-closed">
          {fault}
        </span>
      ) : (
        <span className="text-xs text-muted max-md:hidden">{hints[tool]}</span>
      )}
      <span className="figures ml-auto text-xs text-muted">{said}</span>
    </div>
  );
}
