"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import Link from "next/link";
import { useRef } from "react";
import { Failure } from "@/components/api/failure";
import { launchKeys, launchOptions, servicesOptions, stopLaunch } from "@/components/launch/queries";
import { StepList } from "@/components/launch/step-list";
import { fractionDone, stepsOf } from "@/components/launch/steps";
import { useLaunchEvents } from "@/components/launch/use-launch-events";
import { AskDialog } from "@/components/ui/ask-dialog";
import { Button, buttonClass } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Message } from "@/components/ui/message";
import { PageHeader } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { Loading } from "@/components/ui/skeleton";
import type { Launch } from "@/lib/launch/schemas";
import { formatBytes, formatCountOf, formatDateTime, formatDuration } from "@/lib/units/format";

/** A launch as it happens, and then the way into the notebook. */
export function LaunchProgress({ id }: { id: string }) {
  const query = useQuery(launchOptions(id));
  if (query.data) return <Progress launch={query.data} refreshError={query.isError ? query.error : null} />;
  if (query.isError) return <Failure what="The launch could not be loaded" error={query.error} retry={() => void query.refetch()} retrying={query.isFetching} />;
  return <Loading what="the launch" />;
}

function Progress({ launch, refreshError }: { launch: Launch; refreshError: unknown }) {
  const client = useQueryClient();
  const ask = useRef<HTMLDialogElement>(null);
  const isOver = launch.state === "failed" || launch.state === "ended";
  const story = useLaunchEvents(launch.id, isOver);
  const expected = useQuery<number | null>({ queryKey: launchKeys.expectedSec(launch.id), queryFn: () => null, staleTime: Infinity });
  const services = useQuery({ ...servicesOptions(), staleTime: Infinity });
  const service = services.data?.items.find((one) => one.id === launch.service)?.title ?? launch.service;
  const what = formatCountOf(launch.observationCount, "observation");
  const steps = stepsOf(story.events, launch.state);
  const isRunning = launch.state === "requested" || launch.state === "staging" || launch.state === "starting";

  const stop = useMutation({
    mutationFn: () => stopLaunch(launch.id),
    onSettled: () => client.invalidateQueries({ queryKey: launchKeys.all }),
  });

  return (
    <div className="mx-auto max-w-2xl">
      <PageHeader
        title={`Launch of ${what} on ${service}`}
        note={
          <>
            {formatBytes(launch.totalBytes)} · begun <RelativeTime iso={launch.createdAt} />
            {launch.until ? ` · until ${formatDateTime(launch.until)} UTC` : ""}
          </>
        }
      />
      <section aria-label="Progress" className="rounded border border-line bg-panel">
        <StepList steps={steps} />
        {isRunning ? (
          <div className="flex items-center gap-4 border-t border-line px-4 py-3">
            <progress className="meter" aria-label="Launch progress" max={1} value={fractionDone(story.events, launch.state)} />
            {expected.data ? <span className="text-xs whitespace-nowrap text-muted">about {formatDuration(expected.data)}</span> : null}
          </div>
        ) : null}
        <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-4 py-3">
          <p role="status" className="mr-auto text-sm text-muted">
            {story.connection === "lost" ? "The live connection broke; connecting again…" : (stateWords[launch.state] ?? story.events.at(-1)?.message)}
          </p>
          {launch.state === "ready" && launch.url ? (
            <a className={buttonClass("primary")} href={launch.url} target="_blank" rel="noopener noreferrer">
              <ExternalLink size={16} aria-hidden /> Open notebook
            </a>
          ) : null}
          {isOver || launch.state === "stopping" ? (
            <Link className={buttonClass()} href="/basket">
              Back to the basket
            </Link>
          ) : (
            <Button onClick={() => ask.current?.showModal()} disabled={stop.isPending}>
              {stop.isPending ? "Stopping…" : "Stop"}
            </Button>
          )}
        </div>
      </section>
      <div className="mt-4 flex flex-col gap-3">
        {launch.problem ? <LaunchFailure problem={launch.problem} launchId={launch.id} /> : null}
        {stop.isError ? <Failure what="The launch could not be stopped" error={stop.error} retry={() => stop.mutate()} retrying={stop.isPending} /> : null}
        {refreshError ? <Failure what="The launch could not be refreshed; this is how it was last seen" error={refreshError} /> : null}
      </div>
      <AskDialog ref={ask} title={`Stop the launch of ${what} on ${service}?`} confirm="Stop it" onConfirm={() => stop.mutate()}>
        <p>The notebook ends and the staged data are removed. What you saved beside the folder data/ stays, and launching the same basket again goes on from there.</p>
      </AskDialog>
    </div>
  );
}

const stateWords: Partial<Record<Launch["state"], string>> = {
  ready: "The notebook is ready.",
  stopping: "Stopping…",
  ended: "This launch has ended.",
  failed: "This launch failed.",
};

function LaunchFailure({ problem, launchId }: { problem: NonNullable<Launch["problem"]>; launchId: string }) {
  return (
    <Message
      look="failed"
      role="alert"
      title={problem.title}
      actions={
        <span className="flex items-center gap-1 text-xs text-muted">
          Launch id <code className="figures break-all">{launchId}</code>
          <CopyButton value={launchId} what="launch id" />
        </span>
      }
    >
      <p>{problem.detail}</p>
      {problem.nextStep ? <p>{problem.nextStep}</p> : null}
    </Message>
  );
}
