import { partsOf } from "@/lib/catalogue/named";
import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { choose, makeSelection, SELECTION_LIMIT } from "./choose";
import { NameTaken, SelectionFull, SelectionInUse, TooManySelections } from "./errors";
import { checkedId } from "./place";
import { isReferenced, orTaken } from "@/lib/errors/refused";
import type { Selection, SelectionBody, SelectionChange, SelectionDetail } from "./schemas";

/** The most saved selections of one person. */
export const SELECTIONS_LIMIT = 500;

/** The viewer's own ones under a name; counted is what the viewer sees of them now. $1: one, or null for all. */
const OWN = `SELECT s.id, s.name, s.made_at AS "madeAt",
  (SELECT count(*)::int FROM embargo.chosen(s.id) AS c(id) JOIN observation o ON o.id = c.id) AS "observationCount",
  (SELECT count(*)::int FROM access_grant g WHERE g.selection_id = s.id AND g.revoked_at IS NULL AND (g.valid_until IS NULL OR g.valid_until > now())) AS "liveGrantCount"
FROM selection s WHERE s.made_by = embargo.me() AND s.name IS NOT NULL AND ($1::uuid IS NULL OR s.id = $1) ORDER BY s.name`;
const IDS = `SELECT k.name || ':' || o.obs_id AS id FROM embargo.chosen($1) AS c(id) JOIN observation o ON o.id = c.id JOIN collection k ON k.id = o.collection_id ORDER BY k.name, o.obs_id`;
const REMOVE = `DELETE FROM selection_observation s USING unnest($2::text[], $3::bigint[]) AS a(collection, obs_id)
JOIN collection c ON c.name = a.collection JOIN observation o ON o.collection_id = c.id AND o.obs_id = a.obs_id WHERE s.selection_id = $1 AND s.observation_id = o.id`;
const COUNT_OF_IDS = `SELECT count(*)::int AS count FROM embargo.chosen($1) AS s(id) JOIN observation o ON o.id = s.id JOIN collection c ON c.id = o.collection_id
JOIN unnest($2::text[], $3::bigint[]) AS a(collection, obs_id) ON a.collection = c.name AND a.obs_id = o.obs_id`;

export function listSelections(viewer: SignedInViewer): Promise<{ items: Selection[] }> {
  return withViewerSql(viewer, async (sql) => ({ items: await readOwn(sql, null) }));
}

/** @throws NotFound, for another's as for one that does not exist. */
export function getSelection(viewer: SignedInViewer, id: string): Promise<SelectionDetail> {
  return withViewerSql(viewer, (sql) => readDetail(sql, checkedId(id)));
}

/** Saves observations under a name, from among those that the viewer sees. @throws NotFound, NameTaken, TooManySelections, SelectionFull */
export function saveSelection(viewer: SignedInViewer, { name, ids, query, except }: SelectionBody): Promise<SelectionDetail> {
  return withViewerSql(viewer, async (sql) => {
    const id = await orTaken(makeSelection(sql, name), () => new NameTaken(name));
    const [mine] = await sql.rows<{ count: number }>("SELECT count(*)::int AS count FROM selection WHERE made_by = embargo.me() AND name IS NOT NULL");
    if (mine!.count > SELECTIONS_LIMIT) throw new TooManySelections(SELECTIONS_LIMIT);
    await choose(sql, id, { ids, query, except });
    return readDetail(sql, id);
  });
}

/**
 * Gives a selection another name, adds observations, or takes some out. What grants rest on it cover follows at once;
 * the database lets nobody widen them beyond what one may grant.
 *
 * @throws NotFound, NameTaken, SelectionInUse, SelectionFull
 */
export function changeSelection(viewer: SignedInViewer, id: string, { name, add, remove }: SelectionChange): Promise<SelectionDetail> {
  return withViewerSql(viewer, async (sql) => {
    const before = await readOne(sql, checkedId(id));
    if (name !== undefined) await orTaken(sql.run("UPDATE selection SET name = $2 WHERE id = $1", [before.id, name]), () => new NameTaken(name));
    if (add) await choose(sql, before.id, add);
    if (remove) await removeFrom(sql, before.id, remove);
    const after = await readDetail(sql, before.id);
    if (after.observationCount > SELECTION_LIMIT) throw new SelectionFull(SELECTION_LIMIT);
    return after;
  });
}

async function removeFrom(sql: Sql, id: string, ids: readonly string[]): Promise<void> {
  const { collections, obsIds } = partsOf(ids);
  const [held] = await sql.rows<{ count: number }>(COUNT_OF_IDS, [id, collections, obsIds]);
  const removed = await sql.run(REMOVE, [id, collections, obsIds]);
  if (removed < held!.count) throw new SelectionInUse("These observations can not be taken out");
}

/**
 * Forgets a saved selection. Where a decision of the past rests on it, it goes from the viewer's list and stays, unnamed,
 * as what that decision was about.
 *
 * @throws NotFound. @throws SelectionInUse while a live grant rests on it.
 */
export function discardSelection(viewer: SignedInViewer, id: string): Promise<void> {
  return withViewerSql(viewer, async (sql) => {
    const { id: own, liveGrantCount } = await readOne(sql, checkedId(id));
    if (liveGrantCount > 0) throw new SelectionInUse("This selection can not be removed");
    await sql.run("SAVEPOINT discarding");
    await sql.run("DELETE FROM selection WHERE id = $1", [own]).catch(async (error: unknown) => {
      if (!isReferenced(error)) throw error;
      await sql.run("ROLLBACK TO SAVEPOINT discarding");
      await sql.run("UPDATE selection SET name = NULL WHERE id = $1", [own]);
    });
  });
}

async function readOwn(sql: Sql, id: string | null): Promise<Selection[]> {
  const rows = await sql.rows<Omit<Selection, "madeAt"> & { madeAt: Date }>(OWN, [id]);
  return rows.map((row) => ({ ...row, madeAt: row.madeAt.toISOString() }));
}

async function readOne(sql: Sql, id: string): Promise<Selection> {
  const [selection] = await readOwn(sql, id);
  if (!selection) throw new NotFound();
  return selection;
}

async function readDetail(sql: Sql, id: string): Promise<SelectionDetail> {
  const selection = await readOne(sql, id);
  const ids = await sql.rows<{ id: string }>(IDS, [id]);
  return { ...selection, ids: ids.map((row) => row.id) };
}
