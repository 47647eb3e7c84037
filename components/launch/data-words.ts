import type { Launch, LaunchAvailability, LaunchEvent } from "@/lib/launch/schemas";
import { formatCount, formatCountOf, formatDuration } from "@/lib/units/format";

/** How far a launch's data are, as last heard: its story is newer than the launch itself, once it tells of them. */
export function latestAvailability(launch: Launch, events: readonly LaunchEvent[]): LaunchAvailability | null {
  const told = events.findLast(({ availability }) => availability !== null)?.availability;
  if (!told) return launch.availability;
  // An end that was moved is no event of the data lake's: the launch, which is asked again then, knows it.
  return { ...told, until: launch.availability?.until ?? told.until };
}

interface DataWords {
  readonly title: string;
  /** What it means for the notebook, and what comes next. */
  readonly note: string | null;
  readonly look: "doing" | "good" | "warning";
}

/** What a person is told of data on their way to a storage site. */
export function dataWords({ site, state, readyFiles, totalFiles, onTapeFiles, expectedSec }: LaunchAvailability, launchState: Launch["state"]): DataWords {
  const there = `${formatCount(readyFiles)} of ${formatCountOf(totalFiles, "file")} at ${site}`;
  const rest = launchState === "requested" ? "The launch waits a little, then goes on: what is not there is downloaded." : "What was not there was downloaded.";
  switch (state) {
    case "asking":
      return { title: `Asking the data lake to bring ${formatCountOf(totalFiles, "file")} to ${site}`, note: tapeWords(onTapeFiles, expectedSec, site), look: "doing" };
    case "bringing":
      return { title: there, note: tapeWords(onTapeFiles, expectedSec, site) ?? (launchState === "requested" ? "The notebook starts when all are there, and links them." : "The rest still comes; what the notebook lacked was downloaded."), look: "doing" };
    case "ready":
      return { title: `${there}`, note: "Linked in the notebook, not copied. They are read-only there.", look: "good" };
    case "stuck":
      return { title: `Stuck: ${there}`, note: `The data lake tries again by itself. ${rest}`, look: "warning" };
    case "waiting":
      return { title: `Waiting for approval: ${there}`, note: `Somebody at ${site} has to agree first. ${rest}`, look: "warning" };
    case "full":
      return { title: `The portal's share of ${site} is used up`, note: "The data are downloaded instead. A smaller basket may fit, and the portal's operators can ask for more room.", look: "warning" };
    case "away":
      return { title: `The data lake could not be asked for files at ${site}`, note: "What is not there is downloaded.", look: "warning" };
    case "ended":
      return { title: `The data are no longer kept at ${site}`, note: launchState === "ready" ? "Run airshower.launch() in the notebook: it downloads what is missing." : null, look: "warning" };
  }
}

function tapeWords(files: number, expectedSec: number | null, site: string): string | null {
  if (files === 0) return null;
  const wait = expectedSec === null ? "which may take hours" : `about ${formatDuration(expectedSec)}, by the estimate of ${site}’s operators`;
  return `${formatCountOf(files, "file")} on tape only: ${wait}.`;
}
