import type { Sql } from "@/lib/embargo/transaction";
import type { ObservationFilter } from "./schemas";
import { parseSearchText } from "./search-text";

/**
 * Which sums tell a viewer what rows would: those of all projects together, and beside them the viewer's own; those of each project; or none.
 * See the migrations `open_sums`, `open_sums_to_a_day`, `observation_tally` and `tally_by_month`.
 */
export type Sums = Summed | "none";
export type Summed = "open" | "by-project";

type Name = keyof ObservationFilter;
/** By what the sums that are asked for are told apart. */
type ToldApartBy = Readonly<Record<Summed, readonly Name[]>>;

/** To whom anything is denied open sums say nothing, and to whom single observations are denied, none does. */
const WHICH = "SELECT embargo.open_sums_count() AS open, embargo.tallies_count() AS \"by-project\"";

export async function sumsFor(sql: Sql, filter: ObservationFilter, toldApartBy: ToldApartBy): Promise<Sums> {
  const asked = (Object.keys(filter) as Name[]).filter((name) => filter[name] !== undefined && !(name === "access" && filter.access === "visible"));
  const answering = (["open", "by-project"] as const).filter((sums) => asked.every((name) => toldApartBy[sums].includes(name)));
  if (answering.length === 0 || (filter.q !== undefined && parseSearchText(filter.q).obsId !== null)) return "none";
  const [counts] = await sql.rows<Record<Summed, boolean>>(WHICH);
  return answering.find((sums) => counts![sums]) ?? "none";
}

/** From when on what was released is counted one by one. */
const SINCE: Record<Summed, string> = { open: "(SELECT embargo.summed_until())", "by-project": "date_trunc('month', now(), 'UTC')" };

/**
 * What sums do not tell, one by one: what was released since, what is held by a grant on single observations, and, taken off, what open
 * sums and the viewer's own ones have both. OFFSET 0 keeps each a query of its own: merged with what sums it up it could use no index
 * (PostgreSQL then wraps the view's columns, which fit no index any more).
 *
 * @param columns of a row that counts as so many
 */
export function besideSums(sums: Summed, columns: (count: 1 | -1) => string, where: string): string {
  const some = (which: string) => `(SELECT ${columns(1)} FROM visible_observation o WHERE ${which} AND NOT o.in_own_tally AND (${where}) OFFSET 0)`;
  const parts = [
    some(`o.meta_release_at >= ${SINCE[sums]} AND o.meta_release_at <= now()`),
    some("o.id IN (SELECT unnest(own.granted) FROM embargo.own_scope() own) AND coalesce(o.meta_release_at > now(), true)"),
    ...(sums === "open" ? [`(SELECT ${columns(-1)} FROM own_summed o WHERE ${where} OFFSET 0)`] : []),
  ];
  return parts.join("\n  UNION ALL\n  ");
}
