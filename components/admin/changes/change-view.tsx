"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { changeOptions } from "@/components/admin/api/queries";
import { changeTitle, projectsOf } from "@/components/admin/changes/change-words";
import { Decision } from "@/components/admin/changes/decision";
import { StateMark } from "@/components/admin/changes/state-mark";
import { EffectView } from "@/components/admin/effect/effect-view";
import { managedProjectHref } from "@/components/admin/projects/project-columns";
import { Failure } from "@/components/api/failure";
import { MovedMessage } from "@/components/admin/effect/moved";
import { PageHeader, Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { Bar, Loading } from "@/components/ui/skeleton";
import type { EmbargoChange } from "@/lib/embargo/changes/schemas";

/** One change: what was asked for and why, what it does or did, what became of it, and what one can do about it. */
export function ChangeView({ id }: { id: string }) {
  const query = useQuery(changeOptions(id));
  return (
    <>
      <nav aria-label="Breadcrumb" className="mb-3 flex items-center gap-1 text-xs text-muted">
        <Link href="/admin/embargo/changes" className="hover:text-ink hover:underline">
          Changes
        </Link>
        <ChevronRight size={12} aria-hidden />
        <span className="figures">{id.slice(0, 8)}</span>
      </nav>
      {query.isPending ? (
        <div className="flex flex-col gap-3">
          <Loading what="the change" />
          <Bar className="w-2/3" />
        </div>
      ) : null}
      {query.isError ? <Failure what="The change could not be loaded" error={query.error} retry={() => void query.refetch()} retrying={query.isFetching} /> : null}
      {query.data ? <Found change={query.data} /> : null}
    </>
  );
}

function Found({ change }: { change: EmbargoChange }) {
  const [hasMovedSince, setHasMovedSince] = useState(false);
  // An approval is of what it would do by now; of what is decided, what was said when it was made stays.
  const effect = change.effectNow ?? change.effect;
  const isWaiting = change.state === "waiting";
  return (
    <>
      <PageHeader title={changeTitle(change)} note={<StateMark state={change.state} />}>
        <Decision change={change} effect={effect} onMoved={() => setHasMovedSince(true)} />
      </PageHeader>
      <div className="flex flex-col gap-4">
        <Panel title="Story">
          <ol className="space-y-2 text-sm">
            <Step who={change.mine ? "You" : change.madeBy} at={change.madeAt} reason={change.reason}>
              {isWaiting || change.decidedAt ? "proposed it" : "made it"}
            </Step>
            {change.decidedAt ? (
              <Step who={change.decidedBy} at={change.decidedAt} reason={change.decisionReason}>
                {change.state === "refused" ? "refused it" : change.state === "withdrawn" ? "withdrew it" : "approved it"}
              </Step>
            ) : null}
            {change.undoneAt ? (
              <Step who={change.undoneBy} at={change.undoneAt} reason={change.undoReason}>
                undid it
              </Step>
            ) : null}
          </ol>
          {projectsOf(change).length > 0 ? (
            <p className="mt-3 flex flex-wrap gap-x-3 gap-y-1 border-t border-line pt-3 text-sm">
              <span className="text-muted">Of</span>
              {projectsOf(change).map((code) => (
                <Link key={code} href={managedProjectHref(code)} prefetch={false} className="text-accent hover:underline">
                  {code}
                </Link>
              ))}
            </p>
          ) : null}
        </Panel>
        {effect ? (
          <Panel title={isWaiting ? "What it would do" : change.state === "applied" || change.state === "undone" ? "What it did" : "What it would have done"}>
            {isWaiting && hasMovedSince ? (
              <div className="mb-4">
                <MovedMessage />
              </div>
            ) : null}
            <EffectView effect={effect} isPast={!isWaiting} />
          </Panel>
        ) : null}
      </div>
    </>
  );
}

function Step({ who, at, reason, children }: { who: string | null; at: string; reason: string | null; children: ReactNode }) {
  return (
    <li className="break-words">
      <span className="font-medium">{who ?? "somebody"}</span> {children} <RelativeTime iso={at} />
      {reason ? <span className="text-muted">: “{reason}”</span> : null}
    </li>
  );
}
