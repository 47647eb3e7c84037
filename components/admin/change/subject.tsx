"use client";

import { useQueries, useQuery } from "@tanstack/react-query";
import { denialsOptions, holdsOptions, managedProjectOptions } from "@/components/admin/api/queries";
import type { Asked } from "@/components/admin/change/address";
import { clockText } from "@/components/admin/clocks/clock-words";
import { PlacedFacts } from "@/components/admin/holds/placed-facts";
import { HoldMark } from "@/components/admin/projects/hold-mark";
import { CardTable, type Column } from "@/components/admin/table/card-table";
import { Failure } from "@/components/api/failure";
import { Message } from "@/components/ui/message";
import { Panel } from "@/components/ui/panel";
import { Bar } from "@/components/ui/skeleton";
import type { ManagedProject } from "@/lib/embargo/changes/office-schemas";
import { formatCount } from "@/lib/units/format";

const mostShown = 20;

/** How that which is to be changed stands now. */
export function Subject({ asked }: { asked: Asked }) {
  if (asked.page === "lift-hold" || asked.page === "lift-denial") return <PlacedSubject asked={asked} />;
  if (asked.observations.length > 0) return <ObservationsSubject ids={asked.observations} />;
  return asked.projects.length > 0 ? <ProjectsSubject codes={asked.projects} /> : null;
}

const columns: readonly Column<ManagedProject>[] = [
  { head: "Project", isTitle: true, cell: (project) => project.code },
  { head: "Descriptions open", cell: (project) => clockText(project.metaClock) },
  { head: "Data open", cell: (project) => clockText(project.dataClock) },
  { head: "Observations", isFigure: true, cell: (project) => formatCount(project.observationCount) },
  { head: "With own dates", isFigure: true, cell: (project) => formatCount(project.overrideCount) },
  { head: "Hold", cell: (project) => <HoldMark hold={project.hold} /> },
  { head: "Early release", cell: (project) => (project.earlyReleaseApproval ? "second manager" : "one manager") },
  { head: "When a right ends", cell: (project) => (project.whenRightEnds === "stop" ? "launches stop" : "managers are told") },
];

function ProjectsSubject({ codes }: { codes: readonly string[] }) {
  const found = useQueries({ queries: codes.slice(0, mostShown).map((code) => managedProjectOptions(code)) });
  const failed = found.find((one) => one.isError);
  const projects = found.flatMap((one) => (one.data ? [one.data] : []));
  const isPending = found.some((one) => one.isPending);
  return (
    <Panel title="As it stands" flush={!isPending && !failed && projects.length > 0}>
      {failed ? <Failure what="The projects could not be loaded" error={failed.error} retry={() => void failed.refetch()} /> : null}
      {isPending ? <Bar className="w-2/3" /> : null}
      {!isPending && !failed && projects.length === 0 ? <p className="text-sm">There is no project {codes.join(", ")} among those that you manage.</p> : null}
      {projects.length > 0 ? <CardTable name="Projects as they stand" rows={projects} keyOf={(project) => project.code} columns={columns} /> : null}
      {codes.length > mostShown ? <p className="px-3 py-2 text-xs text-muted">And {codes.length - mostShown} more.</p> : null}
      {projects.some((project) => !project.changeable) ? (
        <div className="p-3">
          <Message look="warning" title="Not all of this is yours to change">
            <p>{projects.filter((project) => !project.changeable).map((project) => project.code).join(", ")}: some observations lie in collections that others manage. Change single observations, or ask their managers.</p>
          </Message>
        </div>
      ) : null}
    </Panel>
  );
}

function ObservationsSubject({ ids }: { ids: readonly string[] }) {
  return (
    <Panel title="Chosen observations">
      <ul aria-label="Chosen observations" tabIndex={0} className="grid max-h-40 grid-cols-[repeat(auto-fill,minmax(10rem,1fr))] gap-x-4 gap-y-1 overflow-auto text-sm">
        {ids.map((id) => (
          <li key={id} className="figures">
            {id}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function PlacedSubject({ asked }: { asked: Asked }) {
  const isHold = asked.page === "lift-hold";
  const holds = useQuery({ ...holdsOptions({ lifted: "true" }), enabled: isHold });
  const denials = useQuery({ ...denialsOptions({ lifted: "true" }), enabled: !isHold });
  const query = isHold ? holds : denials;
  const placed = query.data?.items.find((one) => one.id === asked.id);
  return (
    <Panel title={isHold ? "The hold" : "The denial"}>
      {query.isPending ? <Bar className="w-2/3" /> : null}
      {query.isError ? <Failure what="It could not be loaded" error={query.error} retry={() => void query.refetch()} /> : null}
      {query.data && !placed ? <p className="text-sm">There is none with this id among those that you manage.</p> : null}
      {placed ? <PlacedFacts placed={placed} /> : null}
    </Panel>
  );
}
