import { withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { readCursor, writeCursor } from "@/lib/http/cursor";
import { checkedId } from "./place";
import type { Notice, NoticePage, NoticeQuery } from "./schemas";

/** Unread notices are counted up to this many. */
const UNREAD_LIMIT = 1000;
const COLUMNS = 'id, kind, text, link, made_at AS "madeAt", read_at AS "readAt"';
/** $1 unread ones only, $2 how many, $3 and $4 where the page before ended. What is hidden now is not told, nor counted. */
const LIST = `SELECT ${COLUMNS} FROM notice WHERE (NOT $1 OR read_at IS NULL) AND ($3::timestamptz IS NULL OR (made_at, id) < ($3::timestamptz, $4::uuid)) ORDER BY made_at DESC, id DESC LIMIT $2`;
const READ = `UPDATE notice SET read_at = coalesce(read_at, now()) WHERE id = $1 RETURNING ${COLUMNS}`;

interface Row extends Omit<Notice, "madeAt" | "readAt"> {
  readonly madeAt: Date;
  readonly readAt: Date | null;
}

const noticeOf = (row: Row): Notice => ({ ...row, madeAt: row.madeAt.toISOString(), readAt: row.readAt?.toISOString() ?? null });

/** What the viewer was told, newest first. @throws BadCursor */
export async function listNotices(viewer: SignedInViewer, { unread, limit, cursor }: NoticeQuery): Promise<NoticePage> {
  const list = { list: "notices", owner: viewer.sub, unread };
  const [madeAt = null, id = null] = cursor === undefined ? [] : readCursor(list, cursor);
  return withViewerSql(viewer, async (sql) => {
    const rows = await sql.rows<Row>(LIST, [unread === "true", limit + 1, madeAt, id]);
    const [count] = await sql.rows<{ unread: number }>(`SELECT count(*)::int AS unread FROM (SELECT 1 FROM notice WHERE read_at IS NULL LIMIT ${UNREAD_LIMIT}) n`);
    const items = rows.slice(0, limit).map(noticeOf);
    const last = items.at(-1);
    const nextCursor = rows.length > limit && last ? writeCursor(list, [last.madeAt, last.id]) : null;
    return { items, nextCursor, totalCount: cursor === undefined && nextCursor === null ? items.length : null, unreadCount: count!.unread };
  });
}

/** @throws NotFound, for another's notice as for none. */
export function readNotice(viewer: SignedInViewer, id: string): Promise<Notice> {
  return withViewerSql(viewer, async (sql) => {
    const [row] = await sql.rows<Row>(READ, [checkedId(id)]);
    if (!row) throw new NotFound();
    return noticeOf(row);
  });
}

export async function readAllNotices(viewer: SignedInViewer): Promise<{ unreadCount: 0 }> {
  await withViewerSql(viewer, (sql) => sql.run("UPDATE notice SET read_at = now() WHERE read_at IS NULL"));
  return { unreadCount: 0 };
}
