import { queryText } from "@/components/admin/api/queries";

/** Which audit, and which of its entries; `from` and `until` are days of UTC, the last one whole. */
export interface AuditAsked {
  readonly collection?: string;
  readonly project?: string;
  readonly action?: string;
  readonly outcome?: string;
  readonly person?: string;
  readonly from?: string;
  readonly until?: string;
}

const names = ["collection", "project", "action", "outcome", "person", "from", "until"] as const;

/** What an address asks for: a project's audit, else a collection's, the first managed one unless it says which. */
export function readAuditAsked(query: URLSearchParams, collections: readonly string[]): AuditAsked {
  const asked: { -readonly [Name in keyof AuditAsked]: AuditAsked[Name] } = {};
  for (const name of names) {
    const value = query.get(name)?.trim();
    if (value) asked[name] = value;
  }
  if (asked.project) delete asked.collection;
  else asked.collection ??= collections[0];
  return asked;
}

export function auditHref(asked: AuditAsked): string {
  return `/admin/embargo/audit${queryText(asked as Record<string, unknown>)}`;
}

const dayMs = 86_400_000;
const isDay = (text: string | undefined): text is string => text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** The API's path for it. A day that can not be read is passed on, for the API to say so. */
export function auditApiPath({ collection, project, from, until, ...filters }: AuditAsked, more: { cursor?: string; format?: "csv" }): string {
  const query = {
    ...filters,
    from: isDay(from) ? `${from}T00:00:00Z` : from,
    until: isDay(until) ? new Date(Date.parse(until) + dayMs).toISOString() : until,
    ...more,
  };
  return project ? `/projects/${encodeURIComponent(project)}/audit${queryText(query)}` : `/audit${queryText({ collection, ...query })}`;
}
