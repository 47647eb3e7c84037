import { momentText } from "@/components/admin/clocks/clock-words";
import type { AccessReport } from "@/lib/catalogue/schemas";
import { formatCountOf } from "@/lib/units/format";

type Right = AccessReport["discover"];
type Grant = AccessReport["grants"][number];

/** What a grant gives, to whom, by whom and until when. */
export function grantText(grant: Grant): string {
  const whom = grant.granteeKind === "group" ? `group ${grant.grantee}` : grant.grantee;
  const what = grant.rights === "discover" ? "descriptions" : grant.roles ? `files of ${grant.roles.join(", ")}` : "all files";
  const on = grant.project ?? (grant.collection ? `collection ${grant.collection}` : formatCountOf(grant.observationCount ?? 0, "chosen observation"));
  const when = `${grant.begun ? "" : ` from ${momentText(grant.from)}`}${grant.until ? ` until ${momentText(grant.until)}` : ""}`;
  return `${grant.emergency ? "Emergency access" : "Grant"} to ${whom} for ${what} on ${on}${when}, given by ${grant.givenBy}`;
}

/** When the public gets a right and by which clock, as a sentence; null where that says nothing: no project, a hold, a denial. */
export function clockOfRight({ clock, rule, releaseAt }: Pick<Right, "clock" | "rule" | "releaseAt">): string | null {
  if (!clock || rule === "hold" || rule === "denied") return null;
  const opens = rule === "released" ? "It opened" : releaseAt ? `The public may from ${momentText(releaseAt)} on` : "The public has no date";
  if (clock.kind === "override") return `${opens}, by a date of this observation’s own.`;
  const whose = clock.project ? `by the clock of ${clock.project}` : "by the project’s clock";
  if (clock.kind === "fixed") return `${opens}, ${whose}.`;
  const start = { observation: "the observation", delivery: "delivery", "last-observation": "the project’s last observation" }[clock.kind];
  const from = clock.startsAt ? ` (${momentText(clock.startsAt)})` : ", which has not come yet";
  return `${opens}, ${whose}: ${formatCountOf(clock.months ?? 0, "month")} from ${start}${from}.`;
}

/** Why a right holds or not for a person, as a sentence; `name` is how the person is called. */
export function reasonFor(name: string, right: Right, grants: readonly Grant[]): string {
  const grant = grants.find((one) => one.id === right.grantId);
  switch (right.rule) {
    case "released":
      return right.releaseAt ? `Public since ${momentText(right.releaseAt)}.` : "Public.";
    case "project-group":
      return `${name} is in the project’s group ${right.group ?? ""}.`;
    case "partner-group":
      return `${name} is in ${right.group ?? "the group"}, the group of a project that is joint with this one.`;
    case "collection-group":
      return `${name} is in the collection’s group ${right.group ?? ""}.`;
    case "grant":
      return grant ? `${grantText(grant)}.` : "By a grant.";
    case "office":
      return `${name} manages the embargo of the collection, and sees descriptions by that office.`;
    case "denied":
      return `Closed to ${name} by a denial, whatever else would open it.`;
    case "hold":
      return "Closed to everybody by a hold.";
    case "no-date-set":
      return `Under embargo with no date set; nothing opens it to ${name} before.`;
    case "embargoed":
      return `Under embargo${right.releaseAt ? ` until ${momentText(right.releaseAt)}` : ""}; nothing opens it to ${name} before.`;
  }
}

const events: Record<NonNullable<AccessReport["next"]>["event"], string> = {
  "discover-opens": "the description opens to the public",
  "read-opens": "the data open to the public",
  "grant-begins": "a grant begins",
  "grant-ends": "a grant ends",
};

/** What changes next by itself. */
export function nextText(next: AccessReport["next"]): string {
  return next ? `Next, on ${momentText(next.at)}: ${events[next.event]}.` : "Nothing changes by itself.";
}
