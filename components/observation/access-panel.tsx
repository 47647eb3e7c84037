"use client";

import { useQuery } from "@tanstack/react-query";
import { CalendarClock, CircleCheck, Lock } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Failure } from "@/components/api/failure";
import { nextChange, personOf, publicText, reasonOf, rolesText } from "@/components/observation/access-words";
import { AskAccess } from "@/components/observation/ask-access";
import { accessOptions } from "@/components/observation/queries";
import { Panel } from "@/components/ui/panel";
import { Bar } from "@/components/ui/skeleton";
import type { AccessReport } from "@/lib/catalogue/schemas";

/** 'Why can I (not) see this?': the rule behind each of the two rights, and when it next changes. */
export function AccessPanel({ observationId }: { observationId: string }) {
  const report = useQuery(accessOptions(observationId));
  return (
    <Panel title={report.data && !report.data.read.allowed ? "Why can I not read this?" : "Why can I see this?"} id="access">
      {report.isPending ? (
        <div className="flex flex-col gap-3">
          <Bar className="w-full" />
          <Bar className="w-3/4" />
        </div>
      ) : null}
      {report.isError ? <Failure what="Your rights could not be explained" error={report.error} retry={() => void report.refetch()} retrying={report.isFetching} /> : null}
      {report.data ? (
        <AccessReasons report={report.data}>
          {/* A hold and a denial are the managers': no PI could grant what stands under them. */}
          {report.data.read.rule === "embargoed" || report.data.read.rule === "no-date-set" ? <AskAccess observationId={observationId} /> : null}
        </AccessReasons>
      ) : null}
    </Panel>
  );
}

/** The two rights with their reasons, and the next change; `children` stand below what is closed. */
export function AccessReasons({ report, children }: { report: AccessReport; children?: ReactNode }) {
  const [nowMs] = useState(() => Date.now());
  const person = personOf(report.username);
  const next = nextChange(report, person, nowMs);
  const { discover, read, grants } = report;
  const line = (...sentences: (string | null)[]) => sentences.filter(Boolean).join(" ");
  const discoverReason = line(reasonOf(discover, grants, person), publicText(discover));
  const readReason = line(reasonOf(read, grants, person), publicText(read), rolesText(report, person));
  // One reason for both rights is said once.
  const isOne = discover.allowed === read.allowed && discoverReason === readReason;
  return (
    <div className="flex flex-col gap-4">
      <Right
        allowed={discover.allowed}
        name={`${discover.allowed ? person.may : person.mayNot} see its description${isOne ? " and read its files" : ""}`}
        reason={discoverReason}
      />
      {isOne ? null : (
        <Right allowed={read.allowed} name={`${read.allowed ? person.may : person.mayNot} read its files`} reason={readReason}>
          {read.allowed ? null : children}
        </Right>
      )}
      {next ? (
        <p className="flex gap-2.5 border-t border-line pt-3 text-sm text-muted">
          <CalendarClock size={16} className="mt-0.5 shrink-0" aria-hidden />
          <span className="min-w-0 break-words">Next change: {next.charAt(0).toLowerCase() + next.slice(1)}</span>
        </p>
      ) : null}
    </div>
  );
}

function Right({ allowed, name, reason, children }: { allowed: boolean; name: string; reason: string; children?: ReactNode }) {
  return (
    <div className="flex gap-2.5 text-sm">
      {allowed ? <CircleCheck size={16} className="mt-0.5 shrink-0 text-readable" aria-hidden /> : <Lock size={16} className="mt-0.5 shrink-0 text-closed" aria-hidden />}
      <div className="min-w-0 space-y-0.5 break-words">
        <p className="font-medium">{name}</p>
        <p className="text-muted">{reason}</p>
        {children ? <div className="pt-1.5">{children}</div> : null}
      </div>
    </div>
  );
}
