import type { LaunchEvent, LaunchState } from "@/lib/launch/schemas";
import { formatBytes, formatCount } from "@/lib/units/format";

/** The states that a launch goes through, as people follow them. */
const story = ["requested", "staging", "starting"] as const satisfies readonly LaunchState[];
type StepName = (typeof story)[number];

export interface Step {
  readonly name: StepName;
  readonly state: "waiting" | "doing" | "done" | "failed" | "stopped";
  readonly text: string;
  /** How long it took, or when it began if it still runs. Seconds; null while waiting. */
  readonly tookSec: number | null;
  readonly since: string | null;
}

const words: Record<StepName, { waiting: string; doing: string; done: string }> = {
  requested: { waiting: "Check your rights", doing: "Checking your rights", done: "Checked your rights" },
  staging: { waiting: "Stage the files", doing: "Staging", done: "Staged the files" },
  starting: { waiting: "Start the notebook", doing: "Starting the notebook", done: "Started the notebook" },
};

const seconds = (from: string, to: string) => Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);

/**
 * Tells a launch's story from its events: which step is done and how long it took, which one runs, where it broke.
 *
 * @param events in the order of `seq`
 * @param current state of the launch, which may be newer than the last event
 */
export function stepsOf(events: readonly LaunchEvent[], current: LaunchState): Step[] {
  const firstOf = (state: LaunchState) => events.find((event) => event.state === state);
  const reached = story.filter((name) => name === current || firstOf(name)).at(-1) ?? "requested";
  const isOver = current === "ended" || current === "stopping";
  const gotReady = current === "ready" || firstOf("ready") !== undefined;
  return story.map((name, index) => {
    const begun = firstOf(name);
    const next = [...story.slice(index + 1), "ready", "failed", "ended"].map((state) => firstOf(state as LaunchState)).find(Boolean);
    const isBehind = gotReady || story.indexOf(reached) > index;
    const state = isBehind ? "done" : name !== reached ? "waiting" : current === "failed" ? "failed" : isOver ? "stopped" : "doing";
    const tookSec = begun && next && state === "done" ? seconds(begun.at, next.at) : null;
    return { name, state, text: textOf(name, state, events), tookSec, since: begun?.at ?? null };
  });
}

function textOf(name: StepName, state: Step["state"], events: readonly LaunchEvent[]): string {
  const progress = events.findLast((event) => event.progress !== null)?.progress;
  if (name === "staging" && progress && progress.filesTotal > 0 && state !== "waiting") {
    const files = `${formatCount(progress.filesDone)} of ${formatCount(progress.filesTotal)} files`;
    const bytes = state === "done" ? formatBytes(progress.bytesDone) : `${formatBytes(progress.bytesDone)} of ${formatBytes(progress.bytesTotal)}`;
    return `${state === "done" ? "Staged" : "Staging"} ${files}, ${bytes}`;
  }
  return words[name][state === "failed" || state === "stopped" ? "doing" : state];
}

/** Of the whole launch, how much is behind it, 0 to 1: staging by its bytes, the other steps by halves of a tenth. */
export function fractionDone(events: readonly LaunchEvent[], current: LaunchState): number {
  const progress = events.findLast((event) => event.progress !== null)?.progress;
  if (current === "ready" || current === "ended") return 1;
  if (current === "requested") return 0.05;
  if (current === "starting") return 0.85;
  return 0.1 + 0.7 * (progress && progress.bytesTotal > 0 ? progress.bytesDone / progress.bytesTotal : 0);
}
