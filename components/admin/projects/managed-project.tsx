"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { managedProjectOptions } from "@/components/admin/api/queries";
import { changeHref } from "@/components/admin/change/address";
import { ChangeTable } from "@/components/admin/changes/change-list";
import { momentText } from "@/components/admin/clocks/clock-words";
import { DenialsPanel, HoldsPanel } from "@/components/admin/holds/holds-page";
import { HoldMark } from "@/components/admin/projects/hold-mark";
import { ObservationsPanel } from "@/components/admin/projects/observations-panel";
import { ProjectActions } from "@/components/admin/projects/project-actions";
import { countsText, openingLine } from "@/components/admin/projects/project-words";
import { Waiting } from "@/components/admin/projects/waiting";
import { Failure } from "@/components/api/failure";
import { RequestsPanel } from "@/components/embargo/requests-panel";
import { Button, buttonClass } from "@/components/ui/button";
import { Empty, Message } from "@/components/ui/message";
import { PageHeader, Panel } from "@/components/ui/panel";
import { Bar } from "@/components/ui/skeleton";
import type { ManagedProject } from "@/lib/embargo/changes/office-schemas";
import { absent, formatCount, formatCountOf } from "@/lib/units/format";

/** One project as its managers see it: where its clocks stand, what lies on it, its observations, its history. */
export function ManagedProjectView({ code }: { code: string }) {
  const query = useQuery(managedProjectOptions(code));
  const project = query.data;
  return (
    <>
      <nav aria-label="Breadcrumb" className="mb-3 flex items-center gap-1 text-xs text-muted">
        <Link href="/admin/embargo" className="hover:text-ink hover:underline">
          Embargo
        </Link>
        <ChevronRight size={12} aria-hidden />
        <span>{code}</span>
      </nav>
      <PageHeader title={code} note={project?.title}>
        <ProjectActions code={code} />
        <Link href={changeHref("settings", { projects: [code] })} className={buttonClass()}>
          Settings
        </Link>
        <Link href={changeHref("clocks", { projects: [code] })} className={buttonClass("primary")}>
          Change clocks
        </Link>
      </PageHeader>
      <div className="flex flex-col gap-4">
        {query.isError ? <Failure what="The project could not be loaded" error={query.error} retry={() => void query.refetch()} retrying={query.isFetching} /> : null}
        {query.isPending ? (
          <Panel title="As it stands">
            <Bar className="w-2/3" />
          </Panel>
        ) : null}
        {project === null ? (
          <div className="rounded border border-line bg-panel">
            <Empty title="You no longer manage this project" actions={<Button onClick={() => void query.refetch()}>Look again</Button>} />
          </div>
        ) : null}
        {project ? <Standing project={project} /> : null}
        <ObservationsPanel project={code} />
        <RequestsPanel title="Requests" id="requests" filter={{ role: "answer", project: code }} empty="Nobody asks the managers for other dates of this project." />
        <HoldsPanel query={{ project: code }} />
        <DenialsPanel query={{ project: code }} />
        <section aria-labelledby="history-heading">
          <h2 id="history-heading" className="mb-2 text-sm font-semibold">
            History
          </h2>
          <ChangeTable query={{ project: code }} empty="Nothing of this project has been changed yet" />
        </section>
      </div>
    </>
  );
}


function Standing({ project }: { project: ManagedProject }) {
  return (
    <>
      {project.changeable ? null : (
        <Message look="warning" title="Not all of this project is yours to change">
          <p>Some of its observations lie in collections that others manage. You can change single observations of yours.</p>
        </Message>
      )}
      <Panel title="As it stands">
        <dl className="grid gap-x-10 text-sm md:grid-cols-2">
          <Line name="Descriptions open">
            {openingLine(project.metaClock, project.nextMetaReleaseAt)}
          </Line>
          <Line name="Data open">
            {openingLine(project.dataClock, project.nextDataReleaseAt)}
          </Line>
          <Line name="All of it open">{project.lastDataReleaseAt ? momentText(project.lastDataReleaseAt) : "no date: some observation has none"}</Line>
          <Line name="Observations">
            {formatCount(project.observationCount)}: {countsText(project)}
          </Line>
          <Line name="With dates of their own">{formatCountOf(project.overrideCount, "observation")}</Line>
          <Line name="Hold">
            <HoldMark hold={project.hold} />
          </Line>
          <Line name="Opening data early">{project.earlyReleaseApproval ? "needs a second manager" : "one manager suffices"}</Line>
          <Line name="When somebody’s right ends">{project.whenRightEnds === "stop" ? "launches stop" : "launches run on, managers are told"}</Line>
          <Line name="Principal investigator">{project.piUsername}</Line>
          <Line name="Group">
            <span className="figures break-all">{project.iamGroup}</span>
          </Line>
          <Line name="Collections">{project.collections.join(", ")}</Line>
          <Line name="Joint with">{project.jointCodes.join(", ") || absent}</Line>
          <Line name="Waiting">
            <Waiting project={project} />
          </Line>
          <Line name="As its members see it">
            <Link href={`/projects/${encodeURIComponent(project.code)}`} prefetch={false} className="text-accent hover:underline">
              Project page
            </Link>
          </Line>
        </dl>
      </Panel>
    </>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-x-6 border-b border-line py-2">
      <dt className="shrink-0 text-muted">{name}</dt>
      <dd className="min-w-0 text-right break-words">{children}</dd>
    </div>
  );
}
