import Link from "next/link";
import type { ReactNode } from "react";
import { openingText } from "@/components/projects/project-list";
import { buttonClass } from "@/components/ui/button";
import { PageHeader, Panel } from "@/components/ui/panel";
import type { Project } from "@/lib/catalogue/schemas";
import { formatCount, formatDate } from "@/lib/units/format";

const roles: Record<Project["role"], string> = { pi: "principal investigator", deputy: "deputy of the PI", member: "member of its group", guest: "guest, by a grant", none: "none" };

/** One project: what it is, one's part in it, and its two clocks. */
export function ProjectView({ project, nowMs }: { project: Project; nowMs: number }) {
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader title={project.code} note={project.title}>
        <Link href={`/search?project=${encodeURIComponent(project.code)}`} className={buttonClass("primary")}>
          Search its observations
        </Link>
      </PageHeader>
      <Panel title="Project">
        <dl className="text-sm">
          <Line name="Your part">{roles[project.role]}</Line>
          <Line name="Observations that you may see">{formatCount(project.observationCount)}</Line>
          <Line name="Descriptions open to everybody">{project.metaReleaseAt ? formatDate(project.metaReleaseAt) : "no date set"}</Line>
          <Line name="Data open to everybody">{openingText(project, nowMs)}</Line>
        </dl>
      </Panel>
    </div>
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
