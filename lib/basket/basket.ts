import type { z } from "zod";
import { filterSql } from "@/lib/catalogue/filter-sql";
import { without } from "@/lib/catalogue/named";
import type { ObservationFilter } from "@/lib/catalogue/schemas";
import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { readCursor, writeCursor } from "@/lib/http/cursor";
import { ADD_IDS, ADD_MANIFEST, addQueryStatement } from "./add-sql";
import { BasketFull } from "./errors";
import { pinHeaderIrfs } from "./header-irfs";
import { writeItems } from "./manifest/write-items";
import { KEEP_QUERY, PASS_OVER, QUERY_COLUMNS, queryOf, type QueryRow } from "./query";
import { READ_PAGE, READ_TOTALS } from "./read-sql";
import { type BasketChoice, type BasketRow, DEFAULT_NAME, findBasket, lockBasket, nextRevision } from "./revision";
import type { Basket, basketAddSchema, basketChangeSchema, BasketItem, basketPageSchema, basketRemoveSchema } from "./schemas";

export type BasketPage = z.output<typeof basketPageSchema>;
export type BasketAddition = z.output<typeof basketAddSchema>;
export type BasketRemoval = z.output<typeof basketRemoveSchema>;
export type BasketChange = z.infer<typeof basketChangeSchema>;

/** The most items that a basket holds: a bound on what one request may cost, far above what a session can analyse. */
export const ITEM_LIMIT = 100_000;

type Totals = Pick<Basket, "totalCount" | "totalBytes" | "observationCount" | "readableCount" | "closedCount" | "goneCount">;
type PageRow = Omit<BasketItem, "title" | "opensAt" | "addedAt"> & { readonly productName: string | null; readonly opensAt: Date | null; readonly addedAt: Date };
type Head = QueryRow & { readonly name: string; readonly isCurrent: boolean };

const noBasket: Basket = { id: null, name: DEFAULT_NAME, isCurrent: true, query: null, revision: 0, items: [], nextCursor: null, totalCount: 0, totalBytes: 0, observationCount: 0, readableCount: 0, closedCount: 0, goneCount: 0 };

/**
 * A page of one of the viewer's baskets, newest items first, with the state of each one now and the totals of all. A
 * viewer who never put anything in has an empty one at revision 0.
 *
 * @throws BadCursor for a cursor that was not issued for this basket. NotFound for an id that is no basket of the viewer's.
 */
export async function readBasket(viewer: SignedInViewer, page: BasketPage, chosen: BasketChoice = null): Promise<Basket> {
  return withViewerSql(viewer, async (sql) => {
    const basket = await findBasket(sql, viewer, chosen);
    const list = { list: "basket", owner: viewer.sub, ...(basket && { basket: basket.id }) };
    const [addedAt = null, id = null] = page.cursor === undefined ? [] : readCursor(list, page.cursor);
    if (!basket) return noBasket;
    const [head] = await sql.rows<Head>(`SELECT name, is_current AS "isCurrent", ${QUERY_COLUMNS} FROM basket WHERE id = $1`, [basket.id]);
    // By name, since under nested policies the planning costs more than the reading; PostgreSQL then keeps the plans.
    const { rows } = await sql.client.query<PageRow>({ name: "basket-page", text: READ_PAGE, values: [basket.id, page.limit + 1, addedAt, id] });
    const [totals] = (await sql.client.query<Totals>({ name: "basket-totals", text: READ_TOTALS, values: [basket.id] })).rows;
    const items = rows.slice(0, page.limit).map(itemOf);
    const last = items.at(-1);
    const nextCursor = rows.length > page.limit && last ? writeCursor(list, [last.addedAt, last.id]) : null;
    return { id: basket.id, name: head!.name, isCurrent: head!.isCurrent, query: queryOf(head!), revision: basket.revision, items, nextCursor, ...totals! };
  });
}

function itemOf({ productName, opensAt, addedAt, ...row }: PageRow): BasketItem {
  const title = row.state === "gone" ? null : row.kind === "product" ? productName : (row.targetName ?? row.id);
  return { ...row, title, opensAt: opensAt?.toISOString() ?? null, addedAt: addedAt.toISOString() };
}

/**
 * Puts observations and products into a basket, by id, all results of a search, or what a manifest pins, and pins their
 * files' current releases, or the manifest's. What is in it already stays as it is, but gains its IRFs when they are
 * asked for. An id that is hidden from the viewer or that never existed is left out, with the same reason.
 *
 * @param ifMatch the If-Match header: the revision that the caller has seen; null to add whatever else was added.
 * @throws BasketChanged, BasketFull. NotFound for a basket or a manifest of which there is nothing for this viewer.
 */
