"use client";

import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { queryText } from "@/components/admin/api/queries";
import { partsText } from "@/components/admin/oversight/launch-words";
import { CardTable, type Column } from "@/components/admin/table/card-table";
import { RowsSkeleton } from "@/components/admin/table/rows-skeleton";
import { askApi } from "@/components/api/fetch";
import { Failure } from "@/components/api/failure";
import { AskDialog } from "@/components/ui/ask-dialog";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/message";
import { useNotify } from "@/components/ui/notices";
import { PageHeader } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { Segmented } from "@/components/ui/segmented";
import type { AffectedLaunch } from "@/lib/launch/revocation/schemas";

const launchKeys = ["embargo-launches"] as const;
type Which = "running" | "over";

const launchPages = (state: Which) =>
  infiniteQueryOptions({
    queryKey: [...launchKeys, state],
    queryFn: ({ signal, pageParam }) =>
      askApi(`/embargo/launches${queryText({ state, cursor: pageParam })}`, async () => {
        const [{ listSchema }, { affectedLaunchSchema }] = await Promise.all([import("@/lib/catalogue/schemas"), import("@/lib/launch/revocation/schemas")]);
        return listSchema(affectedLaunchSchema);
      }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });

const options = [
  { value: "running", label: "Running" },
  { value: "over", label: "Over" },
] as const;

/** Launches that staged data which their owners may not read any more: what they hold, and how to stop them. */
export function LaunchesPage() {
  const queries = useQueryClient();
  const notify = useNotify();
  const [which, setWhich] = useState<Which>("running");
  const [asked, setAsked] = useState<AffectedLaunch | null>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useInfiniteQuery({ ...launchPages(which), refetchInterval: which === "running" ? 5_000 : false });
  const stop = useMutation({
    mutationFn: async (launch: AffectedLaunch) => askApi(`/embargo/launches/${launch.id}`, async () => (await import("zod")).z.undefined(), { method: "DELETE" }),
    onSuccess: async () => {
      notify({ text: "It is being stopped." });
      await queries.invalidateQueries({ queryKey: launchKeys });
    },
  });
  const launches = list.data?.pages.flatMap((page) => page.items) ?? [];
  const ask = (launch: AffectedLaunch) => {
    setAsked(launch);
    dialog.current?.showModal();
  };

  return (
    <>
      <PageHeader title="Launches whose right ended" note="Staged data stay in a session until it is stopped. No new file reaches it." />
      <div className="mb-3">
        <Segmented legend="Which launches" hideLegend value={which} options={options} onChange={setWhich} />
      </div>
      {stop.isError ? (
        <div className="mb-3">
          <Failure what="It was not stopped" error={stop.error} />
        </div>
      ) : null}
      {list.isPending ? <RowsSkeleton what="launches" /> : null}
      {list.isError ? <Failure what="The launches could not be loaded" error={list.error} retry={() => void list.refetch()} retrying={list.isFetching} /> : null}
      {list.data && launches.length === 0 ? (
        <div className="rounded border border-line bg-panel">
          <Empty title={which === "running" ? "No running launch holds data that were closed to its owner" : "No such launch has ended yet"}>
            <p>When a grant ends, a hold is placed or somebody leaves a group, launches that staged the data appear here within seconds.</p>
          </Empty>
        </div>
      ) : null}
      {launches.length > 0 ? (
        <div className="rounded border border-line bg-panel">
          <CardTable name="Launches whose right ended" rows={launches} keyOf={(launch) => launch.id} columns={columnsWith(ask)} isStale={list.isPlaceholderData} />
        </div>
      ) : null}
      {list.hasNextPage ? (
        <div className="mt-3 flex justify-center">
          <Button onClick={() => void list.fetchNextPage()} disabled={list.isFetchingNextPage}>
            {list.isFetchingNextPage ? "Loading…" : "Show more"}
          </Button>
        </div>
      ) : null}
      <AskDialog ref={dialog} title={`Stop the launch of ${asked?.username ?? ""} on ${asked?.service ?? ""}?`} confirm="Stop it" onConfirm={() => asked && stop.mutate(asked)}>
        <p>The session ends and its staged data are removed. What the person has written stays in their work folder.</p>
      </AskDialog>
    </>
  );
}

function columnsWith(ask: (launch: AffectedLaunch) => void): readonly Column<AffectedLaunch>[] {
  return [
    { head: "Person", isTitle: true, cell: (launch) => launch.username },
    { head: "On", cell: (launch) => launch.service },
    { head: "Holds", className: "md:w-2/5", cell: (launch) => partsText(launch.parts) },
    { head: "Launched", cell: (launch) => <RelativeTime iso={launch.launchedAt} /> },
    { head: "Right ended", cell: (launch) => <RelativeTime iso={launch.endedAt} /> },
    { head: "State", cell: (launch) => launch.state },
    { head: "End", cell: (launch) => <End launch={launch} ask={ask} /> },
  ];
}

function End({ launch, ask }: { launch: AffectedLaunch; ask: (launch: AffectedLaunch) => void }) {
  if (launch.state === "ended" || launch.state === "failed") return <span className="text-muted">over</span>;
  if (launch.stopAskedAt) {
    return (
      <span className="text-muted">
        asked <RelativeTime iso={launch.stopAskedAt} />
      </span>
    );
  }
  if (!launch.canStop) return <span className="text-muted">by its collection’s managers</span>;
  return (
    <Button size="small" look="danger" onClick={() => ask(launch)}>
      Stop<span className="sr-only"> the launch of {launch.username}</span>
    </Button>
  );
}
