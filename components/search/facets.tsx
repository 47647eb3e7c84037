"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { type SearchParams, withFilters } from "@/components/search/params";
import { facetsOptions } from "@/components/search/queries";
import { Bar } from "@/components/ui/skeleton";
import type { Facets as FacetCounts } from "@/lib/catalogue/schemas";
import { formatCount } from "@/lib/units/format";

const groups = [
  { name: "project", title: "Project" },
  { name: "instrument", title: "Instrument" },
  { name: "target", title: "Target" },
] as const;

interface FacetsProps {
  readonly params: SearchParams;
  readonly go: (next: SearchParams) => void;
}

/** How the found observations divide, and one click to keep a part of them. */
export function Facets({ params, go }: FacetsProps) {
  const facets = useQuery(facetsOptions(params));
  return (
    <div className="flex flex-col gap-5">
      {groups.map(({ name, title }) => (
        <section key={name} aria-label={`${title}s found`}>
          <h2 className="mb-1 px-2 text-xs font-semibold text-muted">{title}</h2>
          {facets.data ? (
            <FacetGroup values={facets.data[name]} chosen={params[name]} pick={(value) => go(withFilters(params, { [name]: value }))} />
          ) : facets.isError ? (
            <p className="px-2 text-xs text-failed">Counts could not be loaded.</p>
          ) : (
            <div className="flex flex-col gap-2 px-2 py-1">
              <Bar className="w-full" />
              <Bar className="w-4/5" />
            </div>
          )}
        </section>
      ))}
    </div>
  );
}

interface FacetGroupProps {
  readonly values: FacetCounts["project"];
  readonly chosen: string | undefined;
  readonly pick: (value: string | undefined) => void;
}

const shownAtFirst = 10;

function FacetGroup({ values, chosen, pick }: FacetGroupProps) {
  const [showsAll, setShowsAll] = useState(false);
  if (values.length === 0) return <p className="px-2 text-xs text-muted">none</p>;
  return (
    <ul>
      {values.slice(0, showsAll ? undefined : shownAtFirst).map(({ value, count }) => {
        const isChosen = value === chosen;
        return (
          <li key={value}>
            <button
              type="button"
              aria-pressed={isChosen}
              className={`flex w-full items-center gap-2 rounded px-2 py-1 text-left text-sm hover:bg-raised ${isChosen ? "bg-accent-soft font-medium text-accent-strong" : ""}`}
              onClick={() => pick(isChosen ? undefined : value)}
            >
              <span className="min-w-0 flex-1 truncate" title={value}>
                {value}
              </span>
              <span className="figures text-xs text-muted">{formatCount(count)}</span>
              {isChosen ? <X size={12} aria-hidden /> : null}
            </button>
          </li>
        );
      })}
      {values.length > shownAtFirst ? (
        <li>
          <button type="button" className="rounded px-2 py-1 text-xs text-accent hover:underline" onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? "fewer" : `${formatCount(values.length - shownAtFirst)} more`}
          </button>
        </li>
      ) : null}
    </ul>
  );
}
