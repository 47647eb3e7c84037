import Link from "next/link";
import { clockText } from "@/components/admin/clocks/clock-words";
import { HoldMark } from "@/components/admin/projects/hold-mark";
import { countsText } from "@/components/admin/projects/project-words";
import { Waiting } from "@/components/admin/projects/waiting";
import type { Column } from "@/components/admin/table/card-table";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ManagedProject } from "@/lib/embargo/changes/office-schemas";
import type { Clock } from "@/lib/embargo/changes/schemas";
import { formatCount, formatCountOf, formatDate } from "@/lib/units/format";

/** The address of a project's page for its managers. */
export const managedProjectHref = (code: string) => `/admin/embargo/projects/${encodeURIComponent(code)}`;

function Opening({ clock, nextAt }: { clock: Clock; nextAt: string | null }) {
  return (
    <>
      <span>{clockText(clock)}</span>
      {nextAt ? (
        <span className="block text-xs text-muted">
          next <span className="figures">{formatDate(nextAt)}</span>, <RelativeTime iso={nextAt} />
        </span>
      ) : null}
    </>
  );
}

export const projectColumns: readonly Column<ManagedProject>[] = [
  {
    head: "Project",
    isTitle: true,
    cell: (project) => (
      <>
        <Link href={managedProjectHref(project.code)} prefetch={false} className="font-semibold text-accent hover:underline">
          {project.code}
        </Link>
        <span className="block text-xs font-normal text-muted">
          {project.title}
          {project.jointCodes.length > 0 ? `, joint with ${project.jointCodes.join(", ")}` : ""}
        </span>
      </>
    ),
  },
  { head: "Descriptions open", cell: (project) => <Opening clock={project.metaClock} nextAt={project.nextMetaReleaseAt} /> },
  {
    head: "Data open",
    cell: (project) => (
      <>
        <Opening clock={project.dataClock} nextAt={project.nextDataReleaseAt} />
        {project.overrideCount > 0 ? <span className="block text-xs text-muted">{formatCountOf(project.overrideCount, "observation")} with own dates</span> : null}
      </>
    ),
  },
  {
    head: "Observations",
    cell: (project) => (
      <>
        <span className="figures">{formatCount(project.observationCount)}</span>
        <span className="block text-xs whitespace-nowrap text-muted">{countsText(project)}</span>
      </>
    ),
  },
  { head: "Hold", cell: (project) => <HoldMark hold={project.hold} /> },
  { head: "Waiting", cell: (project) => <Waiting project={project} /> },
];
