import type { AccessReport } from "@/lib/catalogue/schemas";
import { formatDate } from "@/lib/units/format";

type Right = AccessReport["discover"] | AccessReport["read"];

const reasons: Record<AccessReport["read"]["rule"], (group: string | null, releaseAt: string | null) => string> = {
  released: (_group, releaseAt) => (releaseAt ? `Public since ${formatDate(releaseAt)}.` : "Public."),
  "project-group": (group) => `You are in the project's group${group ? ` ${group}` : ""}.`,
  "collection-group": (group) => `You are in the collection's group${group ? ` ${group}` : ""}.`,
  embargoed: (_group, releaseAt) => (releaseAt ? `Under embargo until ${formatDate(releaseAt)}; you are in no group that may read them before.` : "Under embargo."),
  "no-date-set": () => "Under embargo, and no release date is set.",
};

/** Why a right holds or not, as a sentence. */
export function reasonOf(right: Right): string {
  return reasons[right.rule](right.group, right.releaseAt);
}

/** When the right becomes everybody's, if that is still to come and not said already. */
export function nextChange(right: Right): string | null {
  const isMember = right.rule === "project-group" || right.rule === "collection-group";
  return isMember && right.releaseAt ? `Everybody may from ${formatDate(right.releaseAt)} on.` : null;
}
