"use client";

import { askApi } from "@/components/api/fetch";
import { positionFilters } from "@/components/search/position-filters";
import { Button } from "@/components/ui/button";
import type { Target, TargetAnswer } from "@/lib/catalogue/targets/schemas";
import { formatFixed } from "@/lib/units/format";

/** Asks the portal where a name is on the sky; it may ask CDS. Only for names that somebody typed for that. */
export function findPlace(name: string): Promise<TargetAnswer> {
  return askApi(`/targets?${new URLSearchParams({ name })}`, async () => (await import("@/lib/catalogue/targets/schemas")).targetAnswerSchema);
}

/** The one place that a name means; null when it has to be asked back. */
export function onlyPlace({ isExact, items }: TargetAnswer): Target | null {
  return isExact && items.length === 1 ? items[0]! : null;
}

/** Why no place is known by a name, and what to do. */
export function unknownPlace({ name, sesame, problem }: TargetAnswer): string {
  return problem ?? `No source named “${name}” is known ${sesame === "asked" ? "to this portal or to CDS" : "to this portal"}. Give its position: near:83.63,22.01.`;
}

/** A name that may mean several places: which one? */
export function PlaceQuestion({ answer, choose }: { answer: TargetAnswer; choose: (place: ReturnType<typeof positionFilters>) => void }) {
  return (
    <section aria-label={`Which ${answer.name}?`} className="mt-2 rounded border border-edge bg-panel p-3 text-sm">
      <p role="status" className="mb-2">
        {answer.isExact ? `“${answer.name}” names ${answer.items.length} sources. Which one?` : `No source is named just “${answer.name}”. Do you mean one of these?`}
        {answer.problem ? <span className="block text-xs text-muted">{answer.problem}</span> : null}
      </p>
      <ul className="flex flex-wrap gap-2">
        {answer.items.map((item) => (
          <li key={item.source.id + item.name}>
            <Button size="small" onClick={() => choose(positionFilters(item))}>
              {item.name}
              <span className="text-xs text-muted">
                {item.classes.length > 0 ? `${item.classes.join(", ")} · ` : ""}
                <span className="figures">
                  {formatFixed(item.raDeg, 2)}° {formatFixed(item.decDeg, 2)}°
                </span>{" "}
                · {item.source.title}
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
