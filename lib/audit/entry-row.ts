import type { Json } from "./canonical";
import type { SealedContent } from "./chain";

/** Columns of what is sealed of an entry `e`; times as text, so that nothing is lost on the way. */
export const SEALED_COLUMNS = `to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, e.actor, e.person, e.action, e.outcome, e.subject, e.request_id AS "requestId"`;

/** A row of these columns. */
export interface EntryRow {
  readonly at: string;
  readonly actor: string;
  readonly person: string | null;
  readonly action: string;
  readonly outcome: string;
  readonly subject: Json;
  readonly requestId: string | null;
}

/** Nothing else of the row is sealed. */
export function contentOf({ at, actor, person, action, outcome, subject, requestId }: EntryRow): SealedContent {
  return { at, actor, person, action, outcome, subject, requestId };
}
