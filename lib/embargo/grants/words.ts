import type { About } from "./notices";
import type { Place } from "./place";
import type { Person } from "./schemas";

// What notices say. They name a project or a collection, and never how many observations: a notice is hidden when its
// project is, and must tell nothing of single observations that are hidden while the project is not.

export function aboutPlace(place: Pick<Place, "kind" | "id">): About {
  return place.kind === "project" ? { projectId: place.id } : { collectionId: place.id };
}

export function placeLink({ kind, name }: Pick<Place, "kind" | "name">): string {
  return kind === "project" ? `/projects/${encodeURIComponent(name)}` : `/search?collection=${encodeURIComponent(name)}`;
}

/** The moment as notices write it, UTC to the minute. */
export function momentText(moment: string): string {
  return `${new Date(moment).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function rightText(place: string, rights: "discover" | "read", roles: readonly string[] | null | undefined): string {
  if (rights === "discover") return `see descriptions of ${place}, and not its data`;
  return roles ? `read files of ${place} of these kinds: ${roles.join(", ")}` : `read data of ${place}`;
}

export function grantText(place: string, rights: "discover" | "read", roles: readonly string[] | null | undefined, until: string | null, reason: string): string {
  const end = until === null ? "" : ` This ends on ${momentText(until)}.`;
  return `You may ${rightText(place, rights, roles)}.${end} ${sentence("Reason", reason)}`;
}

export function grantChangeText(place: string, until: string | null, reason: string): string {
  return `Your access to data of ${place} now ends ${until === null ? "on no set date" : `on ${momentText(until)}`}. ${sentence("Reason", reason)}`;
}

/** Names nothing that may be hidden from now on. */
export function revocationText(givenBy: Person, givenAt: string): string {
  return `Access that ${givenBy.displayName ?? givenBy.name ?? "somebody who has left"} gave you on ${momentText(givenAt)} was revoked.`;
}

export function sentence(label: string, text: string): string {
  return text === "" ? "" : `${label}: ${text}`;
}
