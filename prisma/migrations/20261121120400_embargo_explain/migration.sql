-- What 'why can I see this?' names, beyond what the viewer's own rows tell.

-- The viewer's grants on an observation that are in force or still to come. What they are on is told with them: a
-- selection is seen by who chose it only.
CREATE FUNCTION embargo.own_grants_on(p_observation bigint)
RETURNS TABLE (id uuid, grantee_kind text, grantee text, collection text, project text, observation_count int, rights text, roles text[], valid_from timestamptz, valid_until timestamptz, given_by text, emergency boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT a.id, a.grantee_kind, CASE a.grantee_kind WHEN 'person' THEN embargo.account_name(a.grantee) ELSE a.grantee END, c.name, p.code,
    (SELECT count(*)::int FROM public.selection_observation s WHERE s.selection_id = a.selection_id AND a.selection_id IS NOT NULL),
    a.rights, a.roles, a.valid_from, a.valid_until, embargo.account_name(a.given_by), a.emergency
  FROM public.observation o
  JOIN public.access_grant a ON a.collection_id = o.collection_id OR a.project_id = ANY (embargo.with_partners(ARRAY[o.project_id]))
    OR EXISTS (SELECT 1 FROM public.selection_observation s WHERE s.selection_id = a.selection_id AND s.observation_id = o.id)
  LEFT JOIN public.collection c ON c.id = a.collection_id LEFT JOIN public.project p ON p.id = a.project_id
  WHERE o.id = p_observation AND a.revoked_at IS NULL AND (a.valid_until IS NULL OR a.valid_until > now())
    AND ((a.grantee_kind = 'person' AND a.grantee = embargo.me()) OR (a.grantee_kind = 'group' AND a.grantee = ANY (embargo.my_groups())))
  ORDER BY a.valid_until DESC NULLS FIRST, a.given_at, a.id
$$;

-- When the last observation of a project and its partners ended. Who sees a date that was worked out from it, sees it.
CREATE FUNCTION embargo.last_observation(p_project int) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT embargo.mjd_to_timestamp(max(x.end_mjd)) FROM unnest(embargo.with_partners(ARRAY[p_project])) AS t(id)
  CROSS JOIN LATERAL (SELECT o.end_mjd FROM public.observation o WHERE o.project_id = t.id ORDER BY o.end_mjd DESC LIMIT 1) x
$$;

GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.own_grants_on(bigint) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.last_observation(int) OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.own_grants_on(bigint), embargo.last_observation(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.own_grants_on(bigint), embargo.last_observation(int) TO airshower_web;
RESET ROLE;
