import Link from "next/link";
import type { Project } from "@/lib/catalogue/schemas";
import { formatCount, formatDate } from "@/lib/units/format";

const roles: Record<Project["role"], string> = { pi: "principal investigator", deputy: "deputy of the PI", member: "member", guest: "guest", none: "" };

/** When a project's data open to everybody, in words. */
export function openingText(project: Pick<Project, "dataReleaseAt">, nowMs: number): string {
  if (project.dataReleaseAt === null) return "no release date set";
  const date = formatDate(project.dataReleaseAt);
  return Date.parse(project.dataReleaseAt) <= nowMs ? `public since ${date}` : `opens ${date}`;
}

/** Projects with one's part in them, how much there is, and the way to it. */
export function ProjectList({ projects, nowMs }: { projects: readonly Project[]; nowMs: number }) {
  return (
    <ul className="rounded border border-line bg-panel">
      {projects.map((project) => (
        <li key={project.code} className="grid items-center gap-x-6 gap-y-1 border-b border-line px-4 py-3 text-sm last:border-0 md:grid-cols-[minmax(0,1fr)_10rem_10rem_9rem]">
          <span className="min-w-0">
            <Link href={`/projects/${encodeURIComponent(project.code)}`} prefetch={false} className="font-semibold text-accent hover:underline">
              {project.code}
            </Link>
            <span className="ml-3 text-muted">{project.title}</span>
          </span>
          <span className="text-muted">{roles[project.role]}</span>
          <span className="text-muted">{openingText(project, nowMs)}</span>
          <Link href={`/search?project=${encodeURIComponent(project.code)}`} prefetch={false} className="text-accent hover:underline md:text-right">
            <span className="figures">{formatCount(project.observationCount)}</span> observations
          </Link>
        </li>
      ))}
    </ul>
  );
}
