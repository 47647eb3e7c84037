import type { ReactNode } from "react";
import { openingText } from "@/components/projects/project-list";
import { Panel } from "@/components/ui/panel";
import type { Project } from "@/lib/catalogue/schemas";
import { formatCount, formatDate } from "@/lib/units/format";

const roles: Record<Project["role"], string> = { pi: "principal investigator", deputy: "deputy of the PI", member: "member of its group", guest: "guest, by a grant", none: "none" };

/** What everybody reads of a project: one's part in it and its two dates. */
export function ProjectFacts({ project, nowMs }: { project: Project; nowMs: number }) {
  return (
    <Panel title="Project">
      <dl className="text-sm">
        <Line name="Your part">{roles[project.role]}</Line>
        <Line name="Observations that you may see">{formatCount(project.observationCount)}</Line>
        <Line name="Descriptions open to everybody">{project.metaReleaseAt ? formatDate(project.metaReleaseAt) : "no date set"}</Line>
        <Line name="Data open to everybody">{openingText(project, nowMs)}</Line>
      </dl>
    </Panel>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap justify-between gap-x-6 border-b border-line py-2 last:border-0">
      <dt className="text-muted">{name}</dt>
      <dd className="text-right">{children}</dd>
    </div>
  );
}
