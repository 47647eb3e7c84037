"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Failure } from "@/components/api/failure";
import { type FilterChip, filterChips } from "@/components/search/filter-labels";
import { filtersOf, type SearchParams, withFilters, withoutFilters } from "@/components/search/params";
import { findPlace, onlyPlace, PlaceQuestion, unknownPlace } from "@/components/search/places";
import { positionFilters } from "@/components/search/position-filters";
import { nearestOptions } from "@/components/search/queries";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/message";
import { useViewer } from "@/components/viewer/context";
import { signInHref } from "@/components/viewer/sign-in-href";
import { formatCountOf, formatDuration } from "@/lib/units/format";

/** No observations: what was asked for, what is nearest, and which filter to drop. Hidden data look the same as none. */
export function EmptyResults({ params, go }: { params: SearchParams; go: (next: SearchParams) => void }) {
  const viewer = useViewer();
  const filters = filtersOf(params);
  const chips = filterChips(filters);
  const betweenDates = Boolean(filters.startMjd || filters.endMjd);
  const nearest = useQuery({ ...nearestOptions(params), enabled: betweenDates });

  if (chips.length === 0) {
    return (
      <Empty title="The catalogue holds no observations that you may see" actions={viewer.signedIn ? null : <SignIn params={params} />}>
        <p>{viewer.signedIn ? "Your account is in none of the groups of a project here. Ask your principal investigator to add you." : "Sign in to see the observations of your projects."}</p>
      </Empty>
    );
  }

  const subject = [filters.project, filters.target, filters.q && `“${filters.q}”`].filter(Boolean).join(", ");
  return (
    <Empty
      title={`No observations${subject ? ` of ${subject}` : ""}${betweenDates ? " between these dates" : subject ? " match" : " match these filters"}.`}
      actions={
        <>
          {chips.map((chip) => (
            <Button key={chip.key} size="small" onClick={() => go(without(params, chip))}>
              Without {chip.text}
            </Button>
          ))}
          {chips.length > 1 ? (
            <Button size="small" look="plain" onClick={() => go(withoutFilters(params))}>
              Clear all filters
            </Button>
          ) : null}
          {viewer.signedIn ? null : <SignIn params={params} />}
        </>
      }
    >
      {nearest.data ? (
        <p>
          The nearest is {daysText(nearest.data.days)} {nearest.data.side}.{" "}
          <button type="button" className="font-medium text-accent underline" onClick={() => go(nightOf(params, nearest.data!.observation.night))}>
            Show it
          </button>
        </p>
      ) : null}
      {viewer.signedIn ? null : <p>Data of running projects show only to their members.</p>}
      {filters.q && !filters.raDeg ? <AroundName name={filters.q} params={params} go={go} /> : null}
    </Empty>
  );
}

/** Nothing bears the name; the place of that name may have been observed. Asked only when somebody wants it: the name may go to CDS. */
function AroundName({ name, params, go }: { name: string; params: SearchParams; go: (next: SearchParams) => void }) {
  const place = useMutation({
    mutationFn: () => findPlace(name),
    onSuccess: (answer) => {
      const only = onlyPlace(answer);
      if (only) around(positionFilters(only));
    },
  });
  const around = (position: ReturnType<typeof positionFilters>) => go(withFilters(params, { ...position, q: undefined }));
  return (
    <div className="mt-3">
      <Button size="small" disabled={place.isPending} onClick={() => place.mutate()}>
        {place.isPending ? "Looking up…" : `Search the sky around “${name}”`}
      </Button>
      {place.isError ? <Failure what="The name could not be looked up" error={place.error} /> : null}
      {place.data && place.data.items.length === 0 ? <p role="status">{unknownPlace(place.data)}</p> : null}
      {place.data && place.data.items.length > 0 && !onlyPlace(place.data) ? <PlaceQuestion answer={place.data} choose={around} /> : null}
    </div>
  );
}

function SignIn({ params }: { params: SearchParams }) {
  const query = new URLSearchParams(filtersOf(params) as Record<string, string>).toString();
  return (
    <Button size="small" look="primary" onClick={() => window.location.assign(signInHref(query ? `/search?${query}` : "/search"))}>
      Sign in
    </Button>
  );
}

function without(params: SearchParams, chip: FilterChip): SearchParams {
  return withFilters(params, Object.fromEntries(chip.names.map((name) => [name, undefined])));
}

function nightOf(params: SearchParams, night: string): SearchParams {
  return withFilters(params, { startMjd: undefined, endMjd: undefined, night });
}

function daysText(days: number): string {
  return days < 1 ? formatDuration(days * 86_400) : formatCountOf(Math.round(days), "day");
}
