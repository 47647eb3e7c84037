"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "@/components/api/failure";
import { filterChips } from "@/components/search/filter-labels";
import { type FilterName, filtersOf, type ObservationParams, type SearchParams } from "@/components/search/params";
import { changeSearch, keepSearch, searchesOptions, searchKeys } from "@/components/search/saved-queries";
import { SavedRow } from "@/components/search/saved-row";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Bar } from "@/components/ui/skeleton";
import type { SavedSearch } from "@/lib/searches/schemas";

interface Props {
  readonly params: SearchParams;
  readonly go: (next: SearchParams) => void;
}

const shownRecent = 5;

/** Keeps this search under a name, and leads to those kept and to the last ones. */
export function SavedSearches({ params, go }: Props) {
  const searches = useQuery(searchesOptions());
  const open = (search: SavedSearch) => {
    if (search.name !== null) void changeSearch(search.id, { isUsed: true }).catch(() => undefined);
    go(paramsOf(search));
  };
  const kept = searches.data?.items.flatMap((search) => (search.name === null ? [] : [{ search, name: search.name }])) ?? [];
  const recent = (searches.data?.items.filter(({ name }) => name === null) ?? []).slice(0, shownRecent);

  return (
    <>
      <Keep filters={filtersOf(params)} />
      {searches.isPending ? <Bar className="w-2/3" /> : null}
      {searches.isError ? <Failure what="Your searches could not be loaded" error={searches.error} retry={() => void searches.refetch()} retrying={searches.isFetching} /> : null}
      {kept.length > 0 ? (
        <ul aria-label="Saved searches" className="flex flex-col">
          {kept.map(({ search, name }) => (
            <SavedRow key={search.id} search={search} name={name} words={words(search)} open={() => open(search)} />
          ))}
        </ul>
      ) : null}
      {recent.length > 0 ? (
        <section aria-label="Last searches">
          <h2 className="text-xs font-medium text-muted">Last searches</h2>
          <ul>
            {recent.map((search) => (
              <li key={search.id}>
                <button type="button" className="w-full truncate rounded px-1.5 py-1 text-left text-sm hover:bg-raised" onClick={() => open(search)}>
                  {words(search)}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}

/** It stands inside the search's own form, so that its fields must not send that. */
function Keep({ filters }: { filters: ObservationParams }) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [isWatched, setIsWatched] = useState(true);
  const keep = useMutation({
    mutationFn: () => keepSearch(name.trim(), filters, isWatched),
    onSuccess: () => setName(""),
    onSettled: () => client.invalidateQueries({ queryKey: searchKeys.all }),
  });
  if (Object.keys(filters).length === 0) return <p className="text-sm text-muted">Search for something, and you can keep the search here and be told of new results.</p>;
  const submit = () => {
    if (name.trim() !== "" && !keep.isPending) keep.mutate();
  };
  return (
    <div className="flex flex-col gap-2 border-b border-line pb-3">
      <TextField
        label="Keep this search as"
        value={name}
        maxLength={100}
        autoComplete="off"
        error={keep.error?.message}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          submit();
        }}
      />
      <label className="inline-flex items-center gap-2 text-sm">
        <input type="checkbox" className="size-4 shrink-0" checked={isWatched} onChange={(event) => setIsWatched(event.currentTarget.checked)} /> Notify me of new results
      </label>
      <Button size="small" look="primary" className="self-start" disabled={name.trim() === "" || keep.isPending} onClick={submit}>
        {keep.isPending ? "Saving…" : "Save search"}
      </Button>
      <p role="status" className="sr-only">
        {keep.isSuccess ? "Saved" : ""}
      </p>
    </div>
  );
}

function paramsOf({ query }: SavedSearch): SearchParams {
  return Object.fromEntries((Object.entries(query) as [FilterName, unknown][]).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
}

function words(search: SavedSearch): string {
  return filterChips(filtersOf(paramsOf(search))).map(({ text }) => text).join(" · ");
}
