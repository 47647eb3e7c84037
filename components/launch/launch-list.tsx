"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Failure } from "@/components/api/failure";
import { LaunchLine } from "@/components/launch/launch-line";
import { LaunchListSkeleton } from "@/components/launch/launch-list-skeleton";
import { launchListOptions, servicesOptions } from "@/components/launch/queries";
import { buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/message";
import type { LaunchState } from "@/lib/launch/schemas";

const moving: readonly LaunchState[] = ["requested", "staging", "starting", "stopping"];
/** An open notebook may end by itself: idle, by its date, at its service. */
const OPEN_REFRESH_MS = 15_000;

/** One's launches, newest first; while one of them moves, the list keeps up. */
export function LaunchList() {
  const list = useQuery({
    ...launchListOptions(),
    refetchInterval: (query) => {
      const states = query.state.data?.items.map(({ state }) => state) ?? [];
      return states.some((state) => moving.includes(state)) ? 3000 : states.includes("ready") ? OPEN_REFRESH_MS : false;
    },
  });
  const services = useQuery({ ...servicesOptions(), staleTime: Infinity });
  // What a service is called is told by its own request; its key is for when that fails.
  if (list.isPending || services.isPending) return <LaunchListSkeleton />;
  return (
    <div className="rounded border border-line bg-panel">
      {list.isError ? (
        <div className="p-4">
          <Failure what="Your launches could not be loaded" error={list.error} retry={() => void list.refetch()} retrying={list.isFetching} />
        </div>
      ) : null}
      {list.data && list.data.items.length === 0 ? (
        <Empty
          title="You have not launched anything yet"
          actions={
            <Link href="/basket" className={buttonClass("primary")}>
              Go to the basket
            </Link>
          }
        >
          <p>A launch takes what is in your basket into a notebook, where the data lie ready.</p>
        </Empty>
      ) : null}
      {list.data && list.data.items.length > 0 ? (
        <ul>
          {list.data.items.map((launch) => (
            <LaunchLine key={launch.id} launch={launch} service={services.data?.items.find((one) => one.id === launch.service)} />
          ))}
        </ul>
      ) : null}
    </div>
  );
}
