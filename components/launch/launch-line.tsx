"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRef } from "react";
import type { z } from "zod";
import { Failure } from "@/components/api/failure";
import { LaunchEnd } from "@/components/launch/launch-end";
import { launchKeys, stopLaunch } from "@/components/launch/queries";
import { AskDialog } from "@/components/ui/ask-dialog";
import { Button, buttonClass } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Launch, LaunchState, notebookServiceSchema } from "@/lib/launch/schemas";
import { formatBytes, formatCountOf, formatDateTime } from "@/lib/units/format";

const inks: Record<LaunchState, string> = {
  requested: "text-accent",
  staging: "text-accent",
  starting: "text-accent",
  ready: "text-readable",
  failed: "text-failed",
  stopping: "text-muted",
  ended: "text-muted",
};
const living: readonly LaunchState[] = ["requested", "staging", "starting", "ready"];

/** One launch of the list: what, where, how large, how old, when it ends; open, stop, move its end. */
export function LaunchLine({ launch, service }: { launch: Launch; service: z.infer<typeof notebookServiceSchema> | undefined }) {
  const client = useQueryClient();
  const ask = useRef<HTMLDialogElement>(null);
  const stop = useMutation({ mutationFn: () => stopLaunch(launch.id), onSettled: () => client.invalidateQueries({ queryKey: launchKeys.all }) });
  const what = `${formatCountOf(launch.observationCount, "observation")} on ${service?.title ?? launch.service}`;
  const lives = living.includes(launch.state);
  return (
    <li className="flex flex-wrap items-center gap-x-2 gap-y-1 border-b border-line px-4 py-3 text-sm last:border-0 sm:gap-x-4">
      <Link href={`/launches/${launch.id}`} prefetch={false} className="font-medium text-accent hover:underline">
        {what}
      </Link>
      <span className="text-muted">
        {formatBytes(launch.totalBytes)}
        {launch.size === null ? "" : ` · ${service?.sizes.find((one) => one.id === launch.size)?.title ?? launch.size}`} · <RelativeTime iso={launch.createdAt} />
        {lives && launch.until !== null ? ` · until ${formatDateTime(launch.until).slice(0, 16)} UTC` : ""}
        {launch.state === "ready" && launch.lastActiveAt !== null ? (
          <>
            {" · last used "}
            <RelativeTime iso={launch.lastActiveAt} />
          </>
        ) : null}
      </span>
      <span className={`font-medium sm:ml-auto ${inks[launch.state]}`}>{launch.state}</span>
      {launch.state === "ready" && launch.url ? (
        <a className={buttonClass("quiet", "small")} href={launch.url} target="_blank" rel="noopener noreferrer">
          Open notebook
        </a>
      ) : null}
      {lives ? (
        <>
          <LaunchEnd launch={launch} of={what} longestHours={service?.limits.runHours ?? null} />
          <Button size="small" aria-label={`Stop the launch of ${what}`} disabled={stop.isPending} onClick={() => ask.current?.showModal()}>
            {stop.isPending ? "Stopping…" : "Stop"}
          </Button>
        </>
      ) : null}
      {launch.state !== "ready" && launch.problem ? <p className="w-full text-muted">{launch.problem.title}</p> : null}
      {stop.isError ? (
        <div className="w-full">
          <Failure what="The launch could not be stopped" error={stop.error} retry={() => stop.mutate()} retrying={stop.isPending} />
        </div>
      ) : null}
      <AskDialog ref={ask} title={`Stop the launch of ${what}?`} confirm="Stop it" onConfirm={() => stop.mutate()}>
        <p>The notebook ends. {service?.atTheEnd ?? "The staged data are removed."}</p>
      </AskDialog>
    </li>
  );
}
