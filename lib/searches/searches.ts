import { observationFilterSchema } from "@/lib/catalogue/schemas";
import { checkedId } from "@/lib/embargo/grants/place";
import { orTaken } from "@/lib/errors/refused";
import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { SearchNameTaken, SearchNeedsName, TooManySearches, TooMuchToWatch } from "./errors";
import { findNow, WATCH_LIMIT } from "./found";
import type { SavedSearch, SavedSearchList, SearchBody, SearchChange } from "./schemas";

/** The most searches that one person keeps, and of how many of the last ones the portal remembers. */
export const KEPT_LIMIT = 100;
export const RECENT_LIMIT = 10;

const COLUMNS = `id, name, query, watched AS "isWatched", problem, made_at AS "madeAt", used_at AS "usedAt"`;
const LIST = `SELECT ${COLUMNS} FROM saved_search ORDER BY name IS NULL, lower(name), used_at DESC, id`;
const FORGET_OLD = `DELETE FROM saved_search WHERE name IS NULL AND id NOT IN (SELECT id FROM saved_search WHERE name IS NULL ORDER BY used_at DESC, id LIMIT ${RECENT_LIMIT})`;

interface Row extends Omit<SavedSearch, "query" | "madeAt" | "usedAt"> {
  readonly query: unknown;
  readonly madeAt: Date;
  readonly usedAt: Date;
}

/** A filter that an older portal wrote and this one does not know is left out: better no search than another one. */
function searchesOf(rows: readonly Row[]): SavedSearch[] {
  return rows.flatMap(({ query, madeAt, usedAt, ...row }) => {
    const filter = observationFilterSchema.strict().safeParse(query);
    return filter.success ? [{ ...row, query: filter.data, madeAt: madeAt.toISOString(), usedAt: usedAt.toISOString() }] : [];
  });
}

/** The viewer's own: those with a name by name, then the last ones, newest first. */
export function listSearches(viewer: SignedInViewer): Promise<SavedSearchList> {
  return withViewerSql(viewer, async (sql) => ({ items: searchesOf(await sql.rows<Row>(LIST)) }));
}

/**
 * Keeps a search under a name; without one, remembers it as the last one made, in place of one that asks the same.
 *
 * @throws SearchNameTaken, TooManySearches, TooMuchToWatch
 */
export function saveSearch(viewer: SignedInViewer, body: SearchBody): Promise<SavedSearch> {
  const { query, isWatched } = body;
  const name = body.name ?? null;
  return withViewerSql(viewer, async (sql) => {
    if (name === null) await sql.run("DELETE FROM saved_search WHERE name IS NULL AND query = $1::jsonb", [query]);
    else await requireRoom(sql);
    const found = isWatched ? await foundToWatch(sql, query) : null;
    const insert = sql.rows<Row>(`INSERT INTO saved_search (owner_sub, name, query, watched, found, checked_at) VALUES (embargo.me(), $1, $2, $3, $4, now()) RETURNING ${COLUMNS}`, [name, query, isWatched, found]);
    const [row] = await orTaken(insert, () => new SearchNameTaken(name ?? ""));
    if (name === null) await sql.run(FORGET_OLD);
    return searchesOf([row!])[0]!;
  });
}

async function requireRoom(sql: Sql): Promise<void> {
  const [count] = await sql.rows<{ kept: number }>("SELECT count(*)::int AS kept FROM saved_search WHERE name IS NOT NULL");
  if (count!.kept >= KEPT_LIMIT) throw new TooManySearches(KEPT_LIMIT);
}

async function foundToWatch(sql: Sql, query: SavedSearch["query"]): Promise<string[]> {
  const found = await findNow(sql, query);
  if (found === null) throw new TooMuchToWatch(WATCH_LIMIT);
  return found.map(({ id }) => id);
}

/**
 * Gives it a name, begins or ends to watch it, or notes that it was opened. Watching counts from now on.
 *
 * @throws NotFound, for another's as for none. @throws SearchNameTaken, TooManySearches, TooMuchToWatch
 */
export function changeSearch(viewer: SignedInViewer, id: string, { name, isWatched, isUsed }: SearchChange): Promise<SavedSearch> {
  return withViewerSql(viewer, async (sql) => {
    const before = await readOne(sql, id);
    if (name !== undefined) {
      if (before.name === null) await requireRoom(sql);
      await orTaken(sql.run("UPDATE saved_search SET name = $2 WHERE id = $1", [before.id, name]), () => new SearchNameTaken(name));
    }
    if (isUsed) await sql.run("UPDATE saved_search SET used_at = now() WHERE id = $1", [before.id]);
    if (isWatched === false) await sql.run("UPDATE saved_search SET watched = false, found = NULL, problem = NULL WHERE id = $1", [before.id]);
    if (isWatched === true && !before.isWatched) {
      if (before.name === null && name === undefined) throw new SearchNeedsName();
      await sql.run("UPDATE saved_search SET watched = true, found = $2, checked_at = now(), problem = NULL WHERE id = $1", [before.id, await foundToWatch(sql, before.query)]);
    }
    return readOne(sql, id);
  });
}

/** @throws NotFound, for another's as for none. */
export function forgetSearch(viewer: SignedInViewer, id: string): Promise<void> {
  return withViewerSql(viewer, async (sql) => {
    if ((await sql.run("DELETE FROM saved_search WHERE id = $1", [checkedId(id)])) === 0) throw new NotFound();
  });
}

async function readOne(sql: Sql, id: string): Promise<SavedSearch> {
  const [search] = searchesOf(await sql.rows<Row>(`SELECT ${COLUMNS} FROM saved_search WHERE id = $1`, [checkedId(id)]));
  if (!search) throw new NotFound();
  return search;
}
