import type { AffectedLaunch } from "@/lib/launch/revocation/schemas";
import { formatCountOf } from "@/lib/units/format";

/** What closed data a launch holds, and what their project asks for: `8 observations of SIM-CRAB (to be stopped)`. */
export function partsText(parts: AffectedLaunch["parts"]): string {
  return parts
    .map(({ observationCount, project, collection, whenRightEnds }) => `${formatCountOf(observationCount, "observation")} of ${project ?? `collection ${collection}`}${whenRightEnds === "stop" ? " (stops by itself)" : ""}`)
    .join(", ");
}
