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

/** At a service that builds first, and whose notebook fetches the data itself. */
const buildingWords: typeof words = {
  requested: words.requested,
  staging: { waiting: "Prepare the session", doing: "Preparing the session", done: "Prepared the session" },
  starting: { waiting: "Put notebook and ticket into it", doing: "Putting notebook and ticket into it", done: "Put notebook and ticket into it" },
};

const seconds = (from: string, to: string) => Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);

/**
 * Tells a launch's story from its events: which step is done and how long it took, which one runs, where it broke.
 *
 * @param events in the order of `seq`
 * @param current state of the launch, which may be newer than the last event
 */
export function stepsOf(events: readonly LaunchEvent[], current: LaunchState, kind: "jupyterhub" | "binderhub" = "jupyterhub"): Step[] {
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
    return { name, state, text: kind === "binderhub" ? buildingText(name, state, events) : textOf(name, state, events), tookSec, since: begun?.at ?? null };
  });
}

function textOf(name: StepName, state: Step["state"], events: readonly LaunchEvent[]): string {
  const progress = events.findLast((event) => event.progress !== null)?.progress;
  const brought = events.findLast((event) => event.state === "requested" && event.availability !== null)?.availability;
  if (name === "requested" && brought && state !== "done") return `Checked your rights; bringing the data to ${brought.site}`;
  if (name === "staging" && progress && progress.filesTotal > 0 && state !== "waiting") {
    const files = `${formatCount(progress.filesDone)} of ${formatCount(progress.filesTotal)} files`;
    const bytes = state === "done" ? formatBytes(progress.bytesDone) : `${formatBytes(progress.bytesDone)} of ${formatBytes(progress.bytesTotal)}`;
    return `${state === "done" ? "Staged" : "Staging"} ${files}, ${bytes}`;
  }
  return words[name][state === "failed" || state === "stopped" ? "doing" : state];
}

/** The phase that a build is in stands in its last line that is no count. */
function buildingText(name: StepName, state: Step["state"], events: readonly LaunchEvent[]): string {
  const said = events.findLast((event) => event.state === name && event.progress === null)?.message;
  if (state === "doing" && said) return name === "staging" || name === "requested" ? said : buildingWords[name].doing;
  return buildingWords[name][state === "failed" || state === "stopped" ? "doing" : state];
}

/** What an open notebook stages by its first cell; null where nothing is. */
export function sessionStaging(events: readonly LaunchEvent[], current: LaunchState): { text: string; fraction: number } | null {
  const progress = events.findLast((event) => event.state === "ready" && event.progress !== null)?.progress;
  if (current !== "ready" || !progress || progress.filesTotal === 0) return null;
  const isDone = progress.filesDone === progress.filesTotal;
  const files = `${formatCount(progress.filesDone)} of ${formatCount(progress.filesTotal)} files, ${formatBytes(progress.bytesDone)} of ${formatBytes(progress.bytesTotal)}`;
  return { text: isDone ? `The notebook has its data: ${files}` : `The notebook fetches its data: ${files}`, fraction: progress.bytesTotal > 0 ? progress.bytesDone / progress.bytesTotal : 0 };
}

/** Of the whole launch, how much is behind it, 0 to 1: staging by its bytes, the other steps by halves of a tenth. */
export function fractionDone(events: readonly LaunchEvent[], current: LaunchState): number {
  const progress = events.findLast((event) => event.progress !== null)?.progress;
  if (current === "ready" || current === "ended") return 1;
  if (current === "requested") return 0.05;
  if (current === "starting") return 0.85;
  return 0.1 + 0.7 * (progress && progress.bytesTotal > 0 ? progress.bytesDone / progress.bytesTotal : 0);
}
