import type { Drawing } from "@/components/sky/drawing";
import type { SkyProjection } from "@/components/sky/projection";
import { circle, polygon } from "@/components/sky/shapes";
import type { SearchParams } from "@/components/search/params";
import { parsePolygon } from "@/lib/catalogue/polygon";

/** The regions of a search as shapes on the map: its cone or position, its polygon. */
export function searchedRegions(params: SearchParams): Drawing[] {
  const regions: Drawing[] = [];
  const [raDeg, decDeg] = [Number(params.raDeg), Number(params.decDeg)];
  if (params.raDeg && params.decDeg && Number.isFinite(raDeg) && Math.abs(decDeg) <= 90) regions.push({ kind: "circle", centre: { raDeg, decDeg }, radiusDeg: Math.min(180, Number(params.radiusDeg) || 0) });
  const made = params.polygon ? parsePolygon(params.polygon) : null;
  if (made && !("fault" in made)) regions.push({ kind: "polygon", vertices: made.vertices });
  return regions;
}

/** A region as it is searched, or while it is drawn. */
export function Region({ projection, region, drawn = false }: { projection: SkyProjection; region: Drawing; drawn?: boolean }) {
  const face = drawn ? "fill-accent/15 stroke-accent-strong" : "fill-none stroke-accent-strong";
  const dash = drawn ? undefined : "5 3";
  if (region.kind === "circle") {
    const middle = projection.toScreen(region.centre);
    return (
      <g aria-hidden className="pointer-events-none">
        {region.radiusDeg > 0 ? <path d={projection.path(circle(projection, region.centre, region.radiusDeg))} className={face} strokeWidth={1.5} strokeDasharray={dash} /> : null}
        {middle ? <path d={`M${middle[0] - 5},${middle[1]}h10M${middle[0]},${middle[1] - 5}v10`} className="stroke-accent-strong" strokeWidth={1.5} /> : null}
      </g>
    );
  }
  return (
    <g aria-hidden className="pointer-events-none">
      {region.vertices.length > 1 ? <path d={projection.path(polygon(projection, region.vertices))} className={face} strokeWidth={1.5} strokeDasharray={dash} /> : null}
      {drawn
        ? region.vertices.map((vertex, i) => {
            const at = projection.toScreen(vertex);
            return at ? <circle key={i} cx={at[0]} cy={at[1]} r={i === 0 ? 5 : 3} className={i === 0 ? "fill-panel stroke-accent-strong" : "fill-accent-strong"} strokeWidth={1.5} /> : null;
          })
        : null}
    </g>
  );
}
