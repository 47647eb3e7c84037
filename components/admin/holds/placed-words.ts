import type { EmbargoDenial, EmbargoHold } from "@/lib/embargo/changes/office-schemas";
import { formatCountOf } from "@/lib/units/format";

/** What a hold or denial is about. */
export function scopeText(scope: EmbargoHold["scope"]): string {
  if (scope.project) return scope.project;
  if (scope.collection) return `Collection ${scope.collection}`;
  const [first] = scope.observationIds ?? [];
  if (scope.observationCount === 1 && first) return `Observation ${first}`;
  return formatCountOf(scope.observationCount ?? 0, "observation");
}

/** What it closes. */
export function placedText(placed: EmbargoHold | EmbargoDenial): string {
  if ("closes" in placed) return placed.closes === "discover" ? "all of it is hidden" : "its data are closed";
  return `closed to ${placed.username}`;
}
