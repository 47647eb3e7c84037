"use client";

import { X } from "lucide-react";
import { filterChips } from "@/components/search/filter-labels";
import { filtersOf, type SearchParams, withFilters, withoutFilters } from "@/components/search/params";

/** What narrows the search now; each chip takes itself away. */
export function FilterChips({ params, go }: { params: SearchParams; go: (next: SearchParams) => void }) {
  const chips = filterChips(filtersOf(params));
  if (chips.length === 0) return null;
  return (
    <div className="mt-2 flex flex-wrap items-center gap-1.5 text-xs">
      <span className="text-muted">
        {chips.length} {chips.length === 1 ? "filter" : "filters"}
      </span>
      {chips.map((chip) => (
        <button
          key={chip.key}
          type="button"
          aria-label={`Remove filter ${chip.text}`}
          className="inline-flex h-6 max-w-full items-center gap-1 rounded-full bg-accent-soft pr-1.5 pl-2.5 font-medium text-accent-strong hover:outline-1 hover:outline-accent"
          onClick={() => go(withFilters(params, Object.fromEntries(chip.names.map((name) => [name, undefined]))))}
        >
          <span className="truncate">{chip.text}</span>
          <X size={12} className="shrink-0" aria-hidden />
        </button>
      ))}
      <button type="button" className="h-6 rounded px-1.5 text-accent hover:underline" onClick={() => go(withoutFilters(params))}>
        clear
      </button>
    </div>
  );
}
