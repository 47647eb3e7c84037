"use client";

import { queryOptions, useQuery } from "@tanstack/react-query";
import { CircleCheck, Lock } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { clockOfRight, grantText, nextText, reasonFor } from "@/components/admin/oversight/access-words";
import { askApi } from "@/components/api/fetch";
import { Failure } from "@/components/api/failure";
import { asProblem } from "@/components/api/problem";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Empty } from "@/components/ui/message";
import { PageHeader, Panel } from "@/components/ui/panel";
import { Bar, Loading } from "@/components/ui/skeleton";
import type { AccessReport } from "@/lib/catalogue/schemas";

interface Question {
  readonly observation: string;
  readonly person: string;
}

const accessForOptions = ({ observation, person }: Question) =>
  queryOptions({
    queryKey: ["embargo", "access", observation, person],
    queryFn: ({ signal }) =>
      askApi(`/observations/${encodeURIComponent(observation)}/access?${new URLSearchParams({ for: person }).toString()}`, async () => (await import("@/lib/catalogue/schemas")).accessReportSchema, { signal }),
    staleTime: 0,
  });

/** 'Why can this person see this?', asked by a manager. The question stands in the address. */
export function AccessPage() {
  const address = useSearchParams();
  const question = { observation: address.get("observation")?.trim() ?? "", person: address.get("person")?.trim() ?? "" };
  const [errors, setErrors] = useState<Partial<Question>>({});

  const ask = (fields: FormData) => {
    const [observation, person] = ["observation", "person"].map((name) => String(fields.get(name) ?? "").trim()) as [string, string];
    setErrors({ observation: observation ? undefined : "Write an observation’s id, as sim-crab:50101.", person: person ? undefined : "Write an account name." });
    if (observation && person) window.history.pushState(null, "", `/admin/embargo/access?${new URLSearchParams({ observation, person }).toString()}`);
  };

  return (
    <>
      <PageHeader title="Who may see what" note="Why a person can, or can not, see and read an observation that you manage." />
      <Form key={`${question.observation} ${question.person}`} onSend={ask} className="mb-4 grid items-start gap-3 sm:flex sm:flex-wrap">
        <TextField name="observation" label="Observation" className="sm:w-64" placeholder="sim-crab:50101" defaultValue={question.observation} error={errors.observation} autoComplete="off" />
        <TextField name="person" label="Account name" className="sm:w-56" placeholder="analyst" defaultValue={question.person} error={errors.person} autoComplete="off" autoCapitalize="none" spellCheck={false} />
        <div className="sm:pt-5">
          <Button type="submit" look="primary">
            Ask
          </Button>
        </div>
      </Form>
      {question.observation && question.person ? <Answer question={question} /> : null}
    </>
  );
}

function Answer({ question }: { question: Question }) {
  const report = useQuery(accessForOptions(question));
  const isAbsent = report.isError && asProblem(report.error).status === 404;
  if (report.isPending) {
    return (
      <Panel title="Answer">
        <Loading what="the answer" />
        <Bar className="w-2/3" />
      </Panel>
    );
  }
  if (isAbsent) {
    return (
      <div className="rounded border border-line bg-panel">
        <Empty title="No answer to this">
          <p>
            You manage no observation <span className="figures">{question.observation}</span>, or nobody called <span className="figures">{question.person}</span> has signed in here yet.
          </p>
        </Empty>
      </div>
    );
  }
  if (report.isError) return <Failure what="The rights could not be explained" error={report.error} retry={() => void report.refetch()} retrying={report.isFetching} />;
  return <Explained report={report.data} name={question.person} />;
}

function Explained({ report, name }: { report: AccessReport; name: string }) {
  return (
    <Panel title={`${name} and ${report.observationId}`}>
      <div className="flex flex-col gap-4">
        <Right title={report.discover.allowed ? `${name} can see its description` : `${name} can not see that it exists`} right={report.discover} report={report} name={name} />
        <Right title={report.read.allowed ? `${name} can read its files` : `${name} can not read its files`} right={report.read} report={report} name={name}>
          {!report.read.allowed && report.read.roles.length > 0 ? <p>A grant opens some kinds of files: {report.read.roles.join(", ")}.</p> : null}
        </Right>
        <p className="text-sm text-muted">{nextText(report.next)}</p>
        {report.grants.length > 0 ? (
          <div className="border-t border-line pt-3 text-sm">
            <h3 className="font-medium">Grants that cover it for {name}</h3>
            <ul className="mt-1 list-disc space-y-1 pl-5">
              {report.grants.map((grant) => (
                <li key={grant.id} className="break-words">
                  {grantText(grant)}
                </li>
              ))}
            </ul>
          </div>
        ) : null}
      </div>
    </Panel>
  );
}

interface RightProps {
  readonly title: string;
  readonly right: AccessReport["discover"];
  readonly report: AccessReport;
  readonly name: string;
  readonly children?: React.ReactNode;
}

function Right({ title, right, report, name, children }: RightProps) {
  return (
    <div className="flex gap-2.5 text-sm">
      {right.allowed ? <CircleCheck size={16} className="mt-0.5 shrink-0 text-readable" aria-hidden /> : <Lock size={16} className="mt-0.5 shrink-0 text-closed" aria-hidden />}
      <div className="min-w-0 space-y-0.5 break-words">
        <p className="font-medium">{title}</p>
        <p>{reasonFor(name, right, report.grants)}</p>
        {clockOfRight(right) ? <p className="text-muted">{clockOfRight(right)}</p> : null}
        {children}
      </div>
    </div>
  );
}
