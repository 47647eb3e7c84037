"use client";

import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { Download, X } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { changeHref, mostObservations } from "@/components/admin/change/address";
import { CardTable, type Column } from "@/components/admin/table/card-table";
import { RowsSkeleton } from "@/components/admin/table/rows-skeleton";
import { askApi } from "@/components/api/fetch";
import { Failure } from "@/components/api/failure";
import { AccessBadge } from "@/components/observation/access-badge";
import { Button, buttonClass } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import type { Observation } from "@/lib/catalogue/schemas";
import { absent, formatCount, formatCountOf, formatDateTime } from "@/lib/units/format";
import { mjdToIso } from "@/lib/units/time";

const pageSize = 100;

const observationPages = (project: string) =>
  infiniteQueryOptions({
    queryKey: ["embargo", "observations", project],
    queryFn: ({ signal, pageParam }) =>
      askApi(`/observations?${new URLSearchParams({ project, sort: "startMjd", limit: String(pageSize), ...(pageParam ? { cursor: pageParam } : {}) }).toString()}`, async () => (await import("@/lib/catalogue/schemas")).observationListSchema, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

const columns: readonly Column<Observation>[] = [
  {
    head: "Observation",
    isTitle: true,
    cell: (observation) => (
      <Link href={`/observations/${encodeURIComponent(observation.id)}`} prefetch={false} className="figures text-accent hover:underline">
        {observation.id}
      </Link>
    ),
  },
  { head: "Target", cell: (observation) => observation.targetName ?? absent },
  { head: "Start (UTC)", cell: (observation) => <span className="figures whitespace-nowrap">{formatDateTime(mjdToIso(observation.startMjd)).slice(0, 16)}</span> },
  { head: "Data", cell: (observation) => <AccessBadge access={observation.access} /> },
];

/** A project's observations, of which one can choose some to change. */
export function ObservationsPanel({ project }: { project: string }) {
  const list = useInfiniteQuery(observationPages(project));
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const observations = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = list.data?.pages[0]?.totalCount ?? null;

  return (
    <Panel title="Observations" aside={<Aside project={project} shown={observations.length} total={total} />} flush>
      {list.isPending ? <RowsSkeleton what="observations" /> : null}
      {list.isError ? (
        <div className="p-4">
          <Failure what="The observations could not be loaded" error={list.error} retry={() => void list.refetch()} retrying={list.isFetching} />
        </div>
      ) : null}
      {observations.length > 0 ? (
        <div className="max-h-[32rem] overflow-y-auto">
          <CardTable
            name="Observations of the project"
            rows={observations}
            keyOf={(observation) => observation.id}
            columns={columns}
            ticks={{
              isTicked: (observation) => ticked.has(observation.id),
              nameOf: (observation) => `observation ${observation.id}`,
              onTick: (rows, on) => setTicked((now) => change(now, rows, on)),
            }}
          />
        </div>
      ) : null}
      {list.hasNextPage ? (
        <div className="flex justify-center border-t border-line p-2">
          <Button size="small" onClick={() => void list.fetchNextPage()} disabled={list.isFetchingNextPage}>
            {list.isFetchingNextPage ? "Loading…" : "Show more"}
          </Button>
        </div>
      ) : null}
      {ticked.size > 0 ? <Chosen ids={[...ticked]} clear={() => setTicked(new Set())} /> : null}
    </Panel>
  );
}

function Aside({ project, shown, total }: { project: string; shown: number; total: number | null }) {
  return (
    <span className="flex items-center gap-3 text-xs text-muted">
      {shown > 0 ? `${formatCount(shown)} of ${total === null ? "more than 10,000" : formatCount(total)}` : null}
      <a className={buttonClass("quiet", "small")} href={`/api/v1/embargo/clocks.csv?${new URLSearchParams({ observations: "1", project }).toString()}`} download>
        <Download size={14} aria-hidden /> Dates as CSV
      </a>
    </span>
  );
}

function change(now: ReadonlySet<string>, rows: readonly Observation[], on: boolean): ReadonlySet<string> {
  const ids = rows.map((observation) => observation.id);
  return new Set(on ? [...now, ...ids] : [...now].filter((id) => !ids.includes(id)));
}

function Chosen({ ids, clear }: { ids: readonly string[]; clear: () => void }) {
  return (
    <section aria-label="Chosen observations" className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-2 border-t border-edge px-4 py-2 text-sm">
      <p role="status" className="mr-auto flex items-center gap-1.5">
        <strong className="font-semibold">{formatCountOf(ids.length, "observation")} chosen</strong>
        <button type="button" aria-label="Clear the choice" title="Clear the choice" className="inline-flex size-7 items-center justify-center rounded text-muted hover:bg-raised" onClick={clear}>
          <X size={14} aria-hidden />
        </button>
      </p>
      {ids.length > mostObservations ? (
        <p className="text-xs text-closed">At most {mostObservations} at once. For more, change the project’s clocks, or take the CSV.</p>
      ) : (
        <div className="flex flex-wrap items-center gap-2">
          <Link href={changeHref("hold", { observations: ids })} className={buttonClass()}>
            Place a hold
          </Link>
          <Link href={changeHref("denial", { observations: ids })} className={buttonClass()}>
            Deny a person
          </Link>
          <Link href={changeHref("emergency", { observations: ids })} className={buttonClass()}>
            Emergency access
          </Link>
          <Link href={changeHref("dates", { observations: ids })} className={buttonClass("primary")}>
            Set dates
          </Link>
        </div>
      )}
    </section>
  );
}
