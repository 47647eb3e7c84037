import Link from "next/link";
import type { ManagedProject } from "@/lib/embargo/changes/office-schemas";
import { absent, formatCountOf } from "@/lib/units/format";

const face = "block font-medium text-closed hover:underline";

/** What of a project waits for an answer, with the way to it. */
export function Waiting({ project }: { project: Pick<ManagedProject, "openRequestCount" | "waitingChangeCount"> }) {
  if (project.openRequestCount === 0 && project.waitingChangeCount === 0) return <span className="text-muted">{absent}</span>;
  return (
    <>
      {project.openRequestCount > 0 ? (
        <Link href="/requests" prefetch={false} className={face}>
          {formatCountOf(project.openRequestCount, "request")}
        </Link>
      ) : null}
      {project.waitingChangeCount > 0 ? (
        <Link href="/admin/embargo/changes?state=waiting" prefetch={false} className={face}>
          {formatCountOf(project.waitingChangeCount, "change")}
        </Link>
      ) : null}
    </>
  );
}
