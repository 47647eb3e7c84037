"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Failure } from "@/components/api/failure";
import { LaunchListSkeleton } from "@/components/launch/launch-list-skeleton";
import { launchListOptions, servicesOptions } from "@/components/launch/queries";
import { buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/message";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Launch, LaunchState } from "@/lib/launch/schemas";
import { formatBytes, formatCountOf } from "@/lib/units/format";

const moving: readonly LaunchState[] = ["requested", "staging", "starting", "stopping"];

/** One's launches, newest first; while one of them moves, the list keeps up. */
export function LaunchList() {
  const list = useQuery({
    ...launchListOptions(),
    refetchInterval: (query) => (query.state.data?.items.some((launch) => moving.includes(launch.state)) ? 3000 : false),
  });
  const services = useQuery({ ...servicesOptions(), staleTime: Infinity });
  if (list.isPending) return <LaunchListSkeleton />;
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
            <LaunchLine key={launch.id} launch={launch} service={services.data?.items.find((one) => one.id === launch.service)?.title ?? launch.service} />
          ))}
        </ul>
      ) : null}
    </div>
  );
}

const inks: Record<LaunchState, string> = {
  requested: "text-accent",
  staging: "text-accent",
  starting: "text-accent",
  ready: "text-readable",
  failed: "text-failed",
  stopping: "text-muted",
  ended: "text-muted",
};

function LaunchLine({ launch, service }: { launch: Launch; service: string }) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-3 text-sm last:border-0">
      <Link href={`/launches/${launch.id}`} prefetch={false} className="font-medium text-accent hover:underline">
        {formatCountOf(launch.observationCount, "observation")} on {service}
      </Link>
      <span className="text-muted">
        {formatBytes(launch.totalBytes)} · <RelativeTime iso={launch.createdAt} />
      </span>
      <span className={`ml-auto font-medium ${inks[launch.state]}`}>{launch.state}</span>
      {launch.state !== "ready" && launch.problem ? <p className="w-full text-muted">{launch.problem.title}</p> : null}
      {launch.state === "ready" && launch.url ? (
        <a className={buttonClass("quiet", "small")} href={launch.url} target="_blank" rel="noopener noreferrer">
          Open notebook
        </a>
      ) : null}
    </li>
  );
}
