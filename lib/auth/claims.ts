import { z } from "zod";
import { groupFromEntitlement, normaliseGroup } from "@/lib/auth/groups";

/** What the portal takes from an ID token, an access token or a userinfo answer. */
export interface Identity {
  /** The IAM's subject: who this is, for ever. */
  readonly sub: string;
  /** Lower-cased account name; null when the claims carry none that can be used. */
  readonly username: string | null;
  readonly name: string | null;
  readonly email: string | null;
  /** Normalised groups; null when the claims say nothing about groups, which is not the same as no groups. */
  readonly groups: readonly string[] | null;
}

/** Claims as they come: only `sub` is certain, everything else is looked at with care. */
export const claimsSchema = z.looseObject({ sub: z.string().min(1).max(255) });
export type Claims = z.infer<typeof claimsSchema>;

const groupClaims = ["groups", "wlcg.groups"] as const;
const entitlementClaims = ["eduperson_entitlement", "entitlements"] as const;
/** Nobody is in so many groups; a claim that says so shall not keep a process busy. */
const groupLimit = 5000;

/**
 * Reads who somebody is from claims.
 *
 * @throws z.ZodError when there is no usable `sub`.
 */
export function identityFromClaims(claims: unknown): Identity {
  const parsed = claimsSchema.parse(claims);
  return {
    sub: parsed.sub,
    username: usernameFromClaims(parsed),
    name: displayText(parsed.name),
    email: displayText(parsed.email),
    groups: groupsFromClaims(parsed),
  };
}

/**
 * Groups from all three forms that an IAM may speak (`groups`, `wlcg.groups`, AARC entitlements), normalised to one:
 * no leading slash, `/` between levels, case kept; sorted, each once. Membership of a child does not imply the parent.
 *
 * @returns null when none of the claims is there, so that the caller asks userinfo.
 */
export function groupsFromClaims(claims: Readonly<Record<string, unknown>>): string[] | null {
  const groups = new Set<string>();
  let told = false;
  for (const claim of groupClaims) {
    told = collect(claims, claim, normaliseGroup, groups) || told;
  }
  for (const claim of entitlementClaims) {
    told = collect(claims, claim, groupFromEntitlement, groups) || told;
  }
  return told ? [...groups].sort() : null;
}

function collect(
  claims: Readonly<Record<string, unknown>>,
  claim: string,
  read: (value: string) => string | null,
  into: Set<string>,
): boolean {
  if (!Object.hasOwn(claims, claim)) return false;
  const value = claims[claim];
  if (typeof value !== "string" && !Array.isArray(value)) return false;
  for (const entry of (typeof value === "string" ? [value] : value).slice(0, groupLimit)) {
    const group = typeof entry === "string" ? read(entry) : null;
    if (group !== null) into.add(group);
  }
  return true;
}

/**
 * The one rule for account names, the same here and at every hub: `preferred_username`, lower-cased. It names folders
 * and servers, so only ASCII letters, digits and `. _ @ -` pass. They are checked before lower-casing: U+212A (Kelvin)
 * becomes a plain `k` and would make two people one.
 */
export function usernameFromClaims(claims: Readonly<Record<string, unknown>>): string | null {
  const username = claims.preferred_username;
  if (typeof username !== "string" || !/^[A-Za-z0-9_][A-Za-z0-9._@-]{0,127}$/.test(username)) return null;
  return username.includes("..") ? null : username.toLowerCase();
}

function displayText(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const text = value.replace(/\p{C}/gu, "").trim().slice(0, 255);
  return text === "" ? null : text;
}
