"use client";

import { queryOptions, useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, LoaderCircle } from "lucide-react";
import { kindWords, leakText, probesText, runStateText } from "@/components/admin/oversight/canary-words";
import { CardTable, type Column } from "@/components/admin/table/card-table";
import { RowsSkeleton } from "@/components/admin/table/rows-skeleton";
import { askApi } from "@/components/api/fetch";
import { Failure } from "@/components/api/failure";
import { Empty, Message } from "@/components/ui/message";
import { PageHeader, Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import type { CanaryKind } from "@/lib/embargo/canary/kinds";
import type { CanaryRun } from "@/lib/embargo/canary/schemas";

const canaryOptions = () =>
  queryOptions({ queryKey: ["canaries"], queryFn: ({ signal }) => askApi("/embargo/canaries", async () => (await import("@/lib/embargo/canary/schemas")).canaryRunListSchema, { signal }) });

const columns: readonly Column<CanaryRun>[] = [
  { head: "Run", isTitle: true, cell: (run) => <RelativeTime iso={run.startedAt} /> },
  { head: "Result", cell: (run) => <span className={run.state === "clean" ? "text-readable" : run.state === "running" ? "text-muted" : "text-failed"}>{runStateText(run.state)}</span> },
  { head: "Tried", cell: (run) => probesText(run) },
  { head: "Begun by", cell: (run) => (run.origin === "worker" ? "the schedule" : "an operator") },
];

/** Whether observations that nobody may see were seen from outside: the last run, and those before. */
export function CanaryPage() {
  const query = useQuery(canaryOptions());
  const runs = query.data?.items ?? [];
  const last = runs.find((run) => run.state !== "running");
  return (
    <>
      <PageHeader title="Canaries" note="Observations that nobody may see. The portal keeps looking for them from outside, and says if one shows." />
      <div className="flex flex-col gap-4">
        {query.isPending ? <RowsSkeleton what="runs" /> : null}
        {query.isError ? <Failure what="The canaries could not be loaded" error={query.error} retry={() => void query.refetch()} retrying={query.isFetching} /> : null}
        {query.data && runs.length === 0 ? (
          <div className="rounded border border-line bg-panel">
            <Empty title="They have not been looked for yet">
              <p>
                The worker looks for them by itself. An operator can do it at once: <code className="figures">npm run canary</code>
              </p>
            </Empty>
          </div>
        ) : null}
        {last ? <LastRun run={last} /> : null}
        {query.data ? <Kinds kinds={query.data.kinds} /> : null}
        {runs.length > 0 ? (
          <Panel title="Runs" flush>
            <CardTable name="Runs" rows={runs} keyOf={(run) => run.id} columns={columns} />
          </Panel>
        ) : null}
      </div>
    </>
  );
}

function LastRun({ run }: { run: CanaryRun }) {
  const at = <RelativeTime iso={run.finishedAt ?? run.startedAt} />;
  if (run.state === "clean") {
    return (
      <Message look="good" icon={<CircleCheck size={16} aria-hidden />} title={<>Nothing leaked, {at}</>}>
        <p>{probesText(run)}.</p>
      </Message>
    );
  }
  if (run.state === "leak") {
    return (
      <Message look="failed" role="alert" icon={<CircleAlert size={16} aria-hidden />} title={<>Hidden observations showed, {at}</>}>
        {run.leaks.map((leak) => (
          <p key={`${leak.kind} ${leak.route} ${leak.viewer}`}>{leakText(leak)}</p>
        ))}
        <p>Tell the operators at once: what hides these hides real observations too.</p>
      </Message>
    );
  }
  return (
    <Message look="warning" icon={<LoaderCircle size={16} aria-hidden />} title={<>The last run could not be finished, {at}</>}>
      <p>{run.problem ?? "It says no reason."}</p>
    </Message>
  );
}

function Kinds({ kinds }: { kinds: readonly CanaryKind[] }) {
  return (
    <Panel title="What is kept hidden">
      <p className="mb-2 text-sm text-muted">One observation each, hidden by</p>
      <ul className="flex flex-wrap gap-2 text-sm">
        {kinds.map((kind) => (
          <li key={kind} className="rounded border border-line px-2 py-0.5">
            {kindWords[kind]}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
