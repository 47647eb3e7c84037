import type { AuditEntry } from "@/lib/audit/schemas";
import { momentText } from "@/components/admin/clocks/clock-words";

const actions: Readonly<Record<string, string>> = {
  "clock.changed": "changed the clocks",
  "clock.overridden": "set dates of observations",
  "project.changed": "changed the project",
  "project.made": "made the project",
  "project.joined": "joined it with another project",
  "project.parted": "parted it from another project",
  "collection.changed": "changed the collection",
  "manager.added": "made a group its managers",
  "manager.removed": "took a group from its managers",
  "deputy.named": "named a deputy",
  "deputy.dropped": "dropped a deputy",
  "grant.given": "gave a grant",
  "grant.changed": "changed a grant",
  "grant.revoked": "revoked a grant",
  "hold.placed": "placed a hold",
  "hold.lifted": "lifted a hold",
  "denial.placed": "denied a person",
  "denial.lifted": "lifted a denial",
  "request.made": "asked",
  "request.granted": "granted a request",
  "request.refused": "refused a request",
  "request.withdrawn": "withdrew a request",
  "change.made": "asked for a change",
  "change.approved": "approved a change",
  "change.applied": "changed the embargo",
  "change.refused": "refused a change",
  "change.withdrawn": "withdrew a change",
  "change.undone": "undid a change",
  "groups.changed": "changed groups",
  "selection.grown": "added to a selection",
  "selection.shrunk": "took from a selection",
  "observation.joined": "put observations into the project",
  "observation.left": "took observations out of the project",
  "file.read": "read a file",
  "file.staged": "staged a file",
  "manifest.exported": "exported a manifest",
  "staging.redeemed": "began staging",
  "staging.refused": "was refused staging",
  "load.asked": "asked for a load of the store",
  "load.ended": "loaded the store",
  "launch.started": "launched",
  "launch.stopped": "stopped a launch",
  "attempt.unknown": "tried what can not be told",
};

/** What was done, as a predicate; an action that this page does not know keeps its own name. */
export function actionText(action: string): string {
  return actions[action] ?? action;
}

const actors: Record<AuditEntry["actor"], string> = { person: "somebody", anonymous: "nobody signed in", system: "the portal", iam: "the identity service" };

/** Who did it; a person who was made anonymous keeps an id only. */
export function actorText(entry: Pick<AuditEntry, "actor" | "person">): string {
  if (!entry.person) return actors[entry.actor];
  const name = entry.person.username ?? `person ${entry.person.person.slice(0, 8)}`;
  return entry.actor === "iam" ? `${name}, as the identity service says` : name;
}

const isMoment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const mostListed = 5;

function valueText(value: unknown): string {
  if (value === null || value === undefined) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return isMoment.test(value) ? momentText(value) : value;
  if (Array.isArray(value)) return value.length > mostListed ? `${value.slice(0, mostListed).map(valueText).join(", ")} and ${value.length - mostListed} more` : value.map(valueText).join(", ");
  if (typeof value !== "object") return String(value);
  const members = value as Readonly<Record<string, unknown>>;
  if (typeof members.person === "string") return typeof members.username === "string" ? members.username : `person ${members.person.slice(0, 8)}`;
  if ("before" in members && "after" in members) return `${valueText(members.before)} → ${valueText(members.after)}`;
  return Object.entries(members).map(([name, inner]) => `${nameText(name)} ${valueText(inner)}`).join(", ");
}

/** `metaReleaseAt` → `descriptions release at`. */
const nameText = (name: string) => name.replaceAll(/([A-Z])/g, " $1").toLowerCase().replace(/^meta /, "descriptions ");

/** What it is about, line by line: ids that mean something to the portal only are left to the CSV. */
export function subjectLines(subject: AuditEntry["subject"]): string[] {
  const isId = (value: unknown) => typeof value === "string" && /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(value);
  return Object.entries(subject).flatMap(([name, value]) => {
    // By which token is told only here: the same id on two lines is the same script.
    if (name === "apiToken") return [`by API token ${String(value)}`];
    if (isId(value) || value === null || (Array.isArray(value) && value.length === 0)) return [];
    if (name === "changed" && typeof value === "object") return Object.entries(value).map(([what, change]) => `${nameText(what)}: ${valueText(change)}`);
    return [`${nameText(name)}: ${valueText(value)}`];
  });
}
