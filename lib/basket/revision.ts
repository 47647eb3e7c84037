import type { Sql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { BadRequest } from "@/lib/errors/requests";
import { BasketChanged } from "./errors";

export interface BasketRow {
  readonly id: string;
  readonly revision: number;
}

const DEFAULT_NAME = "default";

/** The viewer's basket; null as long as nothing was ever put into it. With FOR SHARE it does not change meanwhile. */
export async function findBasket(sql: Sql, viewer: SignedInViewer, lock: "" | "FOR SHARE" = ""): Promise<BasketRow | null> {
  const [row] = await sql.rows<BasketRow>(`SELECT id, revision FROM basket WHERE owner_sub = $1 AND name = $2 ${lock}`, [viewer.sub, DEFAULT_NAME]);
  return row ?? null;
}

/**
 * The viewer's basket, made if there is none, with its row locked until the transaction ends: changes of two tabs come
 * one after the other.
 *
 * @param ifMatch the request's If-Match header; null where the caller does not mind what the basket holds.
 * @throws BasketChanged when the revision is another than `ifMatch` says.
 */
export async function lockBasket(sql: Sql, viewer: SignedInViewer, ifMatch: string | null): Promise<BasketRow> {
  await sql.run("INSERT INTO basket (owner_sub, name) VALUES ($1, $2) ON CONFLICT (owner_sub, name) DO NOTHING", [viewer.sub, DEFAULT_NAME]);
  const [row] = await sql.rows<BasketRow>("SELECT id, revision FROM basket WHERE owner_sub = $1 AND name = $2 FOR UPDATE", [viewer.sub, DEFAULT_NAME]);
  if (!row) throw new Error("the basket of this viewer can not be seen by its owner");
  if (!matches(ifMatch, row.revision)) throw new BasketChanged(row.revision);
  return row;
}

/** Counts a change. Returns the new revision. */
export async function nextRevision(sql: Sql, basket: BasketRow): Promise<number> {
  const [row] = await sql.rows<{ revision: number }>("UPDATE basket SET revision = revision + 1, updated_at = now() WHERE id = $1 RETURNING revision", [basket.id]);
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
