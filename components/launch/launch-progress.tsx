"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import Link from "next/link";
import { useRef } from "react";
import { Failure } from "@/components/api/failure";
import { latestAvailability } from "@/components/launch/data-words";
import { LaunchData } from "@/components/launch/launch-data";
import { LaunchEnd } from "@/components/launch/launch-end";
import { LaunchLog } from "@/components/launch/launch-log";
import { launchKeys, launchOptions, servicesOptions, stopLaunch } from "@/components/launch/queries";
import { StepList } from "@/components/launch/step-list";
import { fractionDone, sessionStaging, stepsOf } from "@/components/launch/steps";
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
  const place = services.data?.items.find((one) => one.id === launch.service);
  const size = place?.sizes.find((one) => one.id === launch.size)?.title ?? launch.size;
  const what = formatCountOf(launch.observationCount, "observation");
  // What the service is called comes a moment later than the launch; its key is for when it does not come.
  const whole = services.isPending ? what : `${what} on ${place?.title ?? launch.service}`;
  const steps = stepsOf(story.events, launch.state, place?.kind);
  const availability = latestAvailability(launch, story.events);
  // The data have a meter of their own then.
  const isBringing = launch.state === "requested" && availability !== null;
  const inSession = sessionStaging(story.events, launch.state);
  const isRunning = launch.state === "requested" || launch.state === "staging" || launch.state === "starting";

  const stop = useMutation({
    mutationFn: () => stopLaunch(launch.id),
    onSettled: () => client.invalidateQueries({ queryKey: launchKeys.all }),
  });

  return (
    <div className="mx-auto max-w-2xl">
      <PageHeader
        title={`Launch of ${whole}`}
        note={
          <>
            {formatBytes(launch.totalBytes)} · begun <RelativeTime iso={launch.createdAt} />
            {size === null || services.isPending ? "" : ` · ${size}`}
            {launch.until ? ` · until ${formatDateTime(launch.until).slice(0, 16)} UTC` : ""}
          </>
        }
      />
      <section aria-label="Progress" className="rounded border border-line bg-panel">
        <StepList steps={steps} />
        {availability ? <LaunchData launch={launch} availability={availability} /> : null}
        {isRunning && !isBringing ? (
          <div className="flex items-center gap-4 border-t border-line px-4 py-3">
            <progress className="meter" aria-label="Launch progress" max={1} value={fractionDone(story.events, launch.state)} />
            {expected.data ? <span className="text-xs whitespace-nowrap text-muted">about {formatDuration(expected.data)}</span> : null}
          </div>
        ) : null}
        {inSession ? (
          <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line px-4 py-3 text-sm">
            <span>{inSession.text}</span>
            {inSession.fraction < 1 ? <progress className="meter" aria-label="Staging in the notebook" max={1} value={inSession.fraction} /> : null}
          </div>
        ) : null}
        <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-4 py-3">
          <p role="status" className="mr-auto text-sm text-muted">
            {story.connection === "lost" ? "The live connection broke; connecting again…" : (wordsOf(launch.state, place?.kind) ?? story.events.at(-1)?.message)}
          </p>
          {launch.state === "ready" && launch.url ? (
            <a className={buttonClass("primary")} href={launch.url} target="_blank" rel="noopener noreferrer">
              <ExternalLink size={16} aria-hidden /> Open notebook
            </a>
          ) : null}
          {isOver || launch.state === "stopping" ? null : <LaunchEnd launch={launch} of={what} longestHours={place?.limits.runHours ?? null} size="normal" />}
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
        {place && !isOver ? <p className="text-sm text-muted">At the end: {place.atTheEnd}</p> : null}
        {launch.problem ? <LaunchFailure problem={launch.problem} launchId={launch.id} /> : null}
        {launch.hasLog ? <LaunchLog id={launch.id} isGrowing={isRunning} isOpen={isRunning || launch.state === "failed"} /> : null}
        {stop.isError ? <Failure what="The launch could not be stopped" error={stop.error} retry={() => stop.mutate()} retrying={stop.isPending} /> : null}
        {refreshError ? <Failure what="The launch could not be refreshed; this is how it was last seen" error={refreshError} /> : null}
      </div>
      <AskDialog ref={ask} title={`Stop the launch of ${whole}?`} confirm="Stop it" onConfirm={() => stop.mutate()}>
        <p>The notebook ends. {place?.atTheEnd ?? "The staged data are removed."}</p>
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

function wordsOf(state: Launch["state"], kind: string | undefined): string | undefined {
  return state === "ready" && kind === "binderhub" ? "The notebook is ready; its first cell fetches the data." : stateWords[state];
}

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
