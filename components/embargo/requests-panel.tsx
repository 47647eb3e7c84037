"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Failure } from "@/components/api/failure";
import { type RequestFilter, requestsOptions } from "@/components/embargo/queries";
import { RequestList } from "@/components/embargo/request-list";
import { Panel } from "@/components/ui/panel";
import { Bar, Loading } from "@/components/ui/skeleton";

interface RequestsPanelProps {
  readonly title: string;
  readonly id: string;
  readonly filter: RequestFilter;
  readonly empty: ReactNode;
  readonly aside?: ReactNode;
}

/** Requests of one side, the open ones first. What others asked and got an answer to is folded away, one's own is not. */
export function RequestsPanel({ title, id, filter, empty, aside }: RequestsPanelProps) {
  const requests = useQuery(requestsOptions(filter));
  const items = requests.data?.items ?? [];
  const open = items.filter(({ state }) => state === "open");
  const isMine = filter.role === "asked";
  const answered = items.filter(({ state }) => state !== "open");
  return (
    <Panel title={title} id={id} flush aside={aside}>
      {requests.isPending ? (
        <div className="flex flex-col gap-4 p-4">
          <Loading what="requests" />
          <Bar className="w-3/4" />
          <Bar className="w-1/2" />
        </div>
      ) : null}
      {requests.isError ? (
        <div className="p-4">
          <Failure what="The requests could not be loaded" error={requests.error} retry={() => void requests.refetch()} retrying={requests.isFetching} />
        </div>
      ) : null}
      {requests.data && items.length === 0 ? <div className="p-4 text-sm text-muted">{empty}</div> : null}
      {isMine && items.length > 0 ? <RequestList name={title} requests={[...open, ...answered]} side="asked" /> : null}
      {!isMine && items.length > 0 ? (
        <>
          {open.length > 0 ? <RequestList name={title} requests={open} side="answer" /> : <p className="p-4 text-sm text-muted">No request waits for an answer.</p>}
          {answered.length > 0 ? (
            <details className="border-t border-line">
              <summary className="px-4 py-2.5 text-sm text-muted hover:text-ink">{answered.length} answered or withdrawn</summary>
              <RequestList name={`${title}, answered`} requests={answered} side="answer" />
            </details>
          ) : null}
        </>
      ) : null}
    </Panel>
  );
}
