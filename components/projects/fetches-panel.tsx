"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { type AuditAsked, auditApiPath } from "@/components/admin/oversight/audit-asked";
import { actionText, actorText, subjectLines } from "@/components/admin/oversight/audit-words";
import { CardTable, type Column } from "@/components/admin/table/card-table";
import { Failure } from "@/components/api/failure";
import { askApi } from "@/components/api/fetch";
import { DayField } from "@/components/embargo/day-field";
import { Button, buttonClass } from "@/components/ui/button";
import { SelectField, TextField } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Panel } from "@/components/ui/panel";
import { Bar, Loading } from "@/components/ui/skeleton";
import type { AuditEntry } from "@/lib/audit/schemas";
import { formatDateTime } from "@/lib/units/format";

/** The first word of an action stands for all that begin so; the first of these is what the panel opens with. */
const kinds = [
  ["file", "Files fetched"],
  ["launch", "Launches"],
  ["grant", "Access given"],
  ["request", "Requests"],
  ["deputy", "Deputies"],
  ["clock", "Clocks"],
  ["hold", "Holds"],
  ["groups", "Membership"],
  ["", "Everything"],
] as const;

const columns: readonly Column<AuditEntry>[] = [
  { head: "When (UTC)", isTitle: true, className: "sm:w-44", cell: (entry) => <span className="figures whitespace-nowrap">{formatDateTime(entry.at)}</span> },
  { head: "Who", cell: (entry) => <span className="break-words">{actorText(entry)}</span> },
  {
    head: "What",
    cell: (entry) => (
      <>
        {actionText(entry.action)}
        {entry.outcome === "ok" ? null : <span className="ml-1.5 font-medium text-failed">{entry.outcome}</span>}
      </>
    ),
  },
  {
    head: "About",
    className: "md:w-1/2",
    cell: (entry) => (
      <ul className="space-y-0.5 text-xs">
        {subjectLines(entry.subject).map((line) => (
          <li key={line} className="break-all">
            {line}
          </li>
        ))}
      </ul>
    ),
  },
];

/** Who fetched what of a project and when, and what else was done about it: the PI's part of the audit, newest first. */
export function FetchesPanel({ code }: { code: string }) {
  const [asked, setAsked] = useState<AuditAsked>({ project: code, action: kinds[0][0] });
  const list = useInfiniteQuery({
    queryKey: ["audit", asked],
    queryFn: ({ signal, pageParam }) => askApi(`${auditApiPath(asked, { cursor: pageParam })}`, async () => (await import("@/lib/audit/schemas")).auditListSchema, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const entries = list.data?.pages.flatMap((page) => page.items) ?? [];

  return (
    <Panel
      title="Who fetched what"
      id="audit"
      flush
      aside={
        <a className={buttonClass("quiet", "small")} href={`/api/v1${auditApiPath(asked, { format: "csv" })}`} download>
          <Download size={14} aria-hidden /> CSV
        </a>
      }
    >
      <Filters code={code} go={setAsked} />
      {list.isPending ? (
        <div className="flex flex-col gap-4 p-4">
          <Loading what="entries" />
          <Bar className="w-full" />
          <Bar className="w-4/5" />
        </div>
      ) : null}
      {list.isError ? (
        <div className="p-4">
          <Failure what="The audit could not be loaded" error={list.error} retry={() => void list.refetch()} retrying={list.isFetching} />
        </div>
      ) : null}
      {list.data && entries.length === 0 ? <p className="p-4 text-sm text-muted">Nothing of this is recorded.</p> : null}
      {entries.length > 0 ? <CardTable name="Audit entries" rows={entries} keyOf={(entry, index) => `${entry.chain} ${entry.seq ?? `after ${index}`}`} columns={columns} isStale={list.isPlaceholderData} /> : null}
      {list.hasNextPage ? (
        <div className="flex justify-center border-t border-line p-3">
          <Button size="small" onClick={() => void list.fetchNextPage()} disabled={list.isFetchingNextPage}>
            {list.isFetchingNextPage ? "Loading…" : "Show older"}
          </Button>
        </div>
      ) : null}
    </Panel>
  );
}

function Filters({ code, go }: { code: string; go: (asked: AuditAsked) => void }) {
  const show = (fields: FormData) => {
    const text = (name: string) => String(fields.get(name) ?? "").trim() || undefined;
    go({ project: code, action: text("action"), person: text("person"), from: text("from"), until: text("until") });
  };
  return (
    <Form role="search" aria-label="Audit" onSend={show} className="grid grid-cols-2 items-end gap-3 border-b border-line px-4 py-3 md:grid-cols-[repeat(4,minmax(0,1fr))_auto]">
      <SelectField name="action" label="What">
        {kinds.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
      <TextField name="person" label="Account" autoComplete="off" autoCapitalize="none" spellCheck={false} />
      <DayField name="from" label="From (UTC)" />
      <DayField name="until" label="Until (UTC)" />
      <Button type="submit">Show</Button>
    </Form>
  );
}
