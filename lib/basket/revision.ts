import type { Sql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { BadRequest, NotFound } from "@/lib/errors/requests";
import { BasketChanged } from "./errors";
import { idOrNotFound } from "./id";

export interface BasketRow {
  readonly id: string;
  readonly revision: number;
}

/** One basket by its id, or, null, the current one: what 'Add to basket' fills. */
export type BasketChoice = string | null;

export const DEFAULT_NAME = "default";

/** Others' baskets are not among the rows that this reads, by whatever id. */
const CHOSEN = "FROM basket WHERE owner_sub = $1 AND CASE WHEN $2::uuid IS NULL THEN is_current ELSE id = $2 END";

/**
 * The viewer's basket; null as long as nothing was ever put into one. With FOR SHARE it does not change meanwhile.
 *
 * @throws NotFound for an id that is no basket of the viewer's.
 */
export async function findBasket(sql: Sql, viewer: SignedInViewer, chosen: BasketChoice = null, lock: "" | "FOR SHARE" = ""): Promise<BasketRow | null> {
  const [row] = await sql.rows<BasketRow>(`SELECT id, revision ${CHOSEN} ${lock}`, [viewer.sub, chosen === null ? null : idOrNotFound(chosen)]);
  if (!row && chosen !== null) throw new NotFound();
  return row ?? null;
}

/**
 * The viewer's basket, made if there is none, with its row locked until the transaction ends. Changes of one person's
 * baskets come one after the other: they share the count of revisions.
 *
 * @param ifMatch the request's If-Match header; null where the caller does not mind what the basket holds.
 * @throws BasketChanged when the revision is another than `ifMatch` says. NotFound for an id that is no basket of the viewer's.
 */
export async function lockBasket(sql: Sql, viewer: SignedInViewer, chosen: BasketChoice, ifMatch: string | null): Promise<BasketRow> {
  await lockBaskets(sql, viewer);
  if (chosen === null) await sql.run(FIRST, [viewer.sub, DEFAULT_NAME]);
  const [row] = await sql.rows<BasketRow>(`SELECT id, revision ${CHOSEN} FOR UPDATE`, [viewer.sub, chosen === null ? null : idOrNotFound(chosen)]);
  if (!row && chosen !== null) throw new NotFound();
  if (!row) throw new Error("the basket of this viewer can not be seen by its owner");
  if (!matches(ifMatch, row.revision)) throw new BasketChanged(row.revision);
  return row;
}

const FIRST = "INSERT INTO basket (owner_sub, name, is_current) SELECT $1, $2, true WHERE NOT EXISTS (SELECT 1 FROM basket WHERE owner_sub = $1)";

/** Until the transaction ends nobody else changes a basket of this viewer. */
export async function lockBaskets(sql: Sql, viewer: SignedInViewer): Promise<void> {
  await sql.run("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`baskets of ${viewer.sub}`]);
}

/** The number after the highest that any of the owner's baskets has: no tag of one basket is ever another's. $1 owner. */
export const NEXT_REVISION = "(SELECT coalesce(max(b.revision), 0) + 1 FROM basket b WHERE b.owner_sub = $1)";

/** Counts a change. Returns the new revision. The baskets are locked. */
export async function nextRevision(sql: Sql, viewer: SignedInViewer, basket: BasketRow): Promise<number> {
  const [row] = await sql.rows<{ revision: number }>(`UPDATE basket SET revision = ${NEXT_REVISION}, updated_at = now() WHERE id = $2 RETURNING revision`, [viewer.sub, basket.id]);
  return row!.revision;
}

/** The entity tag of a revision. */
export function revisionTag(revision: number): string {
  return `"${revision}"`;
}

/** Source: RFC 9110, section 13.1.1. Comparison is strong, so a weak tag matches nothing. */
function matches(ifMatch: string | null, revision: number): boolean {
  if (ifMatch === null || ifMatch.trim() === "*") return true;
  const tags = ifMatch.split(",").map((tag) => tag.trim());
  if (!tags.every((tag) => /^(W\/)?"[^"]*"$/.test(tag))) throw new BadRequest("If-Match", 'is a revision in double quotes, e.g. "7"');
  return tags.includes(revisionTag(revision));
}
