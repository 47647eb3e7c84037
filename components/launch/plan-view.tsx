import { CircleCheck, CircleX, Info } from "lucide-react";
import type { LaunchPlan } from "@/lib/launch/schemas";
import { formatBytes, formatCountOf, formatDuration } from "@/lib/units/format";

interface PlanViewProps {
  readonly plan: LaunchPlan;
  readonly accepts: boolean;
  readonly onAccepts: (accepts: boolean) => void;
}

const shownProblems = 12;

/** What a launch would fetch, from where, how long it takes, and what is missing; what blocks can be overridden. */
export function PlanView({ plan, accepts, onAccepts }: PlanViewProps) {
  const problems = [...plan.problems].sort((a, b) => Number(b.blocks) - Number(a.blocks));
  const sites = plan.sites.map((site) => `${formatBytes(site.bytes)} from ${site.name}`).join(", ");
  return (
    <div aria-label="Plan" role="group" className="rounded border border-line bg-canvas p-3 text-sm">
      <p className="flex gap-2">
        {plan.blocked ? <CircleX size={16} className="mt-0.5 shrink-0 text-failed" aria-hidden /> : <CircleCheck size={16} className="mt-0.5 shrink-0 text-readable" aria-hidden />}
        <span>
          Plan: {formatCountOf(plan.fileCount, "file")}, {sites || formatBytes(plan.totalBytes)}
          {plan.expectedSec === null ? "" : `, about ${formatDuration(plan.expectedSec)}`}
        </span>
      </p>
      {problems.length > 0 ? (
        <ul className="mt-2 space-y-1.5">
          {problems.slice(0, shownProblems).map((problem, index) => (
            <li key={`${problem.slug} ${problem.observationId ?? problem.path ?? index}`} className="flex gap-2">
              {problem.blocks ? <CircleX size={14} className="mt-0.5 shrink-0 text-failed" aria-label="blocks" /> : <Info size={14} className="mt-0.5 shrink-0 text-closed" aria-label="note" />}
              <span className="min-w-0 break-words">
                {problem.observationId && !problem.detail.includes(problem.observationId) ? <span className="figures">{problem.observationId}: </span> : null}
                {problem.detail}
              </span>
            </li>
          ))}
          {problems.length > shownProblems ? <li className="text-muted">and {problems.length - shownProblems} more</li> : null}
        </ul>
      ) : null}
      {plan.blocked && plan.acceptable ? (
        <label className="mt-3 flex items-start gap-2 border-t border-line pt-3">
          <input type="checkbox" className="mt-0.5 size-4 shrink-0" checked={accepts} onChange={(event) => onAccepts(event.target.checked)} />
          <span>Launch anyway: I know what is missing</span>
        </label>
      ) : null}
    </div>
  );
}
