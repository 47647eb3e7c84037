import type { CanaryKind } from "@/lib/embargo/canary/kinds";
import type { CanaryRun } from "@/lib/embargo/canary/schemas";
import { formatCountOf } from "@/lib/units/format";

/** By what each canary is hidden, as the end of `hidden by`. */
export const kindWords: Record<CanaryKind, string> = {
  "by-date": "a date that is to come",
  "no-date": "no date at all",
  override: "a date of its own",
  hold: "a hold",
  "no-project": "having no project",
  denied: "a denial",
  "grant-ended": "a grant that has ended",
};

const states: Record<CanaryRun["state"], string> = {
  running: "running",
  clean: "nothing leaked",
  leak: "something leaked",
  failed: "could not be finished",
};

export const runStateText = (state: CanaryRun["state"]): string => states[state];

/** How much a run has tried, in a line. */
export function probesText(run: Pick<CanaryRun, "probeCount" | "viewers">): string {
  const viewers = run.viewers.map((viewer) => (viewer === "anonymous" ? "nobody" : "somebody signed in"));
  return `${formatCountOf(run.probeCount, "probe")}${viewers.length > 0 ? ` as ${viewers.join(" and as ")}` : ""}`;
}

/** What showed, and where, as a sentence. */
export function leakText(leak: CanaryRun["leaks"][number]): string {
  const hidden = leak.kind === "any" ? "One of the hidden observations" : `The observation hidden by ${kindWords[leak.kind]}`;
  return `${hidden} showed at ${leak.route}, asked for as ${leak.viewer === "anonymous" ? "nobody" : "somebody signed in"}.`;
}
