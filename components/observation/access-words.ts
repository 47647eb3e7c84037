import { dayInWords, inDays } from "@/components/embargo/clock-words";
import { rightsText } from "@/components/embargo/grant-words";
import type { AccessReport } from "@/lib/catalogue/schemas";
import type { Grant } from "@/lib/embargo/grants/schemas";
import { formatCountOf, formatDate } from "@/lib/units/format";

type Decision = AccessReport["discover"];
type NamedGrant = AccessReport["grants"][number];

/** Of whom the sentences speak: the reader, or somebody for whom a manager asks. */
interface Person {
  readonly may: string;
  readonly mayNot: string;
  readonly are: string;
  readonly their: string;
  readonly to: string;
}

/** @param username null: the reader */
export function personOf(username: string | null): Person {
  return username === null
    ? { may: "You may", mayNot: "You may not", are: "You are", their: "your", to: "you" }
    : { may: `${username} may`, mayNot: `${username} may not`, are: `${username} is`, their: "their", to: username };
}

/** On what a grant is: `all of SIM-CRAB`, `3 observations`. */
function grantScope({ collection, project, observationCount }: NamedGrant): string {
  return observationCount === null ? `all of ${project ?? collection ?? "it"}` : formatCountOf(observationCount, "observation");
}

/** `a grant to you on all of SIM-CRAB, by pi-crab, until 2027-03-03` */
function grantText(grant: NamedGrant, person: Person): string {
  const to = grant.granteeKind === "group" ? `${person.their} group ${grant.grantee}` : person.to;
  const kind = grant.emergency ? "an emergency access" : "a grant";
  return `${kind} to ${to} on ${grantScope(grant)}, by ${grant.givenBy}, ${grant.until ? `until ${formatDate(grant.until)}` : "without end"}`;
}

/** From what a date was worked out, as an addition to it; null where there is nothing to say. */
export function clockText(clock: Decision["clock"]): string | null {
  if (!clock) return null;
  if (clock.kind === "override") return "a date of this observation’s own";
  if (clock.kind === "fixed") return clock.project ? `the date of ${clock.project}` : null;
  const start = { observation: "it was observed", delivery: "it was delivered", "last-observation": `the last observation of ${clock.project ?? "its project"}` }[clock.kind];
  const from = clock.startsAt ? ` (${formatDate(clock.startsAt)})` : "";
  return clock.months ? `${formatCountOf(clock.months, "month")} after ${start}${from}` : `when ${start}${from}`;
}

/** Why a right is open or closed, as a sentence. */
export function reasonOf(decision: Decision, grants: readonly NamedGrant[], person: Person): string {
  const { rule, group, grantId, releaseAt } = decision;
  const clock = clockText(decision.clock);
  const dated = clock ? `, ${clock}` : "";
  const grant = grants.find(({ id }) => id === grantId);
  const inGroup = (whose: string) => `${person.are} in the group of ${whose}${group ? `, ${group}` : ""}.`;
  switch (rule) {
    case "released":
      return releaseAt ? `Public since ${formatDate(releaseAt)}${dated}.` : "Public.";
    case "project-group":
      return inGroup("its project");
    case "partner-group":
      return inGroup("a project that it is joint with");
    case "collection-group":
      return inGroup("its collection");
    case "grant":
      return `By ${grant ? grantText(grant, person) : "a grant"}.`;
    case "office":
      return `${person.are} a manager of its embargo: that shows its description, and opens no files.`;
    case "denied":
      return `An embargo manager has denied it to ${person.to}. That comes before everything else.`;
    case "hold":
      return "On hold, for everybody, until an embargo manager lifts the hold. A hold comes before every date, group and grant.";
    case "no-date-set":
      return "Under embargo, and no release date is set.";
    case "embargoed":
      return releaseAt ? `Under embargo until ${formatDate(releaseAt)}${dated}. No group or grant opens it to ${person.to} now.` : "Under embargo.";
  }
}

/** Kinds of files that a grant opens though the rest stays closed; null: none. */
export function rolesText({ read }: AccessReport, person: Person): string | null {
  if (read.roles.length === 0) return null;
  return `By a grant, ${person.to} may ${rightsText({ rights: "read", roles: read.roles as Grant["roles"] })}.`;
}

/** Who gets a right that others have already: `Everybody may from 2027-03-01 on.` */
export function publicText(decision: Decision): string | null {
  return decision.allowed && decision.rule !== "released" && decision.releaseAt ? `Everybody may from ${formatDate(decision.releaseAt)} on.` : null;
}

/** The next change that happens by itself, as a sentence; null: none is set. */
export function nextChange({ next, grants }: AccessReport, person: Person, nowMs: number): string | null {
  if (!next) return null;
  const when = `on ${dayInWords(next.at)}, ${inDays(next.at, nowMs)}`;
  const grant = grants.find(({ id }) => id === next.grantId);
  switch (next.event) {
    case "discover-opens":
      return `Its description opens to everybody ${when}.`;
    case "read-opens":
      return `Its files open to everybody ${when}.`;
    case "grant-begins":
      return `A grant to ${person.to}${grant ? `, by ${grant.givenBy},` : ""} begins ${when}.`;
    case "grant-ends":
      return `${grant ? `The grant by ${grant.givenBy}` : "A grant"} ends ${when}.`;
  }
}
