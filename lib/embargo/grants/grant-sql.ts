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
  coalesce(p.count, s.count) AS "observationCount", s.ids,
  g.rights, g.roles, g.valid_from AS "from", g.valid_until AS "until",
  CASE WHEN g.revoked_at IS NOT NULL THEN 'revoked' WHEN g.valid_until <= now() THEN 'ended' WHEN g.valid_from > now() THEN 'future' ELSE 'live' END AS state,
  g.emergency, g.reason, jsonb_build_object('name', giver.username, 'displayName', giver.name) AS "givenBy",
  g.revoked_at AS "revokedAt", CASE WHEN g.revoked_at IS NOT NULL THEN jsonb_build_object('name', revoker.username, 'displayName', revoker.name) END AS "revokedBy",
  g.revoke_reason AS "revokeReason",
  g.revoked_at IS NULL AND (g.valid_until IS NULL OR g.valid_until > now()) AND coalesce(s.governed, p.governed, c.governed, false) AS "mayChange"`;

/** A statement about grants; `some` gives the rows of access_grant. What a grant is on is looked up once, not once per grant. */
export function grantStatement(some: string): string {
  return `WITH g AS MATERIALIZED (${some}),
people AS MATERIALIZED (SELECT sub, username, name FROM embargo.people((SELECT array_agg(s.sub) FROM g CROSS JOIN LATERAL unnest(ARRAY[g.grantee, g.given_by, g.revoked_by]) AS s(sub)))),
p AS MATERIALIZED (SELECT p.id, p.code, embargo.governs(NULL, p.id, NULL) AS governed,
    (SELECT count(*)::int FROM observation o WHERE o.project_id = ANY (CASE WHEN p.is_joint THEN embargo.with_partners(ARRAY[p.id]) ELSE ARRAY[p.id] END)) AS count
  FROM project p WHERE p.id IN (SELECT project_id FROM g)),
c AS MATERIALIZED (SELECT c.id, c.name, embargo.governs(c.id, NULL, NULL) AS governed FROM collection c WHERE c.id IN (SELECT collection_id FROM g)),
s AS MATERIALIZED (${selectionsShown("SELECT array_agg(DISTINCT g.selection_id) FROM g")})
SELECT ${GRANT_COLUMNS} FROM g LEFT JOIN p ON p.id = g.project_id LEFT JOIN c ON c.id = g.collection_id LEFT JOIN s ON s.id = g.selection_id
LEFT JOIN people grantee ON g.grantee_kind = 'person' AND grantee.sub = g.grantee LEFT JOIN people giver ON giver.sub = g.given_by LEFT JOIN people revoker ON revoker.sub = g.revoked_by
ORDER BY g.given_at DESC, g.id DESC`;
}

/** Selections with how many of their observations the viewer sees, and which, where they are few. `keys` is SQL for a list of ids. */
export function selectionsShown(keys: string): string {
  return `SELECT s.id, s.name, s.governed, seen.count, CASE WHEN seen.count <= ${IDS_SHOWN} THEN (
    SELECT coalesce(array_agg(k.name || ':' || o.obs_id ORDER BY k.name, o.obs_id), '{}') FROM observation o JOIN collection k ON k.id = o.collection_id WHERE o.id = ANY (s.observations)) END AS ids
  FROM embargo.selections_shown((${keys})) s CROSS JOIN LATERAL (SELECT count(*)::int AS count FROM observation o WHERE o.id = ANY (s.observations)) seen`;
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
