import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { BadRequest, NotFound } from "@/lib/errors/requests";
import { choose, makeSelection } from "./choose";
import { GrantToOneself, NeverSignedIn, NotInCharge } from "./errors";
import { readGrant } from "./list";
import { tell } from "./notices";
import { type Place, placeOf } from "./place";
import { orRefused } from "@/lib/errors/refused";
import type { Grant, GrantBody } from "./schemas";
import { aboutPlace, grantText, placeLink } from "./words";

/** To whom: the subject of a person, or a group. */
interface Grantee {
  readonly kind: "person" | "group";
  readonly key: string;
}

const GIVE = `INSERT INTO access_grant (grantee_kind, grantee, collection_id, project_id, selection_id, rights, roles, valid_from, valid_until, reason, given_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, greatest($8::timestamptz, date_trunc('milliseconds', now())), $9, $10, embargo.me()) RETURNING id`;

/**
 * Gives a right on a project, a collection, or observations of it. Whether the viewer may is decided by the policies of
 * the table: PI, deputies and managers may, and nobody to oneself.
 *
 * @throws NotFound, NotInCharge, NeverSignedIn, GrantToOneself, BadRequest
 */
export function giveGrant(viewer: SignedInViewer, kind: Place["kind"], name: string, body: GrantBody): Promise<Grant> {
  return withViewerSql(viewer, async (sql) => {
    const place = await placeOf(sql, kind, name);
    const refusal = () => new NotInCharge(`give rights on ${place.name}`, kind === "project" ? "its PI, its deputies and the managers of its embargo" : "the managers of its embargo");
    if (!place.inCharge) throw refusal();
    const grantee = await granteeOf(sql, body.grantee);
    const isOneself = grantee.kind === "person" ? grantee.key === viewer.sub : viewer.groups.includes(grantee.key);
    const selection = await selectionOf(sql, place, body.scope);
    const whole = selection === null ? place.id : null;
    const values = [grantee.kind, grantee.key, kind === "collection" ? whole : null, kind === "project" ? whole : null, selection, body.rights, body.roles ?? null, body.from ?? null, body.until ?? null, body.reason];
    const [given] = await orRefused(sql.rows<{ id: string }>(GIVE, values), () => (isOneself ? new GrantToOneself() : refusal()));
    if (grantee.kind === "person") {
      await tell(sql, [grantee.key], { kind: "grant-given", text: grantText(place.name, body.rights, body.roles, body.until ?? null, body.reason), link: placeLink(place), about: aboutPlace(place) });
    }
    return readGrant(sql, given!.id);
  });
}

async function granteeOf(sql: Sql, { kind, name }: GrantBody["grantee"]): Promise<Grantee> {
  if (kind === "group") return { kind, key: name };
  const [person] = await sql.rows<{ sub: string }>("SELECT sub FROM embargo.person_named($1)", [name]);
  if (!person) throw new NeverSignedIn(name);
  return { kind, key: person.sub };
}

const FOREIGN = `SELECT count(*)::int AS count, count(*) FILTER (WHERE NOT coalesce(CASE $2::text
  WHEN 'project' THEN o.project_id = ANY (embargo.with_partners(ARRAY[$3::int])) ELSE o.collection_id = $3::int END, false))::int AS foreign
FROM embargo.chosen($1::uuid) AS c(id) JOIN observation o ON o.id = c.id`;

/** The selection that the scope names or makes; null for the whole place. */
async function selectionOf(sql: Sql, place: Place, scope: GrantBody["scope"]): Promise<string | null> {
  if (scope.kind === "project" || scope.kind === "collection") {
    if (scope.kind !== place.kind) throw new BadRequest("scope.kind", `is '${scope.kind}' at a ${place.kind}: give '${place.kind}', 'observations' or 'selection'`);
    return null;
  }
  const selection = scope.kind === "selection" ? await ownSelection(sql, scope.id) : await makeSelection(sql);
  if (scope.kind === "observations") await choose(sql, selection, { ids: scope.ids });
  const [held] = await sql.rows<{ count: number; foreign: number }>(FOREIGN, [selection, place.kind, place.id]);
  if (held!.count === 0) throw new BadRequest("scope", "holds no observation that you see");
  if (held!.foreign > 0) throw new BadRequest("scope", `holds ${held!.foreign} observations that are not of ${place.name}: give rights on those where they belong`);
  return selection;
}

async function ownSelection(sql: Sql, id: string): Promise<string> {
  const [row] = await sql.rows<{ id: string }>("SELECT id FROM selection WHERE id = $1 AND made_by = embargo.me() AND name IS NOT NULL", [id]);
  if (!row) throw new NotFound();
  return row.id;
}
