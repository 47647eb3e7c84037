import type { z } from "zod";
import { setting } from "@/lib/config/environment";
import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { BasketNameTaken, LastBasket, TooManyBaskets } from "./errors";
import { lockBasket, lockBaskets, NEXT_REVISION, nextRevision } from "./revision";
import type { basketBodySchema, BasketList, basketPatchSchema, BasketSummary } from "./schemas";

type SummaryRow = Omit<BasketSummary, "updatedAt"> & { readonly updatedAt: Date };

/** $1 owner, $2 one of them or null for all. */
const SUMMARIES = `
SELECT b.id, b.name, b.revision, b.is_current AS "isCurrent", b.query IS NOT NULL AS "hasQuery", b.updated_at AS "updatedAt",
  (SELECT count(*)::int FROM basket_item i WHERE i.basket_id = b.id) AS "itemCount"
FROM basket b WHERE b.owner_sub = $1 AND ($2::uuid IS NULL OR b.id = $2) ORDER BY lower(b.name), b.id`;

/** All baskets of the viewer, by name. */
export async function listBaskets(viewer: SignedInViewer): Promise<BasketList> {
  const items = await withViewerSql(viewer, (sql) => summaries(sql, viewer, null));
  return { items, limit: setting("BASKETS_PER_PERSON") };
}

async function summaries(sql: Sql, viewer: SignedInViewer, id: string | null): Promise<BasketSummary[]> {
  const rows = await sql.rows<SummaryRow>(SUMMARIES, [viewer.sub, id]);
  return rows.map(({ updatedAt, ...row }) => ({ ...row, updatedAt: updatedAt.toISOString() }));
}

async function summary(sql: Sql, viewer: SignedInViewer, id: string): Promise<BasketSummary> {
  const [found] = await summaries(sql, viewer, id);
  if (!found) throw new NotFound();
  return found;
}

const CREATE = `INSERT INTO basket (owner_sub, name, revision) VALUES ($1, $2, ${NEXT_REVISION}) RETURNING id`;
const COPY_HEAD = `UPDATE basket b SET query = o.query, query_with_irfs = o.query_with_irfs, query_at = o.query_at, passed_over = o.passed_over FROM basket o WHERE b.id = $1 AND o.id = $2`;
const COPY_ITEMS = `
INSERT INTO basket_item (basket_id, public_id, kind, observation_id, product_id, with_irfs, pin_products, pin_releases, added_at)
SELECT $1::uuid, public_id, kind, observation_id, product_id, with_irfs, pin_products, pin_releases, added_at FROM basket_item WHERE basket_id = $2`;

/**
 * Makes a basket, empty or as a copy of another one of the viewer's, pins and search included.
 *
 * @throws BasketNameTaken, TooManyBaskets. NotFound for a basket to copy that is none of the viewer's.
 */
export function createBasket(viewer: SignedInViewer, { name, copyOf, isCurrent }: z.output<typeof basketBodySchema>): Promise<BasketSummary> {
  return withViewerSql(viewer, async (sql) => {
    await lockBaskets(sql, viewer);
    const source = copyOf === undefined ? null : await summary(sql, viewer, copyOf);
    await requireFreeName(sql, viewer, name, null);
    const limit = setting("BASKETS_PER_PERSON");
    const [count] = await sql.rows<{ baskets: number }>("SELECT count(*)::int AS baskets FROM basket WHERE owner_sub = $1", [viewer.sub]);
    if (count!.baskets >= limit) throw new TooManyBaskets(limit);
    const [made] = await sql.rows<{ id: string }>(CREATE, [viewer.sub, name]);
    if (source) {
      await sql.run(COPY_HEAD, [made!.id, source.id]);
      await sql.run(COPY_ITEMS, [made!.id, source.id]);
    }
    if (isCurrent || count!.baskets === 0) await makeCurrent(sql, viewer, made!.id);
    return summary(sql, viewer, made!.id);
  });
}

/**
 * Renames a basket, makes it the current one, or lets it forget its search.
 *
 * @throws BasketChanged, BasketNameTaken. NotFound for an id that is no basket of the viewer's.
 */
export function changeBasket(viewer: SignedInViewer, id: string, { name, isCurrent, query }: z.output<typeof basketPatchSchema>, ifMatch: string | null): Promise<BasketSummary> {
  return withViewerSql(viewer, async (sql) => {
    const basket = await lockBasket(sql, viewer, id, ifMatch);
    if (name !== undefined) {
      await requireFreeName(sql, viewer, name, id);
      await sql.run("UPDATE basket SET name = $2 WHERE id = $1", [id, name]);
    }
    if (query === null) await sql.run("UPDATE basket SET query = NULL, query_at = NULL, passed_over = '{}' WHERE id = $1", [id]);
    // Which basket is current changes none of them: who saw this one at its revision may go on.
    if (name !== undefined || query === null) await nextRevision(sql, viewer, basket);
    if (isCurrent) await makeCurrent(sql, viewer, id);
    return summary(sql, viewer, id);
  });
}

const NEXT_CURRENT = "SELECT id, revision, (max(revision) OVER ())::int AS highest FROM basket WHERE owner_sub = $1 AND id <> $2 ORDER BY updated_at DESC, id LIMIT 1";

/**
 * Deletes a basket with what is in it. Was it the current one, then the one that was changed last is.
 *
 * @throws BasketChanged, LastBasket. NotFound for an id that is no basket of the viewer's.
 */
export function deleteBasket(viewer: SignedInViewer, id: string, ifMatch: string | null): Promise<void> {
  return withViewerSql(viewer, async (sql) => {
    const basket = await lockBasket(sql, viewer, id, ifMatch);
    const { isCurrent } = await summary(sql, viewer, id);
    const [next] = await sql.rows<{ id: string; revision: number; highest: number }>(NEXT_CURRENT, [viewer.sub, id]);
    if (!next) throw new LastBasket();
    // The count of revisions goes on above what this one had, or its tag could become another's.
    if (basket.revision > next.highest) await nextRevision(sql, viewer, next);
    await sql.run("DELETE FROM basket WHERE id = $1", [basket.id]);
    if (isCurrent) await makeCurrent(sql, viewer, next.id);
  });
}

async function makeCurrent(sql: Sql, viewer: SignedInViewer, id: string): Promise<void> {
  await sql.run("UPDATE basket SET is_current = false WHERE owner_sub = $1 AND is_current AND id <> $2", [viewer.sub, id]);
  await sql.run("UPDATE basket SET is_current = true WHERE id = $1", [id]);
}

async function requireFreeName(sql: Sql, viewer: SignedInViewer, name: string, except: string | null): Promise<void> {
  const taken = await sql.rows("SELECT 1 FROM basket WHERE owner_sub = $1 AND name = $2 AND id IS DISTINCT FROM $3::uuid", [viewer.sub, name, except]);
  if (taken.length > 0) throw new BasketNameTaken(name);
}
