import { dayInWords, inDays } from "@/components/embargo/clock-words";
import type { AccessRequest, Grant, Person } from "@/lib/embargo/grants/schemas";
import { formatCountOf, formatDate } from "@/lib/units/format";

type Role = NonNullable<Grant["roles"]>[number];

/** Names of product roles in the plural, as sentences and checkboxes have them. */
export const roleNames: Record<Role, string> = {
  "event-list": "event lists",
  irf: "IRFs",
  index: "indexes",
  terms: "terms of use",
  log: "logs",
  provenance: "provenance",
  metadata: "metadata",
  notebook: "notebooks",
};

/** A person by name; an account that is gone has none. */
export function personText(person: Person): string {
  return person.displayName ?? person.name ?? "an account that is gone";
}

/** To whom a grant is: `Ana Lystra`, `group cta/projects/partner`. */
export function granteeText({ kind, name, displayName }: Grant["grantee"]): string {
  return kind === "group" ? `group ${name ?? "that is gone"}` : personText({ name, displayName });
}

/** What a grant is on: `all of SIM-CRAB`, `3 observations`, `selection Flare (12 observations)`. */
export function scopeText({ kind, name, observationCount }: Grant["scope"]): string {
  const observations = formatCountOf(observationCount ?? 0, "observation");
  if (kind === "observations") return observations;
  if (kind === "selection") return `selection ${name ?? ""} (${observations})`;
  return `all of ${name ?? "it"}`;
}

const list = new Intl.ListFormat("en", { type: "conjunction" });

/** Which right: `see and read`, `see and read event lists only`, `see descriptions only`. */
export function rightsText({ rights, roles }: Pick<Grant, "rights" | "roles">): string {
  if (rights === "discover") return "see descriptions only";
  return roles ? `see, and read ${list.format(roles.map((role) => roleNames[role]))} only` : "see and read";
}

/** How long a grant holds, and how it ended: `until 2027-03-03, in 103 days`. */
export function periodText(grant: Pick<Grant, "state" | "from" | "until" | "revokedAt">, nowMs: number): string {
  if (grant.state === "revoked") return grant.revokedAt ? `revoked ${formatDate(grant.revokedAt)}` : "revoked";
  const until = grant.until ? `until ${formatDate(grant.until)}` : "without end";
  if (grant.state === "ended") return grant.until ? `ended ${formatDate(grant.until)}` : "ended";
  if (grant.state === "future") return `from ${formatDate(grant.from)}, ${until}`;
  return grant.until ? `${until}, ${inDays(grant.until, nowMs)}` : until;
}

/** What revoking does, before one does it. */
export function revocationText(grant: Grant): string {
  const who = grant.grantee.kind === "group" ? `The ${granteeText(grant.grantee)}` : granteeText(grant.grantee);
  if (grant.state === "future") return `${who} will not get what this grant was to open.`;
  const files = grant.roles ? list.format(grant.roles.map((role) => roleNames[role])) : "files";
  const what = grant.rights === "discover" ? "the descriptions" : `the descriptions and the ${files}`;
  return `${who} loses ${what} of ${scopeText(grant.scope)} at once, unless another right opens them. Downloads and stagings that run are cut off.`;
}

const asks: Record<AccessRequest["kind"], string> = { access: "access to", extension: "a longer embargo of", "early-release": "an early release of" };

/** What a request asks for: `access to 3 observations of SIM-AGN`, `a longer embargo of SIM-CRAB, until 3 March 2028`. */
export function requestText(request: Pick<AccessRequest, "kind" | "project" | "observationCount" | "ids" | "wantedAt">): string {
  const { kind, project, observationCount, ids, wantedAt } = request;
  if (kind === "access") {
    const what = ids?.length === 1 ? ids[0]! : formatCountOf(observationCount, "observation");
    return `${asks.access} ${what}${project ? ` of ${project}` : ""}`;
  }
  const date = wantedAt ? `${kind === "extension" ? ", until" : ", on"} ${dayInWords(wantedAt)}` : "";
  return `${asks[kind]} ${project ?? "a project"}${date}`;
}
