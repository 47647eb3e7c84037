import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { BadRequest } from "@/lib/errors/requests";
import { NotInCharge, RequestAnswered } from "./errors";
import { tell, tellLeaders } from "./notices";
import { checkedId } from "./place";
import { orRefused } from "@/lib/errors/refused";
import { readRequest } from "./request-list";
import type { AccessRequest, RequestAnswer } from "./schemas";
import { aboutPlace, momentText, placeLink, sentence } from "./words";

const WITHDRAW = "UPDATE request SET state = 'withdrawn', answered_at = now() WHERE id = $1 AND state = 'open' AND asked_by = embargo.me()";
const ANSWER = "UPDATE request SET state = $2, answer = $3, grant_id = $4, answered_by = embargo.me(), answered_at = now() WHERE id = $1 AND state = 'open'";
/** The grant is made of the request's own row: to who asked, on what was asked for. */
const GIVE = `INSERT INTO access_grant (grantee_kind, grantee, selection_id, rights, roles, valid_from, valid_until, reason, given_by)
SELECT 'person', r.asked_by, r.selection_id, $2, $3, date_trunc('milliseconds', now()), $4, $5, embargo.me() FROM request r WHERE r.id = $1 AND r.state = 'open' RETURNING id`;

/**
 * Answers a request, or takes one's own back. Granting access makes the grant in the same transaction; what a request
 * for another date is granted, the managers then do with their own means.
 *
 * @throws NotFound, NotInCharge, RequestAnswered, BadRequest
 */
export function answerRequest(viewer: SignedInViewer, id: string, answer: RequestAnswer): Promise<AccessRequest> {
  return withViewerSql(viewer, async (sql) => {
    const request = await readRequest(sql, checkedId(id));
    if (request.state !== "open") throw new RequestAnswered(request.state);
    if (answer.state === "withdrawn") await withdraw(sql, request);
    else await decide(sql, request, answer);
    return readRequest(sql, request.id);
  });
}

async function withdraw(sql: Sql, request: AccessRequest): Promise<void> {
  if (!request.mayWithdraw) throw new NotInCharge("withdraw this request", "whoever made it");
  if ((await sql.run(WITHDRAW, [request.id])) === 0) throw new RequestAnswered("answered");
}

async function decide(sql: Sql, request: AccessRequest, answer: Exclude<RequestAnswer, { state: "withdrawn" }>): Promise<void> {
  const refusal = () => new NotInCharge("answer this request", request.kind === "access" ? "who may give rights on all that it asks for, other than the asker" : "the managers of the project's embargo, other than the asker");
  if (!request.mayAnswer) throw refusal();
  const grant = answer.state === "granted" ? await orRefused(give(sql, request, answer), refusal) : null;
  const write = sql.run(ANSWER, [request.id, answer.state, answer.answer, grant]);
  if ((await orRefused(write, refusal)) === 0) throw new RequestAnswered("answered");
  await tellAnswer(sql, request, answer.state, answer.state === "granted" ? (answer.until ?? null) : null, answer.answer);
}

async function give(sql: Sql, request: AccessRequest, { until, rights, roles, answer }: Extract<RequestAnswer, { state: "granted" }>): Promise<string | null> {
  if (request.kind !== "access") {
    if (until !== undefined || rights !== undefined || roles !== undefined) throw new BadRequest("until", "belongs to requests for access: the date of a project is changed on the managers' pages");
    return null;
  }
  if (until === undefined) throw new BadRequest("until", "is missing: say when the access ends");
  const [given] = await sql.rows<{ id: string }>(GIVE, [request.id, rights ?? "read", roles ?? null, until, `Asked for: ${request.reason}${answer === "" ? "" : ` Answer: ${answer}`}`]);
  if (!given) throw new RequestAnswered("answered");
  return given.id;
}

const ASKER = `SELECT r.asked_by AS sub, p.id AS "projectId", p.code, o.collection_id AS "collectionId", c.name AS collection FROM request r
LEFT JOIN project p ON p.id = r.project_id
LEFT JOIN LATERAL (SELECT o.collection_id FROM embargo.chosen(r.selection_id) AS x(id) JOIN observation o ON o.id = x.id LIMIT 1) o ON p.id IS NULL
LEFT JOIN collection c ON c.id = o.collection_id WHERE r.id = $1`;

async function tellAnswer(sql: Sql, request: AccessRequest, state: "granted" | "refused", until: string | null, answer: string): Promise<void> {
  const [asker] = await sql.rows<{ sub: string; projectId: number | null; code: string | null; collectionId: number | null; collection: string | null }>(ASKER, [request.id]);
  if (!asker) return;
  const place = asker.projectId !== null ? ({ kind: "project", id: asker.projectId, name: asker.code! } as const) : asker.collectionId !== null ? ({ kind: "collection", id: asker.collectionId, name: asker.collection! } as const) : null;
  if (!place) return;
  const what = { access: "access to data", extension: "an extension of the embargo", "early-release": "an early release" }[request.kind];
  const asked = request.kind === "access" ? "Your request" : `The request of ${request.askedBy.name ?? "somebody who has left"}`;
  const text = `${asked} for ${what} of ${place.name} was ${state}${until === null ? "" : ` until ${momentText(until)}`}. ${sentence("Answer", answer)}`.trim();
  const notice = { kind: request.kind === "early-release" ? "early-release" : "request-answered", text, link: placeLink(place) } as const;
  // Who asks for another date is one of those who lead the project: they are all told.
  if (request.kind === "access") await tell(sql, [asker.sub], { ...notice, about: aboutPlace(place) });
  else await tellLeaders(sql, place.id, notice);
}
