import type { Grant } from "./schemas";

/** Ids of single observations are listed up to this many. */
const IDS_SHOWN = 20;

/**
 * Grants with whom and what they concern, over the alias `g` of `access_grant`. Names of projects, collections and
 * observations come through their own policies: what the viewer does not see is neither named nor counted.
 */
const GRANT_COLUMNS = `g.id, g.given_at AS "givenAt",
  jsonb_build_object('kind', g.grantee_kind, 'name', CASE g.grantee_kind WHEN 'group' THEN g.grantee ELSE grantee.username END,
    'displayName', CASE g.grantee_kind WHEN 'group' THEN NULL ELSE grantee.name END) AS grantee,
  CASE WHEN g.project_id IS NOT NULL THEN 'project' WHEN g.collection_id IS NOT NULL THEN 'collection' WHEN s.name IS NOT NULL THEN 'selection' ELSE 'observations' END AS "scopeKind",
  CASE WHEN s.name IS NOT NULL THEN g.selection_id END AS "scopeId", coalesce(p.code, c.name, s.name) AS "scopeName",
  coalesce(counted.count, covered.count) AS "observationCount", covered.ids,
  g.rights, g.roles, g.valid_from AS "from", g.valid_until AS "until",
  CASE WHEN g.revoked_at IS NOT NULL THEN 'revoked' WHEN g.valid_until <= now() THEN 'ended' WHEN g.valid_from > now() THEN 'future' ELSE 'live' END AS state,
  g.emergency, g.reason, jsonb_build_object('name', giver.username, 'displayName', giver.name) AS "givenBy",
  g.revoked_at AS "revokedAt", CASE WHEN g.revoked_at IS NOT NULL THEN jsonb_build_object('name', revoker.username, 'displayName', revoker.name) END AS "revokedBy",
  g.revoke_reason AS "revokeReason",
  g.revoked_at IS NULL AND (g.valid_until IS NULL OR g.valid_until > now()) AND embargo.governs(g.collection_id, g.project_id, g.selection_id) AS "mayChange"`;

const GRANT_JOINS = `LEFT JOIN project p ON p.id = g.project_id LEFT JOIN collection c ON c.id = g.collection_id LEFT JOIN selection s ON s.id = g.selection_id
LEFT JOIN LATERAL (SELECT u.username, u.name FROM embargo.people(ARRAY[g.grantee]) u) grantee ON g.grantee_kind = 'person'
LEFT JOIN LATERAL (SELECT u.username, u.name FROM embargo.people(ARRAY[g.given_by]) u) giver ON true
LEFT JOIN LATERAL (SELECT u.username, u.name FROM embargo.people(ARRAY[g.revoked_by]) u) revoker ON g.revoked_by IS NOT NULL
LEFT JOIN counted ON counted.id = g.project_id
LEFT JOIN LATERAL (
  SELECT count(*)::int AS count, CASE WHEN count(*) <= ${IDS_SHOWN} THEN coalesce(array_agg(k.name || ':' || o.obs_id ORDER BY k.name, o.obs_id), '{}') END AS ids
  FROM embargo.chosen(g.selection_id) AS chosen(id) JOIN observation o ON o.id = chosen.id JOIN collection k ON k.id = o.collection_id) covered ON g.selection_id IS NOT NULL`;

/** A statement about grants; `some` gives the rows of access_grant. A project's observations are counted once, not once per grant. */
export function grantStatement(some: string): string {
  return `WITH g AS MATERIALIZED (${some}),
counted AS MATERIALIZED (SELECT p.id, (SELECT count(*)::int FROM observation o WHERE o.project_id = ANY (CASE WHEN p.is_joint THEN embargo.with_partners(ARRAY[p.id]) ELSE ARRAY[p.id] END)) AS count
  FROM project p WHERE p.id IN (SELECT project_id FROM g))
SELECT ${GRANT_COLUMNS} FROM g ${GRANT_JOINS} ORDER BY g.given_at DESC, g.id DESC`;
}

export interface GrantRow extends Omit<Grant, "scope" | "from" | "until" | "givenAt" | "revokedAt"> {
  readonly scopeKind: Grant["scope"]["kind"];
  readonly scopeId: string | null;
  readonly scopeName: string | null;
  readonly observationCount: number | null;
  readonly ids: string[] | null;
  readonly from: Date;
  readonly until: Date | null;
  readonly givenAt: Date;
  readonly revokedAt: Date | null;
}

export function grantOf({ scopeKind, scopeId, scopeName, observationCount, ids, from, until, givenAt, revokedAt, ...row }: GrantRow): Grant {
  return {
    ...row,
    scope: { kind: scopeKind, id: scopeId, name: scopeName, observationCount, ids },
    from: from.toISOString(),
    until: until?.toISOString() ?? null,
    givenAt: givenAt.toISOString(),
    revokedAt: revokedAt?.toISOString() ?? null,
  };
}
