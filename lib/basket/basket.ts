import type { z } from "zod";
import { filterSql } from "@/lib/catalogue/filter-sql";
import type { ObservationFilter } from "@/lib/catalogue/schemas";
import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { readCursor, writeCursor } from "@/lib/http/cursor";
import { ADD_IDS, addQueryStatement } from "./add-sql";
import { BasketFull } from "./errors";
import { pinHeaderIrfs } from "./header-irfs";
import { READ_PAGE, READ_TOTALS } from "./read-sql";
import { type BasketRow, findBasket, lockBasket, nextRevision } from "./revision";
import type { Basket, basketAddSchema, basketChangeSchema, BasketItem, basketPageSchema, basketRemoveSchema } from "./schemas";

export type BasketPage = z.output<typeof basketPageSchema>;
export type BasketAddition = z.output<typeof basketAddSchema>;
export type BasketRemoval = z.output<typeof basketRemoveSchema>;
export type BasketChange = z.infer<typeof basketChangeSchema>;

/** The most items that a basket holds: a bound on what one request may cost, far above what a session can analyse. */
export const ITEM_LIMIT = 100_000;

type Totals = Omit<Basket, "revision" | "items" | "nextCursor">;
type PageRow = Omit<BasketItem, "title" | "opensAt" | "addedAt"> & { readonly productName: string | null; readonly opensAt: Date | null; readonly addedAt: Date };

/**
 * A page of the viewer's basket, newest items first, with the state of each one now and the totals of all. A viewer
 * who never put anything in has an empty one at revision 0.
 *
 * @throws BadCursor for a cursor that was not issued for this basket.
 */
export async function readBasket(viewer: SignedInViewer, page: BasketPage): Promise<Basket> {
  const list = { list: "basket", owner: viewer.sub };
  const [addedAt = null, id = null] = page.cursor === undefined ? [] : readCursor(list, page.cursor);
  return withViewerSql(viewer, async (sql) => {
    const basket = await findBasket(sql, viewer);
    if (!basket) return { revision: 0, items: [], nextCursor: null, totalCount: 0, totalBytes: 0, observationCount: 0, readableCount: 0, closedCount: 0, goneCount: 0 };
    // By name, since under nested policies the planning costs more than the reading; PostgreSQL then keeps the plans.
    const { rows } = await sql.client.query<PageRow>({ name: "basket-page", text: READ_PAGE, values: [basket.id, page.limit + 1, addedAt, id] });
    const [totals] = (await sql.client.query<Totals>({ name: "basket-totals", text: READ_TOTALS, values: [basket.id] })).rows;
    const items = rows.slice(0, page.limit).map(itemOf);
    const last = items.at(-1);
    return { revision: basket.revision, items, nextCursor: rows.length > page.limit && last ? writeCursor(list, [last.addedAt, last.id]) : null, ...totals! };
  });
}

function itemOf({ productName, opensAt, addedAt, ...row }: PageRow): BasketItem {
  const title = row.state === "gone" ? null : row.kind === "product" ? productName : (row.targetName ?? row.id);
  return { ...row, title, opensAt: opensAt?.toISOString() ?? null, addedAt: addedAt.toISOString() };
}

/**
 * Puts observations and products into the basket, by id or all results of a search, and pins their files' current
 * releases. What is in it already stays as it is, but gains its IRFs when they are asked for. An id that is hidden from
 * the viewer or that never existed is left out, with the same reason.
 *
 * @param ifMatch the If-Match header: the revision that the caller has seen; null to add whatever else was added.
 * @throws BasketChanged, BasketFull
 */
export function addToBasket(viewer: SignedInViewer, addition: BasketAddition, ifMatch: string | null): Promise<BasketChange> {
  return change(viewer, ifMatch, async (sql, basket) => {
    const { changed, skipped } = addition.query ? await addQuery(sql, basket, addition.query, addition.withIrfs) : await addIds(sql, basket, addition.ids ?? [], addition.withIrfs);
    if (addition.withIrfs && changed > 0) await pinHeaderIrfs(sql, basket);
    return { changed, skipped: skipped.map((id) => ({ id, reason: "not-found" })) };
  });
}

interface Added {
  readonly changed: number;
  readonly skipped: readonly string[];
}

async function addIds(sql: Sql, basket: BasketRow, ids: readonly string[], withIrfs: boolean): Promise<Added> {
  const parts = ids.map((id) => ({ collection: id.slice(0, id.indexOf(":")), rest: id.slice(id.indexOf(":") + 1) }));
  const obsIds = parts.map(({ rest }) => (/^\d{1,18}$/.test(rest) ? rest : null));
  const [added] = await sql.rows<Added>(ADD_IDS, [basket.id, withIrfs, ids, parts.map((part) => part.collection), parts.map((part) => part.rest), obsIds]);
  return added!;
}

async function addQuery(sql: Sql, basket: BasketRow, query: ObservationFilter, withIrfs: boolean): Promise<Added> {
  const filter = await filterSql(sql, query, 4);
  if (filter.empty) return { changed: 0, skipped: [] };
  const [added] = await sql.rows<Added>(addQueryStatement(filter.where), [basket.id, withIrfs, ITEM_LIMIT + 1, ...filter.values]);
  return added!;
}

/**
 * Takes items out, by the ids under which they were saved, also those that are gone by now, or all.
 *
 * @throws BasketChanged
 */
export function removeFromBasket(viewer: SignedInViewer, removal: BasketRemoval, ifMatch: string | null): Promise<BasketChange> {
  return change(viewer, ifMatch, async (sql, basket) => {
    if (removal.all) return { changed: await sql.run("DELETE FROM basket_item WHERE basket_id = $1", [basket.id]), skipped: [] };
    const asked = [...new Set(removal.ids)];
    const removed = await sql.rows<{ id: string }>("DELETE FROM basket_item WHERE basket_id = $1 AND public_id = ANY ($2::text[]) RETURNING public_id AS id", [basket.id, asked]);
    const found = new Set(removed.map(({ id }) => id));
    return { changed: removed.length, skipped: asked.filter((id) => !found.has(id)).map((id) => ({ id, reason: "not-in-basket" })) };
  });
}

/** One change under the lock of the basket's row; a change of nothing is no new revision. */
function change(viewer: SignedInViewer, ifMatch: string | null, work: (sql: Sql, basket: BasketRow) => Promise<Pick<BasketChange, "changed" | "skipped">>): Promise<BasketChange> {
  return withViewerSql(viewer, async (sql) => {
    const basket = await lockBasket(sql, viewer, ifMatch);
    const { changed, skipped } = await work(sql, basket);
    const [count] = await sql.rows<{ items: number }>("SELECT count(*)::int AS items FROM basket_item WHERE basket_id = $1", [basket.id]);
    if (count!.items > ITEM_LIMIT) throw new BasketFull(ITEM_LIMIT);
    const revision = changed > 0 ? await nextRevision(sql, basket) : basket.revision;
    return { revision, changed, totalCount: count!.items, skipped };
  });
}
