/**
 * What an API token may be let do, of what its owner may: find and look at descriptions; fetch the bytes of files; the
 * basket and launches; have the store of a collection that one manages loaded again.
 */
export const scopes = ["search", "read", "stage", "load"] as const;
export type Scope = (typeof scopes)[number];

/** What a route asks of an API token: one scope; `any` of them; `none`: it takes no API token at all. */
export type ScopeNeeded = Scope | "any" | "none";
