import Link from "next/link";
import type { ReactNode } from "react";
import { clockSentence, headline, howManyOpen, type Opening } from "@/components/embargo/clock-words";
import { Message } from "@/components/ui/message";
import { Panel } from "@/components/ui/panel";
import type { ProjectClocks } from "@/lib/catalogue/schemas";
import { formatCount } from "@/lib/units/format";

/** When a project's data and descriptions open to everybody, and what stands above the clocks. */
export function ClocksPanel({ clocks, nowMs, aside }: { clocks: ProjectClocks; nowMs: number; aside?: ReactNode }) {
  const { observationCount, jointCodes } = clocks;
  return (
    <Panel title="Release" id="release" aside={aside}>
      <div className="flex flex-col gap-5">
        <Holds clocks={clocks} />
        <div className="grid gap-x-10 gap-y-5 md:grid-cols-2">
          <OneClock what="Data" opening={clocks.data} observationCount={observationCount} nowMs={nowMs} />
          <OneClock what="Descriptions" opening={clocks.descriptions} observationCount={observationCount} nowMs={nowMs} />
        </div>
        {jointCodes.length > 0 ? (
          <p className="text-sm text-muted">
            A joint project with{" "}
            {jointCodes.map((code, i) => (
              <span key={code}>
                {i > 0 ? ", " : ""}
                <Link href={`/projects/${encodeURIComponent(code)}`} className="font-medium text-accent hover:underline">
                  {code}
                </Link>
              </span>
            ))}
            : found under each code, open to the members of each, public at the later date.
          </p>
        ) : null}
      </div>
    </Panel>
  );
}

function OneClock({ what, opening, observationCount, nowMs }: { what: string; opening: Opening; observationCount: number; nowMs: number }) {
  const { figure, note } = headline(opening, observationCount, nowMs);
  return (
    <div className="min-w-0">
      <h3 className="text-xs font-medium text-muted">{what}</h3>
      <p className="mt-1 flex flex-wrap items-baseline gap-x-2">
        <span className="text-xl font-semibold tabular-nums">{figure}</span>
        <span className="text-muted">{note}</span>
      </p>
      <p className="mt-2 text-sm">{clockSentence(what, opening, nowMs)}</p>
      {observationCount > 0 ? (
        <>
          <progress className="meter mt-3 block" max={observationCount} value={opening.openCount} aria-label={`${what}: observations that are open`} />
          <p className="mt-1 text-xs text-muted">{howManyOpen(opening, observationCount)}</p>
        </>
      ) : null}
    </div>
  );
}

function Holds({ clocks: { hold, heldCount } }: { clocks: ProjectClocks }) {
  if (hold !== "none") {
    return (
      <Message look="warning" title={hold === "read" ? "On hold: its files are closed to everybody" : "On hold: it is hidden from everybody but its managers"}>
        <p>A hold comes before every clock, membership and grant, until an embargo manager lifts it.</p>
      </Message>
    );
  }
  if (heldCount === 0) return null;
  return (
    <Message look="warning" title={heldCount === 1 ? "One observation is on hold" : `${formatCount(heldCount)} observations are on hold`}>
      <p>Their files are closed to everybody until an embargo manager lifts the hold.</p>
    </Message>
  );
}
