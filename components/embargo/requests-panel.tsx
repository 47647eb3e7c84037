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

/** Requests of one side, the open ones first; what is answered follows. */
export function RequestsPanel({ title, id, filter, empty, aside }: RequestsPanelProps) {
  const requests = useQuery(requestsOptions(filter));
  const items = requests.data?.items ?? [];
  const open = items.filter(({ state }) => state === "open");
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
      {items.length > 0 ? <RequestList name={title} requests={[...open, ...answered]} side={filter.role} /> : null}
    </Panel>
  );
}
