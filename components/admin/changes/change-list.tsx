"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { changePages } from "@/components/admin/api/queries";
import { changeTitle } from "@/components/admin/changes/change-words";
import { StateMark } from "@/components/admin/changes/state-mark";
import { CardTable, type Column } from "@/components/admin/table/card-table";
import { RowsSkeleton } from "@/components/admin/table/rows-skeleton";
import { Failure } from "@/components/api/failure";
import { Button } from "@/components/ui/button";
import { Empty, Message } from "@/components/ui/message";
import { RelativeTime } from "@/components/ui/relative-time";
import { Segmented } from "@/components/ui/segmented";
import type { ChangeQuery, EmbargoChange } from "@/lib/embargo/changes/schemas";
import { formatCountOf } from "@/lib/units/format";

const changeHistoryHref = (id: string) => `/admin/embargo/changes/${id}`;

const columns: readonly Column<EmbargoChange>[] = [
  {
    head: "Change",
    isTitle: true,
    className: "lg:w-1/2",
    cell: (change) => (
      <>
        <Link href={changeHistoryHref(change.id)} prefetch={false} className="text-accent hover:underline">
          {changeTitle(change)}
        </Link>
        <span className="block text-xs font-normal break-words text-muted">“{change.reason}”</span>
      </>
    ),
  },
  { head: "State", cell: (change) => <StateMark state={change.state} /> },
  { head: "Made by", cell: (change) => (change.mine ? "you" : change.madeBy) },
  { head: "When", cell: (change) => <RelativeTime iso={change.madeAt} /> },
];

const states = [
  { value: "", label: "All" },
  { value: "waiting", label: "Waiting" },
  { value: "applied", label: "Applied" },
  { value: "undone", label: "Undone" },
  { value: "refused", label: "Refused" },
] as const;

/** The changes of the embargo that one manages, newest first, of one state or of all. The state stands in the address. */
export function ChangeHistory() {
  const asked = useSearchParams().get("state");
  const state = states.find((one) => one.value === asked)?.value ?? "";
  return (
    <>
      <WaitingChanges />
      <div className="mb-3">
        <Segmented
          legend="Which changes"
          hideLegend
          value={state}
          options={states}
          onChange={(next) => window.history.replaceState(null, "", next ? `/admin/embargo/changes?state=${next}` : "/admin/embargo/changes")}
        />
      </div>
      <ChangeTable query={state ? { state } : {}} empty={state ? "No change of this kind has been made yet" : "No change has been made yet"} />
    </>
  );
}

/** What others have proposed and one may approve: said first, since somebody waits for it. */
function WaitingChanges() {
  const waiting = useInfiniteQuery(changePages({ state: "waiting" }));
  const ofOthers = waiting.data?.pages.flatMap((page) => page.items).filter((change) => !change.mine) ?? [];
  if (ofOthers.length === 0) return null;
  return (
    <div className="mb-4">
      <Message look="warning" title={`${formatCountOf(ofOthers.length, "change")} of other managers ${ofOthers.length === 1 ? "waits" : "wait"} for your word`}>
        <ul className="space-y-1">
          {ofOthers.map((change) => (
            <li key={change.id}>
              <Link href={changeHistoryHref(change.id)} className="font-medium text-accent hover:underline">
                {changeTitle(change)}
              </Link>
              , proposed by {change.madeBy}
            </li>
          ))}
        </ul>
      </Message>
    </div>
  );
}

/** Changes in a table, page after page. */
export function ChangeTable({ query, empty }: { query: Partial<ChangeQuery>; empty: string }) {
  const list = useInfiniteQuery(changePages(query));
  const changes = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.isPending) return <RowsSkeleton what="changes" />;
  return (
    <>
      {list.isError ? <Failure what="The changes could not be loaded" error={list.error} retry={() => void list.refetch()} retrying={list.isFetching} /> : null}
      {list.data && changes.length === 0 ? (
        <div className="rounded border border-line bg-panel">
          <Empty title={empty}>
            <p>Whatever managers change here is kept, with who did it and why.</p>
          </Empty>
        </div>
      ) : null}
      {changes.length > 0 ? (
        <div className="rounded border border-line bg-panel">
          <CardTable name="Changes" rows={changes} keyOf={(change) => change.id} columns={columns} isStale={list.isPlaceholderData} />
        </div>
      ) : null}
      {list.hasNextPage ? (
        <div className="mt-3 flex justify-center">
          <Button onClick={() => void list.fetchNextPage()} disabled={list.isFetchingNextPage}>
            {list.isFetchingNextPage ? "Loading…" : "Show more"}
          </Button>
        </div>
      ) : null}
    </>
  );
}
