import { setting } from "@/lib/config/environment";
import { log } from "@/lib/config/log";
import { observationFilterSchema } from "@/lib/catalogue/schemas";
import { groupsHoldSec, viewerOfSubject } from "@/lib/embargo/groups-age";
import { tell } from "@/lib/embargo/grants/notices";
import { type Sql, withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { type Found, findNow } from "./found";

/** Of more projects at once nobody wants to hear one by one; the search shows them all. */
const TOLD_AT_ONCE = 5;
/** As many are taken in one round; a round that took so many is followed by the next at once. */
export const LOOKED_AT_ONCE = 20;
/** Clocks of two machines may differ by this much. */
const CLOCK_TOLERANCE_SEC = 30;

// Whichever of several workers comes first takes it; the others pass it by.
const TAKE_DUE = `UPDATE saved_search s SET checked_at = now() FROM (
  SELECT id FROM saved_search WHERE watched AND checked_at < now() - make_interval(secs => $1) ORDER BY checked_at LIMIT ${LOOKED_AT_ONCE} FOR UPDATE SKIP LOCKED) due
WHERE s.id = due.id RETURNING s.id, s.owner_sub AS "ownerSub"`;

/**
 * Looks whether watched searches that are due find something new, each in its owner's name and under the rights that the
 * owner has at that moment, and tells of it. New is what it did not find when it was last looked at: also what was
 * released, or opened to its owner, since. Several workers may do it at once.
 *
 * @returns how many were looked at
 */
export async function lookForNews(signal: AbortSignal): Promise<number> {
  const due = await withSystemSql("saved searches that are due", (sql) => sql.rows<{ id: string; ownerSub: string }>(TAKE_DUE, [setting("SAVED_SEARCH_EVERY_SEC")]), "debug");
  for (const { id, ownerSub } of due) {
    if (signal.aborted) break;
    // One that fails is no reason to leave out the others; it is due again.
    await lookAt(id, ownerSub).catch((error: unknown) => log.error({ err: error, savedSearch: id }, "a saved search could not be looked at"));
  }
  return due.length;
}

async function lookAt(id: string, ownerSub: string): Promise<void> {
  const owner = await viewerOfSubject(ownerSub);
  // While nobody vouches for the owner's groups, less would be found than there is, and told as new later.
  if (owner === null || owner.certainSec === null || owner.certainSec > groupsHoldSec() + CLOCK_TOLERANCE_SEC) return;
  await withViewerSql(owner.viewer, (sql) => compare(sql, id, owner.viewer));
}

async function compare(sql: Sql, id: string, owner: SignedInViewer): Promise<void> {
  const [search] = await sql.rows<{ name: string; query: unknown; found: string[] }>("SELECT name, query, found FROM saved_search WHERE id = $1 AND watched FOR UPDATE", [id]);
  if (!search) return;
  const filter = observationFilterSchema.strict().safeParse(search.query);
  const found = filter.success ? await findNow(sql, filter.data) : null;
  if (!filter.success || found === null) return void (await sql.run("UPDATE saved_search SET watched = false, found = NULL, problem = $2 WHERE id = $1", [id, filter.success ? "too-many" : "unreadable"]));
  const known = new Set(search.found);
  await sql.run("UPDATE saved_search SET found = $2 WHERE id = $1", [id, found.map((each) => each.id)]);
  await tellOfNews(sql, owner, { name: search.name, link: `/search?${addressOf(filter.data)}` }, found.filter((each) => !known.has(each.id)));
}

/** One notice for each project, which is read only while the project is visible to its reader, as all notices are. */
async function tellOfNews(sql: Sql, owner: SignedInViewer, search: { name: string; link: string }, news: readonly Found[]): Promise<void> {
  const places = new Map<string, Found>();
  for (const each of news) places.set(each.projectId === null ? `collection ${each.collectionId}` : `project ${each.projectId}`, each);
  for (const { projectId, collectionId } of [...places.values()].slice(0, TOLD_AT_ONCE)) {
    const [place] = await sql.rows<{ name: string }>(projectId === null ? "SELECT name FROM collection WHERE id = $1" : "SELECT code AS name FROM project WHERE id = $1", [projectId ?? collectionId]);
    if (!place) continue;
    const about = projectId === null ? { collectionId } : { projectId };
    await tell(sql, [owner.sub], { kind: "search-news", text: `Your saved search “${search.name}” finds new observations of ${place.name}`, link: search.link, about });
  }
}

function addressOf(filter: Record<string, unknown>): string {
  return new URLSearchParams(Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))).toString();
}
