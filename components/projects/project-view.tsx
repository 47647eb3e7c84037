import Link from "next/link";
import { RequestsPanel } from "@/components/embargo/requests-panel";
import { DatasetsPanel } from "@/components/datasets/datasets-panel";
import { ClocksPanel } from "@/components/projects/clocks-panel";
import { DateRequests } from "@/components/projects/date-requests";
import { FetchesPanel } from "@/components/projects/fetches-panel";
import { GrantsPanel } from "@/components/projects/grants-panel";
import { ProjectFacts } from "@/components/projects/project-facts";
import { TeamPanel } from "@/components/projects/team-panel";
import { buttonClass } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/panel";
import type { Dataset } from "@/lib/catalogue/dataset-schemas";
import type { Project, ProjectClocks } from "@/lib/catalogue/schemas";
import { formatCountOf } from "@/lib/units/format";

interface ProjectViewProps {
  readonly project: Project;
  /** Null for whom the public view is all there is. */
  readonly clocks: ProjectClocks | null;
  /** Of the data lake, with observations of this project. */
  readonly datasets: readonly Dataset[];
  readonly nowMs: number;
}

/** One project, as the viewer's part in it has it: everybody's view, a member's, or that of who acts for it. */
export function ProjectView({ project, clocks, datasets, nowMs }: ProjectViewProps) {
  if (clocks === null) {
    return (
      <div className="mx-auto max-w-3xl">
        <Header project={project} />
        <div className="flex flex-col gap-4">
          <ProjectFacts project={project} nowMs={nowMs} />
          <DatasetsPanel code={project.code} datasets={datasets} />
        </div>
      </div>
    );
  }
  const isPi = project.role === "pi";
  if (!isPi && project.role !== "deputy") {
    const isGuest = project.role === "guest";
    return (
      <div className="mx-auto max-w-4xl">
        <Header project={project} part={isGuest ? "you are a guest, by a grant" : "you are a member of its group"} />
        <div className="flex flex-col gap-4">
          <ClocksPanel clocks={clocks} nowMs={nowMs} />
          <DatasetsPanel code={project.code} datasets={datasets} />
          {isGuest ? <GrantsPanel code={project.code} leads={false} nowMs={nowMs} /> : null}
        </div>
      </div>
    );
  }
  return (
    <>
      <Header project={project} part={isPi ? "you are its principal investigator" : "you are a deputy of its principal investigator"} />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <ClocksPanel clocks={clocks} nowMs={nowMs} aside={<DateRequests code={project.code} />} />
          <DatasetsPanel code={project.code} datasets={datasets} />
          <RequestsPanel title="Requests" id="requests" filter={{ role: "answer", project: project.code }} empty="Nobody has asked for access. Who sees an observation of this project that is closed to them can ask on its page." />
          <GrantsPanel code={project.code} leads nowMs={nowMs} />
          <FetchesPanel code={project.code} />
        </div>
        <TeamPanel code={project.code} isPi={isPi} />
      </div>
    </>
  );
}

function Header({ project, part }: { project: Project; part?: string }) {
  const note = part ? `${project.title} · ${formatCountOf(project.observationCount, "observation")} · ${part}` : project.title;
  return (
    <PageHeader title={project.code} note={note}>
      <Link href={`/search?project=${encodeURIComponent(project.code)}`} prefetch={false} className={buttonClass("primary")}>
        Search its observations
      </Link>
    </PageHeader>
  );
}
