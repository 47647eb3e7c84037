"use client";

import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FilterChange, filtersOf, searchHref, withFilters } from "@/components/search/params";
import { PlaceQuestion } from "@/components/search/places";
import { rememberSearch } from "@/components/search/remember";
import { SearchBox } from "@/components/search/search-box";
import { useBox } from "@/components/search/use-box";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { useViewer } from "@/components/viewer/context";

/** The search box of the front door: understands what the one of the search page understands, and goes there. */
export function HomeSearch() {
  const router = useRouter();
  const viewer = useViewer();
  const box = useBox();
  const search = (change: FilterChange) => {
    const params = withFilters({}, change);
    if (viewer.signedIn) rememberSearch(filtersOf(params));
    router.push(searchHref(params));
  };
  const submit = async (fields: FormData) => {
    const said = await box.read(String(fields.get("q") ?? ""));
    if (said) search(said);
  };

  return (
    <Form role="search" aria-label="Observations" onSend={(fields) => void submit(fields)}>
      <div className="flex items-start gap-2">
        <SearchBox defaultText="" mistakes={box.mistakes} onEdit={box.forget} large />
        <Button type="submit" look="primary" className="h-11" disabled={box.isLooking}>
          <Search size={16} aria-hidden /> {box.isLooking ? "Looking up…" : "Search"}
        </Button>
      </div>
      {box.question ? <PlaceQuestion answer={box.question.answer} choose={(place) => search({ ...box.question!.change, ...place })} /> : null}
    </Form>
  );
}
