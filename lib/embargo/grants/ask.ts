import { partsOf } from "@/lib/catalogue/named";
import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { BadRequest, NotFound } from "@/lib/errors/requests";
import { makeSelection } from "./choose";
import { AlreadyAsked, AlreadyReadable, NotInCharge, TooManyRequestsOpen } from "./errors";
import { tellLeaders, tellManagers } from "./notices";
import { placeOf } from "./place";
import { orRefused } from "@/lib/errors/refused";
import { readRequests } from "./request-list";
import type { AccessRequest, RequestBody } from "./schemas";
import { momentText, sentence } from "./words";

/** The most requests of one person that wait for an answer. */
export const OPEN_LIMIT = 50;

type AccessBody = Extract<RequestBody, { kind: "access" }>;
type DateBody = Exclude<RequestBody, AccessBody>;

/**
 * Asks for access to observations that the viewer sees and can not read: one request per project (or collection, for
 * observations of none), so that who answers one learns nothing of the others. Or asks, as PI or deputy, for another date.
 *
 * @throws NotFound, AlreadyReadable, AlreadyAsked, TooManyRequestsOpen, NotInCharge, BadRequest
 */
export function ask(viewer: SignedInViewer, body: RequestBody): Promise<{ items: AccessRequest[] }> {
  return withViewerSql(viewer, async (sql) => {
    // One person's asking goes one by one, so that the limit holds and nothing is asked twice.
    await sql.run("SELECT pg_advisory_xact_lock(hashtextextended('request:' || embargo.me(), 0))");
    const ids = body.kind === "access" ? await askAccess(sql, viewer, body) : [await askDate(sql, viewer, body)];
    const [open] = await sql.rows<{ count: number }>("SELECT count(*)::int AS count FROM request WHERE asked_by = embargo.me() AND state = 'open'");
    if (open!.count > OPEN_LIMIT) throw new TooManyRequestsOpen(OPEN_LIMIT);
    return { items: await readRequests(sql, ids) };
  });
}

/** What is asked for, as the viewer sees it, and whether an open request of theirs holds it already. $1, $2: ids in parts. */
const ASKED = `WITH waiting AS MATERIALIZED (SELECT c.id FROM request r CROSS JOIN LATERAL embargo.chosen(r.selection_id) AS c(id) WHERE r.asked_by = embargo.me() AND r.state = 'open' AND r.selection_id IS NOT NULL)
SELECT o.id::text AS key, k.name || ':' || o.obs_id AS id, o.project_id AS "projectId", p.code, k.id AS "collectionId", k.name AS collection, o.readable,
  o.id IN (SELECT w.id FROM waiting w) AS waiting
FROM unnest($1::text[], $2::bigint[]) AS a(collection, obs_id)
JOIN collection k ON k.name = a.collection JOIN visible_observation o ON o.collection_id = k.id AND o.obs_id = a.obs_id LEFT JOIN project p ON p.id = o.project_id`;

interface Asked {
  readonly key: string;
  readonly id: string;
  readonly projectId: number | null;
  readonly code: string | null;
  readonly collectionId: number;
  readonly collection: string;
  readonly readable: boolean;
  readonly waiting: boolean;
}

async function askAccess(sql: Sql, viewer: SignedInViewer, { observationIds, reason }: AccessBody): Promise<string[]> {
  const { collections, obsIds } = partsOf(observationIds);
  const asked = await sql.rows<Asked>(ASKED, [collections, obsIds]);
  if (asked.length < obsIds.length) throw new NotFound();
  const readable = asked.filter((each) => each.readable).map(({ id }) => id);
  if (readable.length > 0) throw new AlreadyReadable(readable);
  const fresh = asked.filter(({ waiting }) => !waiting);
  if (fresh.length === 0) throw new AlreadyAsked();
  const ids: string[] = [];
  for (const group of byWhoAnswers(fresh)) ids.push(await askOne(sql, viewer, group, reason));
  return ids;
}

/** By project, or by collection where there is none. */
function byWhoAnswers(asked: readonly Asked[]): Iterable<Asked[]> {
  const groups = new Map<string, Asked[]>();
  for (const each of asked) {
    const key = each.projectId === null ? `collection ${each.collectionId}` : `project ${each.projectId}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return groups.values();
}

async function askOne(sql: Sql, viewer: SignedInViewer, group: readonly Asked[], reason: string): Promise<string> {
  const { projectId, collectionId, code, collection } = group[0]!;
  const selection = await makeSelection(sql);
  await sql.run("INSERT INTO selection_observation (selection_id, observation_id) SELECT $1, o.id FROM observation o WHERE o.id = ANY ($2::bigint[])", [selection, group.map(({ key }) => key)]);
  const [made] = await sql.rows<{ id: string }>("INSERT INTO request (kind, project_id, selection_id, asked_by, reason) VALUES ('access', $1, $2, embargo.me(), $3) RETURNING id", [projectId, selection, reason]);
  const text = `${viewer.name ?? viewer.username} (${viewer.username}) asks for access to data of ${code ?? collection}. ${sentence("Reason", reason)}`;
  if (projectId !== null) await tellLeaders(sql, projectId, { kind: "request-made", text, link: `/projects/${encodeURIComponent(code ?? "")}` });
  else await tellManagers(sql, { kind: "request-made", text, link: "/admin/embargo", about: { collectionId } });
  return made!.id;
}

const ASK_DATE = "INSERT INTO request (kind, project_id, asked_by, reason, wanted_at) VALUES ($1, $2, embargo.me(), $3, $4) RETURNING id";
const WAITING_DATE = "SELECT 1 FROM request WHERE kind = $1 AND project_id = $2 AND asked_by = embargo.me() AND state = 'open'";

async function askDate(sql: Sql, viewer: SignedInViewer, { kind, project: code, wantedAt, reason }: DateBody): Promise<string> {
  const project = await placeOf(sql, "project", code);
  if (kind === "extension" && Date.parse(wantedAt) <= Date.now()) throw new BadRequest("wantedAt", "is over: an extension ends later than now");
  if ((await sql.rows(WAITING_DATE, [kind, project.id])).length > 0) throw new AlreadyAsked();
  const write = sql.rows<{ id: string }>(ASK_DATE, [kind, project.id, reason, wantedAt]);
  const [made] = await orRefused(write, () => new NotInCharge(`ask for another date for ${code}`, "its PI and deputies"));
  const what = kind === "extension" ? "that the embargo be extended" : "for an early release";
  const text = `${viewer.name ?? viewer.username} (${viewer.username}) asks for ${code} ${what}, to ${momentText(wantedAt)}. ${sentence("Reason", reason)}`;
  await tellManagers(sql, { kind: "request-made", text, link: "/admin/embargo", about: { projectId: project.id } });
  await tellLeaders(sql, project.id, { kind: "request-made", text, link: `/projects/${encodeURIComponent(code)}` });
  return made!.id;
}
