"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useRef, useState, useSyncExternalStore } from "react";
import { BoxHelp } from "@/components/search/box-help";
import { FilterChips } from "@/components/search/filter-chips";
import { FilterMenus } from "@/components/search/filter-menus";
import { changedFields, changeOfForm, type FieldErrors } from "@/components/search/form-change";
import { writeBox } from "@/components/search/grammar/write";
import { apiQuery, type FilterChange, filtersOf, type SearchParams, withFilters } from "@/components/search/params";
import { PlaceQuestion } from "@/components/search/places";
import { facetsOptions } from "@/components/search/queries";
import { rememberSearch } from "@/components/search/remember";
import { SavedMenu } from "@/components/search/saved-menu";
import { SearchBox } from "@/components/search/search-box";
import { useBox } from "@/components/search/use-box";
import { useSearch } from "@/components/search/use-search";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { useViewer } from "@/components/viewer/context";

/** The search box with its filters. Both say the whole search, and everything they set ends in the page's address. */
export function SearchForm() {
  const { params, go } = useSearch();
  return <SearchOf params={params} go={go} key={apiQuery(filtersOf(params))} />;
}

/** One search's form: another search has another, with its own text in the box and its own fields. */
function SearchOf({ params, go }: { params: SearchParams; go: (next: SearchParams) => void }) {
  const facets = useKnownFacets(params);
  const viewer = useViewer();
  const box = useBox();
  const [errors, setErrors] = useState<FieldErrors>({});
  const form = useRef<HTMLFormElement>(null);
  const fieldsChange = useRef<FilterChange>({});
  const written = writeBox(filtersOf(params));

  const search = (change: FilterChange) => {
    for (const menu of form.current?.querySelectorAll("details") ?? []) menu.open = false;
    const next = withFilters(params, change);
    if (viewer.signedIn) rememberSearch(filtersOf(next));
    go(next);
  };
  const submit = async (sent: FormData) => {
    const fields = Object.fromEntries([...sent].map(([name, value]) => [name, String(value)]));
    const refined = changeOfForm(fields);
    setErrors(refined.errors);
    if (Object.keys(refined.errors).length > 0) return;
    fieldsChange.current = changedFields(refined.change, params);
    // What nobody touched is not read again: the address may say more than the box can.
    const said = fields.q === written ? {} : await box.read(fields.q ?? "");
    if (said) search({ ...said, ...fieldsChange.current });
  };

  return (
    <Form ref={form} role="search" aria-label="Observations" onSend={(fields) => void submit(fields)}>
      <div className="flex items-start gap-2">
        <SearchBox defaultText={written} mistakes={box.mistakes} onEdit={box.forget} />
        <Button type="submit" look="primary" className="h-10" disabled={box.isLooking}>
          <Search size={16} aria-hidden /> <span className="max-sm:sr-only">{box.isLooking ? "Looking up…" : "Search"}</span>
        </Button>
      </div>
      {box.question ? <PlaceQuestion answer={box.question.answer} choose={(place) => search({ ...box.question!.change, ...place, ...fieldsChange.current })} /> : null}
      {/* On a phone one row that is swept, so that results begin on the first screen; its panels hang on what stands around it. */}
      <div className="relative mt-2 max-sm:-mx-4">
        <div className="flex items-start gap-1.5 max-sm:overflow-x-auto max-sm:px-4 max-sm:py-1 sm:flex-wrap">
          <FilterMenus params={params} facets={facets} errors={errors} />
          <SavedMenu params={params} go={go} />
          <BoxHelp />
        </div>
      </div>
      <FilterChips params={params} go={go} />
    </Form>
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
