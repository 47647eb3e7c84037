"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck, Lock } from "lucide-react";
import type { ReactNode } from "react";
import { Failure } from "@/components/api/failure";
import { AskAccess } from "@/components/observation/ask-access";
import { nextChange, reasonOf } from "@/components/observation/access-words";
import { accessOptions } from "@/components/observation/queries";
import { Panel } from "@/components/ui/panel";
import { Bar } from "@/components/ui/skeleton";
import type { AccessReport } from "@/lib/catalogue/schemas";

/** 'Why can I see this?': the rule behind each of the two rights, and when it next changes. */
export function AccessPanel({ observationId }: { observationId: string }) {
  const report = useQuery(accessOptions(observationId));
  return (
    <Panel title="Why can I see this?" id="access">
      {report.isPending ? (
        <div className="flex flex-col gap-3">
          <Bar className="w-full" />
          <Bar className="w-3/4" />
        </div>
      ) : null}
      {report.isError ? <Failure what="Your rights could not be explained" error={report.error} retry={() => void report.refetch()} retrying={report.isFetching} /> : null}
      {report.data ? (
        <div className="flex flex-col gap-4">
          <Right name="You may see its description" right={report.data.discover} />
          <Right name={report.data.read.allowed ? "You may read its files" : "You may not read its files yet"} right={report.data.read}>
            {report.data.read.allowed ? null : (
              <AskAccess observationId={observationId} />
            )}
          </Right>
        </div>
      ) : null}
    </Panel>
  );
}

function Right({ name, right, children }: { name: string; right: AccessReport["discover"] | AccessReport["read"]; children?: ReactNode }) {
  return (
    <div className="flex gap-2.5 text-sm">
      {right.allowed ? <CircleCheck size={16} className="mt-0.5 shrink-0 text-readable" aria-hidden /> : <Lock size={16} className="mt-0.5 shrink-0 text-closed" aria-hidden />}
      <div className="min-w-0 space-y-0.5 break-words">
        <p className="font-medium">{name}</p>
        <p className="text-muted">
          {reasonOf(right)} {nextChange(right)}
        </p>
        {children ? <div className="pt-1.5">{children}</div> : null}
      </div>
    </div>
  );
}
