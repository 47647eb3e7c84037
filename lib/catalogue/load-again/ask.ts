import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { LoadUnderWay } from "./errors";
import type { CollectionLoad, CollectionLoadList } from "./schemas";

/** The last ones that are shown. */
const SHOWN = 50;
const COLUMNS = `id, state, embargo.account_name(asked_by) AS "askedBy", asked_at AS "askedAt", ended_at AS "endedAt", report, problem`;
/** Whether it is the viewer's to load, the database says. $1 its name */
const MANAGED = "SELECT id FROM collection WHERE name = $1 AND embargo.manages_collection(id)";
const ASK = `INSERT INTO collection_load (collection_id) VALUES ($1) ON CONFLICT (collection_id) WHERE state IN ('waiting', 'running') DO NOTHING RETURNING ${COLUMNS}`;
const LIST = `SELECT ${COLUMNS} FROM collection_load WHERE collection_id = $1 ORDER BY asked_at DESC, id LIMIT ${SHOWN}`;

interface Row extends Omit<CollectionLoad, "askedAt" | "endedAt"> {
  readonly askedAt: Date;
  readonly endedAt: Date | null;
}

const loadOf = ({ askedAt, endedAt, ...row }: Row): CollectionLoad => ({ ...row, askedAt: askedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null });

/**
 * Asks that the store of a collection be loaded again, from where its operators say. A worker does it.
 *
 * @throws NotFound for a collection that the viewer does not manage, whether it exists or not; LoadUnderWay
 */
export function askForLoad(viewer: SignedInViewer, collection: string): Promise<CollectionLoad> {
  return withViewerSql(viewer, async (sql) => {
    const [row] = await sql.rows<Row>(ASK, [await managedCollection(sql, collection)]);
    if (!row) throw new LoadUnderWay(collection);
    return loadOf(row);
  });
}

/** The loads that were asked for, newest first, with what came of each. @throws NotFound likewise */
export function listLoads(viewer: SignedInViewer, collection: string): Promise<CollectionLoadList> {
  return withViewerSql(viewer, async (sql) => ({ items: (await sql.rows<Row>(LIST, [await managedCollection(sql, collection)])).map(loadOf) }));
}

async function managedCollection(sql: Sql, name: string): Promise<number> {
  const [row] = name.includes("\0") ? [] : await sql.rows<{ id: number }>(MANAGED, [name]);
  if (!row) throw new NotFound();
  return row.id;
}
