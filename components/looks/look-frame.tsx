"use client";

import type { ReactNode } from "react";
import { Failure } from "@/components/api/failure";
import { asProblem } from "@/components/api/problem";
import { Message } from "@/components/ui/message";
import { Bar, Loading } from "@/components/ui/skeleton";

type Made<Result> = { readonly state: "making" } | { readonly state: "ready"; readonly result: Result };

interface Asked<Result> {
  readonly data: Made<Result> | undefined;
  readonly isError: boolean;
  readonly error: unknown;
  readonly isFetching: boolean;
  refetch(): unknown;
}

/** One look: its skeleton while it is made, its figures, or in their place what is wrong; the page around it stays. */
export function LookFrame<Result>({ title, query, children }: { title: string; query: Asked<Result>; children: (result: Result) => ReactNode }) {
  if (query.data?.state === "ready") return children(query.data.result);
  if (query.isError) {
    const problem = asProblem(query.error);
    if (problem.slug === "nothing-to-look-at") return <Absent title={title} reason={problem.detail ?? ""} />;
    return <Failure what={`${title}: no figure`} error={query.error} retry={problem.status === 422 ? undefined : () => void query.refetch()} retrying={query.isFetching} />;
  }
  return (
    <div className="flex h-80 flex-col justify-center gap-3 rounded border border-line bg-panel p-4">
      <Loading what={query.data?.state === "making" ? `${title.toLowerCase()}: the file is being read` : title.toLowerCase()} />
      <Bar className="w-full" />
      <Bar className="w-4/5" />
      <Bar className="w-2/3" />
    </div>
  );
}

/** In place of a figure: why there is none. */
export function Absent({ title, reason }: { title: string; reason: string }) {
  return (
    <Message look="note" title={`${title}: no figure`}>
      <p>{reason}</p>
    </Message>
  );
}
