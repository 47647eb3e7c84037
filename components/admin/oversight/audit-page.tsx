"use client";

import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { AuditFilters } from "@/components/admin/oversight/audit-filters";
import { type AuditAsked, auditApiPath, auditHref, readAuditAsked } from "@/components/admin/oversight/audit-asked";
import { actionText, actorText, subjectLines } from "@/components/admin/oversight/audit-words";
import { CardTable, type Column } from "@/components/admin/table/card-table";
import { RowsSkeleton } from "@/components/admin/table/rows-skeleton";
import { askApi } from "@/components/api/fetch";
import { Failure } from "@/components/api/failure";
import { asProblem } from "@/components/api/problem";
import { Button, buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/message";
import { PageHeader } from "@/components/ui/panel";
import type { AuditEntry } from "@/lib/audit/schemas";
import { formatDateTime } from "@/lib/units/format";

const auditPages = (asked: AuditAsked) =>
  infiniteQueryOptions({
    queryKey: ["audit", asked],
    queryFn: ({ signal, pageParam }) => askApi(auditApiPath(asked, { cursor: pageParam }), async () => (await import("@/lib/audit/schemas")).auditListSchema, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });

const outcomeWords = { ok: null, refused: "refused", failed: "failed" } as const;

const columns: readonly Column<AuditEntry>[] = [
  { head: "When (UTC)", isTitle: true, className: "sm:w-44", cell: (entry) => <span className="figures whitespace-nowrap">{formatDateTime(entry.at)}</span> },
  { head: "Who", cell: (entry) => <span className="break-words">{actorText(entry)}</span> },
  {
    head: "What",
    cell: (entry) => (
      <>
        {actionText(entry.action)}
        {outcomeWords[entry.outcome] ? <span className="ml-1.5 font-medium text-failed">{outcomeWords[entry.outcome]}</span> : null}
        {entry.forManagers ? <span className="block text-xs text-muted">for managers only</span> : null}
      </>
    ),
  },
  {
    head: "About",
    className: "md:w-5/12",
    cell: (entry) => (
      <ul className="space-y-0.5 text-xs">
        {subjectLines(entry.subject).map((line) => (
          <li key={line} className="break-words">
            {line}
          </li>
        ))}
      </ul>
    ),
  },
  { head: "Sealed", isFigure: true, cell: (entry) => (entry.seq === null ? <span className="font-sans text-muted">not yet</span> : <span title={entry.hash ?? undefined}>{entry.seq}</span>) },
];

/** Who did what to a collection's or a project's embargo and data, newest first. What is asked for stands in the address. */
export function AuditPage({ collections }: { collections: readonly string[] }) {
  const address = useSearchParams();
  const asked = readAuditAsked(new URLSearchParams(address.toString()), collections);
  const list = useInfiniteQuery(auditPages(asked));
  const entries = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isAbsent = list.isError && asProblem(list.error).status === 404;

  return (
    <>
      <PageHeader title="Audit" note="Append-only, sealed within a second into a chain per project and collection.">
        <a className={buttonClass()} href={`/api/v1${auditApiPath(asked, { format: "csv" })}`} download>
          <Download size={16} aria-hidden /> CSV
        </a>
      </PageHeader>
      <AuditFilters asked={asked} collections={collections} go={(next) => window.history.pushState(null, "", auditHref(next))} />
      {isAbsent ? (
        <div className="rounded border border-line bg-panel">
          <Empty title={asked.project ? `There is no project ${asked.project} whose audit you may read` : "There is no such audit"} />
        </div>
      ) : null}
      {list.isError && !isAbsent ? <Failure what="The audit could not be loaded" error={list.error} retry={() => void list.refetch()} retrying={list.isFetching} /> : null}
      {list.isPending ? <RowsSkeleton what="entries" /> : null}
      {list.data && entries.length === 0 ? (
        <div className="rounded border border-line bg-panel">
          <Empty title="Nothing is recorded of this" />
        </div>
      ) : null}
      {entries.length > 0 ? (
        <div className="rounded border border-line bg-panel">
          <CardTable name="Audit entries" rows={entries} keyOf={(entry, index) => `${entry.chain} ${entry.seq ?? `after ${index}`}`} columns={columns} isStale={list.isPlaceholderData} />
        </div>
      ) : null}
      {list.hasNextPage ? (
        <div className="mt-3 flex justify-center">
          <Button onClick={() => void list.fetchNextPage()} disabled={list.isFetchingNextPage}>
            {list.isFetchingNextPage ? "Loading…" : "Show older"}
          </Button>
        </div>
      ) : null}
    </>
  );
}
