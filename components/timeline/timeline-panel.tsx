"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "@/components/api/failure";
import { withFilters } from "@/components/search/params";
import { timelineOptions } from "@/components/search/queries";
import { tooManyText } from "@/components/search/spread-words";
import { useSearch } from "@/components/search/use-search";
import { searchedSpan } from "@/components/timeline/brush";
import { type Span, spanOf } from "@/components/timeline/time-axis";
import { dayOf, TimelineChart } from "@/components/timeline/timeline-chart";
import { TimelineTable } from "@/components/timeline/timeline-table";
import { Button } from "@/components/ui/button";
import { formatCountOf } from "@/lib/units/format";

/** When the observations of a search began, with a brush that holds the search to some days. */
export function TimelinePanel() {
  const { params, go } = useSearch();
  const found = useQuery(timelineOptions(params));
  const [draft, setDraft] = useState<{ span: Span; for: string } | null>(null);
  const timeline = found.data;
  const searched = searchedSpan(params);
  const span = timeline ? spanOf(timeline.bins ?? [], timeline.binDays, searched) : null;
  const key = JSON.stringify(searched);
  const drawn = draft?.for === key ? draft.span : null;
  const isSearched = searched.from !== undefined || searched.to !== undefined;
  const brush = drawn ?? (span && isSearched ? { from: searched.from ?? Math.floor(span.from), to: searched.to ?? Math.ceil(span.to) } : null);

  const search = ({ from, to }: Span) => go(withFilters(params, { startMjd: String(from), endMjd: String(to), night: undefined }));
  const setBrush = (next: Span, isFinal: boolean) => {
    setDraft({ span: next, for: key });
    if (isFinal) search(next);
  };
  const inAll = timeline ? (timeline.totalCount === null ? tooManyText("time", timeline.limit) : `${formatCountOf(timeline.totalCount, "observation")} at any time`) : "";
  const said = timeline?.bins && span ? `${inAll}, in bins of ${formatCountOf(timeline.binDays, "day")} from ${dayOf(span.from)} to ${dayOf(span.to)}.` : inAll;

  return (
    <section aria-label="Timeline" className="min-w-0 flex-1 rounded border border-line bg-panel">
      <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2 text-xs text-muted">
        <span>Observations per {timeline ? (timeline.binDays === 1 ? "day" : `${timeline.binDays} days`) : "day"}, UTC</span>
        {brush ? (
          <span className="figures text-ink">
            {dayOf(brush.from)} to {dayOf(brush.to - 1e-6)}
          </span>
        ) : (
          <span className="max-md:hidden">Drag over days to search them</span>
        )}
        {drawn ? (
          <Button size="small" look="primary" onClick={() => search(drawn)}>
            Search these days
          </Button>
        ) : null}
        {isSearched ? (
          <Button size="small" onClick={() => go(withFilters(params, { startMjd: undefined, endMjd: undefined, night: undefined }))}>
            Any time
          </Button>
        ) : span && !brush ? (
          // The keyboard's way to a brush: over everything, its ends then move.
          <Button size="small" onClick={() => setBrush({ from: Math.ceil(span.from), to: Math.floor(span.to) }, false)}>
            Choose days
          </Button>
        ) : null}
        <span className="figures ml-auto">{inAll}</span>
      </div>
      {found.isError ? (
        <div className="p-3">
          <Failure what="The timeline could not be filled" error={found.error} retry={() => void found.refetch()} retrying={found.isFetching} />
        </div>
      ) : null}
      {timeline && span ? <TimelineChart timeline={timeline} span={span} brush={brush} setBrush={setBrush} stale={found.isPlaceholderData} said={said} /> : <div className="min-h-[132px]" />}
      {timeline?.bins ? <TimelineTable timeline={timeline} /> : null}
    </section>
  );
}
