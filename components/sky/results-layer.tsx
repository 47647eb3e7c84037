import { memo, useMemo } from "react";
import type { Levels } from "@/components/sky/levels";
import type { SkyProjection } from "@/components/sky/projection";
import { cellsByLevel, fieldsOfView, pointsOf } from "@/components/sky/shapes";
import type { Density, SkyPoint } from "@/lib/catalogue/spread-schemas";

interface ResultsLayerProps {
  readonly projection: SkyProjection;
  readonly density: Density;
  readonly scale: Levels;
  readonly isPicked: (id: string) => boolean;
}

/** Opacity of a level, so that one hue says how many. */
export function levelOpacity(level: number, count: number): number {
  return count === 1 ? 0.9 : 0.28 + (0.72 * level) / (count - 1);
}

/** What was found: each observation with its field of view, or where they are many, cells by how many they hold. */
export const ResultsLayer = memo(function ResultsLayer({ projection, density, scale, isPicked }: ResultsLayerProps) {
  return density.points ? <Points projection={projection} points={density.points} isPicked={isPicked} /> : <Cells projection={projection} density={density} scale={scale} />;
});

function Cells({ projection, density, scale }: Omit<ResultsLayerProps, "isPicked">) {
  const paths = useMemo(() => cellsByLevel(projection, density, scale.levelOf, scale.from.length).map((shape) => projection.path(shape, false)), [projection, density, scale]);
  return (
    <g aria-hidden>
      {paths.map((path, level) => (path ? <path key={level} d={path} className="fill-accent" fillOpacity={levelOpacity(level, scale.from.length)} /> : null))}
    </g>
  );
}

function Points({ projection, points, isPicked }: { projection: SkyProjection; points: readonly SkyPoint[]; isPicked: (id: string) => boolean }) {
  const paths = useMemo(() => {
    const [open, closed] = [points.filter((point) => point.readable), points.filter((point) => !point.readable)];
    return { fields: projection.path(fieldsOfView(projection, points)), open: projection.path(pointsOf(projection, open)), closed: projection.path(pointsOf(projection, closed)) };
  }, [projection, points]);
  const picked = useMemo(() => points.filter((point) => isPicked(point.id)).flatMap((point) => projection.toScreen(point) ?? []), [projection, points, isPicked]);
  const rings = Array.from({ length: picked.length / 2 }, (_, i) => `M${picked[2 * i]! - 7},${picked[2 * i + 1]}a7,7 0 1 0 14,0a7,7 0 1 0 -14,0`).join("");
  return (
    <g aria-hidden>
      <path d={paths.fields} className="fill-accent/10 stroke-accent/60" strokeWidth={1} />
      <path d={paths.open} className="fill-accent" />
      <path d={paths.closed} className="fill-panel stroke-closed" strokeWidth={1.5} />
      <path d={rings} className="fill-none stroke-ink" strokeWidth={1.5} />
    </g>
  );
}
