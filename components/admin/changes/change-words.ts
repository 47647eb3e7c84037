import { clockText, ownDateText } from "@/components/admin/clocks/clock-words";
import { listText } from "@/components/admin/effect/effect-words";
import type { Clock, EmbargoChange, OwnDate } from "@/lib/embargo/changes/schemas";
import { formatCountOf } from "@/lib/units/format";

type Told = Pick<EmbargoChange, "kind" | "change" | "projects" | "observationCount" | "effect">;

const stateWords: Record<EmbargoChange["state"], string> = {
  waiting: "waiting for a second manager",
  applied: "applied",
  refused: "refused",
  undone: "undone",
  withdrawn: "withdrawn",
};

export const stateText = (state: EmbargoChange["state"]): string => stateWords[state];

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const members = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {});

/** The projects that a change is about; of chosen observations, those that they belong to. */
export function projectsOf(told: Pick<Told, "projects" | "effect">): readonly string[] {
  return told.projects.length > 0 ? told.projects : (told.effect?.projects ?? []);
}

/** What a change is about: a project, observations, or a collection. */
function subjectOf(told: Told): string {
  const scope = members(told.change.scope);
  if (text(scope.collection)) return `Collection ${text(scope.collection)}`;
  const chosen = told.change.observations ?? scope.observations;
  const projects = listText(projectsOf(told));
  if (told.projects.length > 0) return projects;
  const [only] = told.observationCount === 1 && Array.isArray(chosen) ? (chosen as unknown[]) : [];
  if (typeof only === "string") return `Observation ${only}`;
  return `${formatCountOf(told.observationCount, "observation")}${projects ? ` of ${projects}` : ""}`;
}

function clocksText(change: Told["change"]): string {
  const parts = [change.meta ? `descriptions ${clockText(change.meta as Clock)}` : null, change.data ? `data ${clockText(change.data as Clock)}` : null];
  return parts.filter(Boolean).join(", ");
}

function datesText(change: Told["change"]): string {
  const parts = [
    change.metaReleaseAt === undefined ? null : `descriptions ${ownDateText(change.metaReleaseAt as OwnDate)}`,
    change.dataReleaseAt === undefined ? null : `data ${ownDateText(change.dataReleaseAt as OwnDate)}`,
  ];
  return parts.filter(Boolean).join(", ");
}

function settingsText(change: Told["change"]): string {
  const parts = [
    change.earlyReleaseApproval === undefined ? null : change.earlyReleaseApproval === true ? "early release needs a second manager" : "early release needs no second manager",
    change.whenRightEnds === undefined ? null : change.whenRightEnds === "stop" ? "launches stop when a right ends" : "managers are told when a right of a launch ends",
  ];
  return parts.filter(Boolean).join(", ");
}

/** A change as a title, without its reason: `SIM-CRAB: data 12 months after each observation`. */
export function changeTitle(told: Told): string {
  const subject = subjectOf(told);
  const { change } = told;
  switch (told.kind) {
    case "project-clocks":
      return `${subject}: ${clocksText(change)}`;
    case "observation-dates":
      return `${subject}: ${datesText(change)}`;
    case "hold":
      return `${subject}: ${change.closes === "discover" ? "hidden by a hold" : "bytes closed by a hold"}`;
    case "lift-hold":
      return `${subject}: hold lifted`;
    case "denial":
      return `${subject}: closed to ${text(change.username)}`;
    case "lift-denial":
      return `${subject}: denial lifted`;
    case "emergency":
      return `${subject}: emergency access for ${text(change.username)}, ${change.rights === "read" ? "to read" : "descriptions only"}, ${formatCountOf(Number(change.hours) || 0, "hour")}`;
    case "project-settings":
      return `${subject}: ${settingsText(change)}`;
    case "import":
      return `${subject}: clocks from a file`;
  }
}
