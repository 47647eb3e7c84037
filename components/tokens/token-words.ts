import { endOfDay } from "@/components/embargo/clock-words";
import type { TokenAsked } from "@/components/tokens/queries";
import type { Scope } from "@/lib/auth/api-tokens/scopes";

/** What a scope lets a script do, as its owner chooses it. */
export const scopeWords: Record<Scope, { readonly name: string; readonly lets: string }> = {
  search: { name: "Search", lets: "find observations, projects and IRFs that you may see" },
  read: { name: "Read", lets: "download files that you may read" },
  stage: { name: "Stage", lets: "see and change your basket, start and stop launches" },
  load: { name: "Load", lets: "have the store of a collection that you manage loaded again" },
};

/** What most scripts need: the Python client stages a basket with these. */
export const usualScopes: readonly Scope[] = ["search", "read", "stage"];
const DAY_MS = 86_400_000;
const USUAL_DAYS = 90;
/** A year, and the rest of its last day. */
const LONGEST_DAYS = 365;

const dayAfter = (nowMs: number, days: number) => new Date(nowMs + days * DAY_MS).toISOString().slice(0, 10);
export const usualEnd = (nowMs: number) => dayAfter(nowMs, USUAL_DAYS);
export const latestEnd = (nowMs: number) => dayAfter(nowMs, LONGEST_DAYS);

/** The form's fields as the API takes them; the last day counts to its end, UTC. */
export function tokenAsked(fields: FormData): TokenAsked {
  const text = (name: string) => String(fields.get(name) ?? "").trim();
  return { name: text("name"), scopes: fields.getAll("scope") as Scope[], until: endOfDay(text("until")) };
}
