import { spanText } from "@/components/admin/clocks/clock-words";
import type { Effect, Opening, PartyEffect } from "@/lib/embargo/changes/schemas";
import { formatCountOf } from "@/lib/units/format";

const observations = (count: number) => formatCountOf(count, "observation");

const nouns: Record<Opening["right"], string> = { discover: "descriptions", read: "data" };

/** `SIM-CRAB`, `SIM-CRAB and SIM-GPS`, `SIM-AGN, SIM-CRAB and 3 more`. */
export function listText(names: readonly string[]): string {
  if (names.length <= 1) return names[0] ?? "";
  if (names.length === 2) return `${names[0]} and ${names[1]}`;
  if (names.length === 3) return `${names[0]}, ${names[1]} and ${names[2]}`;
  return `${names[0]}, ${names[1]} and ${names.length - 2} more`;
}

/** How much a change touches, as one sentence. */
export function extentText(effect: Pick<Effect, "observationCount" | "projects">): string {
  if (effect.observationCount === 0) return "No observation’s dates, holds or rights change.";
  const of = effect.projects.length > 0 ? ` of ${listText(effect.projects)}` : "";
  return `${observations(effect.observationCount)}${of}.`;
}

/** What happens to the public's right, as one sentence. */
export function openingText(opening: Opening): string {
  const what = `The ${nouns[opening.right]} of ${observations(opening.observationCount)}`;
  const planned = spanText(opening.plannedFrom, opening.plannedTo);
  const opens = spanText(opening.opensFrom, opening.opensTo);
  switch (opening.direction) {
    case "opens-now":
      return `${what} open to the public at once (planned: ${planned}).`;
    case "closes-now":
      return opening.opensFrom === null && opening.opensTo === null ? `${what}, public until now, close.` : `${what}, public until now, close; they open again: ${opens}.`;
    case "earlier":
      return `${what} open to the public earlier: ${opens} instead of ${planned}.`;
    case "later":
      if (opening.opensFrom === null && opening.opensTo === null) return `${what} no longer open to the public by themselves (planned: ${planned}).`;
      return `${what} open to the public later: ${opens} instead of ${planned}.`;
  }
}

/** Who: the public, a group or a person. */
export function partyName(party: Pick<PartyEffect, "kind" | "name">): string {
  return party.kind === "public" ? "The public" : (party.name ?? "somebody");
}

/** What a party gains or loses, as one sentence; null when nothing changes for it now. */
export function partyText(party: PartyEffect): string | null {
  const parts = [
    party.readGained > 0 ? `can read ${observations(party.readGained)} more` : null,
    party.readLost > 0 ? `can read ${observations(party.readLost)} no longer` : null,
    party.discoverGained > 0 ? `sees the descriptions of ${party.discoverGained} more` : null,
    party.discoverLost > 0 ? `sees the descriptions of ${party.discoverLost} no longer` : null,
  ].filter((part) => part !== null);
  if (parts.length === 0) return null;
  const said = parts.length === 1 ? parts[0] : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
  return `${party.kind === "group" ? `Group ${party.name}` : partyName(party)} ${said}.`;
}

/** What becomes public at once by a change: it can not be taken back. */
export function opensNow(effect: Pick<Effect, "openings">): readonly Opening[] {
  return effect.openings.filter((opening) => opening.direction === "opens-now" && opening.observationCount > 0);
}

/** What becomes public, as a question with the name of the thing; null when nothing does. */
export function publicQuestion(effect: Pick<Effect, "openings" | "projects">): string | null {
  const now = opensNow(effect);
  if (now.length === 0) return null;
  const read = now.find((opening) => opening.right === "read") ?? now[0]!;
  return `Open the ${nouns[read.right]} of ${observations(read.observationCount)} of ${listText(effect.projects)} to the public?`;
}
