import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { BadRequest } from "@/lib/errors/requests";
import { GrantFixed, GrantToOneself, NotInCharge } from "./errors";
import { readGrant } from "./list";
import { tell, tellRevoked } from "./notices";
import { checkedId } from "./place";
import { orRefused } from "@/lib/errors/refused";
import type { Grant } from "./schemas";
import { aboutPlace, grantChangeText, placeLink, revocationText } from "./words";

const CHANGE = "UPDATE access_grant SET valid_until = $2::timestamptz, change_reason = $3 WHERE id = $1 AND revoked_at IS NULL AND (valid_until IS NULL OR valid_until > now())";
const REVOKE = "UPDATE access_grant SET revoked_at = now(), revoked_by = embargo.me(), revoke_reason = $2 WHERE id = $1 AND revoked_at IS NULL AND (valid_until IS NULL OR valid_until > now())";

/**
 * Moves a grant's end. What is over or revoked stays so, and nobody prolongs a grant to oneself.
 *
 * @throws NotFound, NotInCharge, GrantFixed, GrantToOneself, BadRequest
 */
export function changeGrant(viewer: SignedInViewer, id: string, { until, reason }: { until: string | null; reason: string }): Promise<Grant> {
  return withViewerSql(viewer, async (sql) => {
    const before = await changeable(sql, id);
    if (until !== null && Date.parse(until) <= Math.max(Date.now(), Date.parse(before.from))) throw new BadRequest("until", "is over, or lies before the beginning: revoke the grant to end it now");
    const refusal = () => (before.emergency ? new GrantFixed("two managers opened it together, for a limited time, so that it can be shortened only") : new GrantToOneself());
    if ((await orRefused(sql.run(CHANGE, [before.id, until, reason]), refusal)) === 0) throw new GrantFixed("it ended just now");
    await tellChange(sql, before, (place) => grantChangeText(place, until, reason));
    return readGrant(sql, before.id);
  });
}

/**
 * Takes a right back at once: the next request of whoever held it is refused.
 *
 * @throws NotFound, NotInCharge, GrantFixed
 */
export function revokeGrant(viewer: SignedInViewer, id: string, reason: string): Promise<Grant> {
  return withViewerSql(viewer, async (sql) => {
    const before = await changeable(sql, id);
    await tellRevoked(sql, before.id, revocationText(before.givenBy, before.givenAt));
    if ((await sql.run(REVOKE, [before.id, reason])) === 0) throw new GrantFixed("it ended just now");
    return readGrant(sql, before.id);
  });
}

async function changeable(sql: Sql, id: string): Promise<Grant> {
  const grant = await readGrant(sql, checkedId(id));
  if (grant.state === "revoked") throw new GrantFixed("it was revoked");
  if (grant.state === "ended") throw new GrantFixed("it is over");
  if (!grant.mayChange) throw new NotInCharge("change this grant", "those who could have given it");
  return grant;
}

const CONCERNED = `SELECT g.grantee, g.project_id IS NOT NULL OR o.project_id IS NOT NULL AS "ofProject", coalesce(p.id, c.id) AS id, coalesce(p.code, c.name) AS name
FROM access_grant g
LEFT JOIN LATERAL (SELECT o.project_id, o.collection_id FROM embargo.chosen(g.selection_id) AS x(id) JOIN observation o ON o.id = x.id LIMIT 1) o ON g.selection_id IS NOT NULL
LEFT JOIN project p ON p.id = coalesce(g.project_id, o.project_id)
LEFT JOIN collection c ON p.id IS NULL AND c.id = coalesce(g.collection_id, o.collection_id)
WHERE g.id = $1 AND g.grantee_kind = 'person'`;

async function tellChange(sql: Sql, { id }: Grant, text: (place: string) => string): Promise<void> {
  const [row] = await sql.rows<{ grantee: string; ofProject: boolean; id: number; name: string }>(CONCERNED, [id]);
  if (!row?.name) return;
  const place = { kind: row.ofProject ? "project" : "collection", id: row.id, name: row.name } as const;
  await tell(sql, [row.grantee], { kind: "grant-changed", text: text(place.name), link: placeLink(place), about: aboutPlace(place) });
}