export function addToBasket(viewer: SignedInViewer, addition: BasketAddition, ifMatch: string | null, chosen: BasketChoice = null): Promise<BasketChange> {
  return changeItems(viewer, chosen, ifMatch, async (sql, basket) => {
    const { changed, skipped } = await add(sql, basket, addition);
    if (addition.withIrfs && changed > 0) await pinHeaderIrfs(sql, basket);
    const kept = addition.query && addition.keepQuery ? await sql.run(KEEP_QUERY, [basket.id, addition.query, addition.withIrfs]) : 0;
    return { changed, isOther: kept > 0, skipped: skipped.map((id) => ({ id, reason: "not-found" })) };
  });
}

interface Added {
  readonly changed: number;
  readonly skipped: readonly string[];
}

function add(sql: Sql, basket: BasketRow, { query, except, ids, manifestId, withIrfs }: BasketAddition): Promise<Added> {
  if (query) return addQuery(sql, basket, query, except ?? [], withIrfs);
  if (manifestId !== undefined) return addManifest(sql, basket, manifestId);
  return addIds(sql, basket, ids ?? [], withIrfs);
}

async function addIds(sql: Sql, basket: BasketRow, ids: readonly string[], withIrfs: boolean): Promise<Added> {
  const parts = ids.map((id) => ({ collection: id.slice(0, id.indexOf(":")), rest: id.slice(id.indexOf(":") + 1) }));
  const obsIds = parts.map(({ rest }) => (/^\d{1,18}$/.test(rest) ? rest : null));
  const [added] = await sql.rows<Added>(ADD_IDS, [basket.id, withIrfs, ids, parts.map((part) => part.collection), parts.map((part) => part.rest), obsIds]);
  return added!;
}

async function addQuery(sql: Sql, basket: BasketRow, query: ObservationFilter, except: readonly string[], withIrfs: boolean): Promise<Added> {
  const filter = without(await filterSql(sql, query, 4), except, 4);
  if (filter.empty) return { changed: 0, skipped: [] };
  const [added] = await sql.rows<Added>(addQueryStatement(filter.where), [basket.id, withIrfs, ITEM_LIMIT + 1, ...filter.values]);
  return added!;
}

async function addManifest(sql: Sql, basket: BasketRow, manifestId: string): Promise<Added> {
  await writeItems(sql, manifestId);
  const [added] = await sql.rows<Added>(ADD_MANIFEST, [basket.id, manifestId]);
  if (!added) throw new NotFound();
  return added;
}

/**
 * Takes items out, by the ids under which they were saved, also those that are gone by now, or all. A basket that keeps
 * its search does not call them new afterwards.
 *
 * @throws BasketChanged. NotFound for an id that is no basket of the viewer's.
 */
export function removeFromBasket(viewer: SignedInViewer, removal: BasketRemoval, ifMatch: string | null, chosen: BasketChoice = null): Promise<BasketChange> {
  return changeItems(viewer, chosen, ifMatch, async (sql, basket) => {
    const asked = removal.all ? null : [...new Set(removal.ids)];
    const removed = await sql.rows<{ id: string; observation: string | null }>(
      "DELETE FROM basket_item WHERE basket_id = $1 AND ($2::text[] IS NULL OR public_id = ANY ($2)) RETURNING public_id AS id, observation_id AS observation", [basket.id, asked],
    );
    await sql.run(PASS_OVER, [basket.id, removed.flatMap(({ observation }) => observation ?? [])]);
    const found = new Set(removed.map(({ id }) => id));
    return { changed: removed.length, skipped: (asked ?? []).filter((id) => !found.has(id)).map((id) => ({ id, reason: "not-in-basket" })) };
  });
}

interface ItemsChanged extends Pick<BasketChange, "changed" | "skipped"> {
  /** The basket is another one by something else than its items. */
  readonly isOther?: boolean;
}

/** One change under the lock of the basket's row; a change of nothing is no new revision. */
export function changeItems(viewer: SignedInViewer, chosen: BasketChoice, ifMatch: string | null, work: (sql: Sql, basket: BasketRow) => Promise<ItemsChanged>): Promise<BasketChange> {
  return withViewerSql(viewer, async (sql) => {
    const basket = await lockBasket(sql, viewer, chosen, ifMatch);
    const { changed, skipped, isOther = false } = await work(sql, basket);
    const [count] = await sql.rows<{ items: number }>("SELECT count(*)::int AS items FROM basket_item WHERE basket_id = $1", [basket.id]);
    if (count!.items > ITEM_LIMIT) throw new BasketFull(ITEM_LIMIT);
    const revision = changed > 0 || isOther ? await nextRevision(sql, viewer, basket) : basket.revision;
    return { basketId: basket.id, revision, changed, totalCount: count!.items, skipped };
  });
}
