import { filterSql } from "@/lib/catalogue/filter-sql";
import { withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { addQueryStatement } from "./add-sql";
import { type BasketChange, changeItems, ITEM_LIMIT } from "./basket";
import { NoBasketQuery } from "./errors";
import { pinHeaderIrfs } from "./header-irfs";
import { type BasketQuery, QUERY_COLUMNS, queryOf, type QueryRow } from "./query";
import { type BasketChoice, findBasket } from "./revision";
import type { BasketNews } from "./schemas";

/** Not in the basket, and not taken out of it. $1 basket; over the alias `o`. */
const IS_NEW = `NOT EXISTS (SELECT 1 FROM basket_item i WHERE i.basket_id = $1 AND i.observation_id = o.id)
  AND NOT EXISTS (SELECT 1 FROM (SELECT unnest(b.passed_over) AS id FROM basket b WHERE b.id = $1) passed WHERE passed.id = o.id)`;

/** As far as one basket could hold them; `where` is of lib/catalogue/filter-sql, its parameters from $2 on. */
function countStatement(where: string): string {
  return `SELECT count(*)::int AS "newCount", (count(*) FILTER (WHERE n.readable))::int AS "readableCount"
  FROM (SELECT o.readable FROM visible_observation o WHERE (${where}) AND ${IS_NEW} LIMIT ${ITEM_LIMIT}) n`;
}

/**
 * What the basket's search finds now, under the viewer's rights at this moment, that the basket does not hold. What the
 * viewer may not see is not among it, nor what was taken out by hand.
 *
 * @throws NoBasketQuery. NotFound for an id that is no basket of the viewer's.
 */
export function readNews(viewer: SignedInViewer, chosen: BasketChoice): Promise<BasketNews> {
  return withViewerSql(viewer, async (sql) => {
    const basket = await findBasket(sql, viewer, chosen);
    if (!basket) throw new NoBasketQuery();
    const [row] = await sql.rows<QueryRow>(`SELECT ${QUERY_COLUMNS} FROM basket WHERE id = $1`, [basket.id]);
    const { filter, at } = kept(row!);
    const about = { revision: basket.revision, since: at };
    const condition = await filterSql(sql, filter, 2);
    if (condition.empty) return { ...about, newCount: 0, readableCount: 0 };
    const [count] = await sql.rows<Pick<BasketNews, "newCount" | "readableCount">>(countStatement(condition.where), [basket.id, ...condition.values]);
    return { ...about, ...count! };
  });
}

/**
 * Puts what is new into the basket, with IRFs if the search was added with them, and counts from now on.
 *
 * @throws NoBasketQuery, BasketChanged, BasketFull. NotFound for an id that is no basket of the viewer's.
 */
export function addNews(viewer: SignedInViewer, chosen: BasketChoice, ifMatch: string | null): Promise<BasketChange> {
  return changeItems(viewer, chosen, ifMatch, async (sql, basket) => {
    const [row] = await sql.rows<QueryRow>(`SELECT ${QUERY_COLUMNS} FROM basket WHERE id = $1`, [basket.id]);
    const { filter, withIrfs } = kept(row!);
    const condition = await filterSql(sql, filter, 4);
    const added = condition.empty ? [] : await sql.rows<{ changed: number }>(addQueryStatement(`(${condition.where}) AND ${IS_NEW}`), [basket.id, withIrfs, ITEM_LIMIT + 1, ...condition.values]);
    const changed = added[0]?.changed ?? 0;
    if (withIrfs && changed > 0) await pinHeaderIrfs(sql, basket);
    await sql.run("UPDATE basket SET query_at = now() WHERE id = $1", [basket.id]);
    return { changed, skipped: [] };
  });
}

function kept(row: QueryRow): BasketQuery {
  const query = queryOf(row);
  if (!query) throw new NoBasketQuery();
  return query;
}
