"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { type FormEvent, useRef, useState, useSyncExternalStore } from "react";
import { projectListOptions } from "@/components/projects/queries";
import { FilterChips } from "@/components/search/filter-chips";
import { FilterMenus } from "@/components/search/filter-menus";
import { changeOfForm, type FieldErrors } from "@/components/search/form-change";
import { interpretBox } from "@/components/search/interpret";
import { apiQuery, filtersOf, type SearchParams, withFilters } from "@/components/search/params";
import { facetsOptions } from "@/components/search/queries";
import { useSearch } from "@/components/search/use-search";
import { Button } from "@/components/ui/button";

/** The search box with its filters. Everything it sets ends in the page's address. */
export function SearchForm() {
  const { params, go } = useSearch();
  const client = useQueryClient();
  const facets = useKnownFacets(params);
  const [errors, setErrors] = useState<FieldErrors>({});
  const form = useRef<HTMLFormElement>(null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = Object.fromEntries([...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]));
    const refined = changeOfForm(fields);
    setErrors(refined.errors);
    if (Object.keys(refined.errors).length > 0) return;
    const projects = await client.ensureQueryData(projectListOptions()).catch(() => ({ items: [] }));
    const meaning = interpretBox(fields.q ?? "", projects.items.map((project) => project.code));
    for (const menu of form.current?.querySelectorAll("details") ?? []) menu.open = false;
    go(withFilters(params, { ...refined.change, ...meaning }));
  };

  return (
    <form ref={form} role="search" aria-label="Observations" onSubmit={(event) => void submit(event)} key={apiQuery(filtersOf(params))} noValidate>
      <div className="flex gap-2">
        <input
          type="search"
          name="q"
          aria-label="Search"
          aria-keyshortcuts="/"
          defaultValue={params.q ?? ""}
          placeholder="Project, target, position or observation id"
          autoComplete="off"
          spellCheck={false}
          className="h-10 min-w-0 flex-1 rounded border border-edge bg-panel px-3 text-base placeholder:text-muted"
        />
        <Button type="submit" look="primary" className="h-10">
          <Search size={16} aria-hidden /> Search
        </Button>
      </div>
      <FilterMenus params={params} facets={facets} errors={errors} />
      <FilterChips params={params} go={go} />
    </form>
  );
}

/**
 * The counts that the results have fetched, to be offered while typing. It only looks: a query of its own would be in
 * the cache before the answer that comes with the page, and be asked for a second time.
 */
function useKnownFacets(params: SearchParams) {
  const client = useQueryClient();
  const cache = client.getQueryCache();
  const known = () => client.getQueryData(facetsOptions(params).queryKey);
  return useSyncExternalStore((onChange) => cache.subscribe(onChange), known, () => undefined);
}
