import { endOfDay, startOfDay } from "@/components/embargo/clock-words";
import type { z } from "zod";
import type { grantBodySchema } from "@/lib/embargo/grants/schemas";

/** What the API takes to give a right. */
export type GrantAsked = z.input<typeof grantBodySchema>;
type Roles = NonNullable<GrantAsked["roles"]>;

const textOf = (fields: FormData, name: string) => {
  const value = fields.get(name);
  return typeof value === "string" ? value.trim() : "";
};

/** Ids of observations as people paste them: one per line, or with commas and blanks between. */
export function readIds(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
}

/** The product roles that are ticked; undefined means all of them. */
export function readRoles(fields: FormData): Roles | undefined {
  return textOf(fields, "products") === "some" ? (fields.getAll("role") as Roles) : undefined;
}

/**
 * The form's fields as the API takes them. The API checks them; an empty `from` begins at once, an empty `until` has
 * no end, and days count from their first to their last second, UTC.
 */
export function grantAsked(fields: FormData, today: string): GrantAsked {
  const from = textOf(fields, "from");
  const until = textOf(fields, "until");
  const rights = textOf(fields, "rights") === "discover" ? "discover" : "read";
  const roles = rights === "read" ? readRoles(fields) : undefined;
  return {
    grantee: { kind: textOf(fields, "granteeKind") === "group" ? "group" : "person", name: textOf(fields, "grantee") },
    scope: scopeAsked(fields),
    rights,
    ...(roles ? { roles } : {}),
    ...(from && from > today ? { from: startOfDay(from) } : {}),
    ...(until ? { until: endOfDay(until) } : {}),
    reason: textOf(fields, "reason"),
  };
}

function scopeAsked(fields: FormData): GrantAsked["scope"] {
  const kind = textOf(fields, "scope");
  if (kind === "observations") return { kind, ids: readIds(textOf(fields, "ids")) };
  if (kind === "selection") return { kind, id: textOf(fields, "selection") };
  return { kind: "project" };
}
