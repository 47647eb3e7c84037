import type { Sql } from "@/lib/embargo/transaction";
import type { ObservationFilter } from "./schemas";
import { parseSearchText } from "./search-text";

/**
 * Which sums tell a viewer what rows would: those of all projects together, and beside them the viewer's own; those of each project; or none.
 * See the migrations `open_sums`, `observation_tally` and `tally_by_month`.
 */
export type Sums = "open" | "by-project" | "none";

type Name = keyof ObservationFilter;
/** By what the sums that are asked for are told apart. */
type ToldApartBy = Readonly<Record<Exclude<Sums, "none">, readonly Name[]>>;

/** To whom anything is denied open sums say nothing, and to whom single observations are denied, none does. */
const WHICH = "SELECT embargo.open_sums_count() AS open, embargo.tallies_count() AS \"by-project\"";

export async function sumsFor(sql: Sql, filter: ObservationFilter, toldApartBy: ToldApartBy): Promise<Sums> {
  const asked = (Object.keys(filter) as Name[]).filter((name) => filter[name] !== undefined && !(name === "access" && filter.access === "visible"));
  const answering = (["open", "by-project"] as const).filter((sums) => asked.every((name) => toldApartBy[sums].includes(name)));
  if (answering.length === 0 || (filter.q !== undefined && parseSearchText(filter.q).obsId !== null)) return "none";
  const [counts] = await sql.rows<Record<Exclude<Sums, "none">, boolean>>(WHICH);
  return answering.find((sums) => counts![sums]) ?? "none";
}

/**
 * Rows in no sum that the viewer may see come one by one, with `columns`: what was released this month, and what is held by a grant on
 * single observations. OFFSET 0 keeps each a query of its own: merged with what sums it up it could use no index (PostgreSQL then
 * wraps the view's columns, which fit no index any more).
 */
export function inNoSum(columns: string, where: string): string {
  const some = (which: string) => `(SELECT ${columns} FROM visible_observation o WHERE ${which} AND NOT o.in_own_tally AND (${where}) OFFSET 0)`;
  return `${some("o.meta_release_at >= date_trunc('month', now(), 'UTC') AND o.meta_release_at <= now()")}
  UNION ALL
  ${some("o.id IN (SELECT unnest(own.granted) FROM embargo.own_scope() own) AND coalesce(o.meta_release_at > now(), true)")}`;
}
