-- Who may what, again: what a viewer holds by groups, by grants, by office, and what is denied to them, worked out once
-- per transaction and left in settings that the policies read. Lists of keys; an empty one is '{}'.
--   app.sub, app.groups                who asks
--   app.projects, app.read_projects    DISCOVER and READ by membership or grant, partners of joint projects included
--   app.collections                    own collections: their observations without a project
--   app.granted_collections, app.read_collections    grants on whole collections
--   app.granted, app.read_granted      grants on single observations
--   app.read_roles                     READ of products of one role: role:pPROJECT, role:cCOLLECTION, role:oOBSERVATION
--   app.managed                        collections whose embargo the viewer manages
--   app.led                            projects that the viewer leads, as PI or deputy
--   app.denied_any ('' or 'yes'), app.denied_projects, app.denied_collections, app.denied
CREATE FUNCTION embargo.with_partners(p_projects int[]) RETURNS int[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT x.id), '{}') FROM (
    SELECT unnest(p_projects) AS id
    UNION ALL SELECT j.partner_id FROM public.joint_project j WHERE j.project_id = ANY (p_projects)) x
$$;

CREATE OR REPLACE FUNCTION embargo.begin_viewer(p_sub text, p_groups text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_member int[] := '{}';
  v_collections int[] := '{}';
  v_managed int[] := '{}';
  v_led int[] := '{}';
  g record;
  d record;
BEGIN
  PERFORM set_config('app.sub', coalesce(p_sub, ''), true), set_config('app.groups', CASE WHEN p_sub IS NULL THEN '{}' ELSE p_groups::text END, true);
  IF p_sub IS NULL THEN
    PERFORM set_config(name, '{}', true) FROM unnest(ARRAY['app.projects', 'app.read_projects', 'app.collections', 'app.granted_collections', 'app.read_collections',
      'app.granted', 'app.read_granted', 'app.read_roles', 'app.managed', 'app.led', 'app.denied_projects', 'app.denied_collections', 'app.denied']) AS name;
    PERFORM set_config('app.denied_any', '', true);
    RETURN;
  END IF;

  SELECT coalesce(array_agg(p.id), '{}') INTO v_member FROM public.project p WHERE p.iam_group = ANY (p_groups);
  SELECT coalesce(array_agg(c.id), '{}') INTO v_collections FROM public.collection c WHERE c.iam_group = ANY (p_groups);
  SELECT coalesce(array_agg(DISTINCT m.collection_id), '{}') INTO v_managed FROM public.collection_manager m WHERE m.iam_group = ANY (p_groups);
  -- A PI or deputy who is no member any more leads nothing.
  SELECT coalesce(array_agg(p.id), '{}') INTO v_led FROM public.project p
  WHERE p.id = ANY (v_member) AND (p.pi_username = (SELECT u.username FROM public."user" u WHERE u.sub = p_sub)
    OR EXISTS (SELECT 1 FROM public.project_deputy x WHERE x.project_id = p.id AND x.sub = p_sub));
  v_member := embargo.with_partners(v_member);

  SELECT coalesce(array_agg(DISTINCT x.project_id) FILTER (WHERE x.project_id IS NOT NULL), '{}') AS projects,
    coalesce(array_agg(DISTINCT x.project_id) FILTER (WHERE x.project_id IS NOT NULL AND x.reads), '{}') AS read_projects,
    coalesce(array_agg(DISTINCT x.collection_id) FILTER (WHERE x.collection_id IS NOT NULL), '{}') AS collections,
    coalesce(array_agg(DISTINCT x.collection_id) FILTER (WHERE x.collection_id IS NOT NULL AND x.reads), '{}') AS read_collections,
    coalesce(array_agg(DISTINCT x.observation_id) FILTER (WHERE x.observation_id IS NOT NULL), '{}') AS observations,
    coalesce(array_agg(DISTINCT x.observation_id) FILTER (WHERE x.observation_id IS NOT NULL AND x.reads), '{}') AS read_observations,
    coalesce((array_agg(DISTINCT r.role || coalesce(':p' || x.project_id, ':c' || x.collection_id, ':o' || x.observation_id)) FILTER (WHERE r.role IS NOT NULL)), '{}') AS read_roles
  INTO g
  FROM (
    SELECT a.rights = 'read' AND a.roles IS NULL AS reads, a.roles, a.collection_id, coalesce(j.project_id, a.project_id) AS project_id, s.observation_id
    FROM public.access_grant a
    LEFT JOIN LATERAL (SELECT unnest(embargo.with_partners(ARRAY[a.project_id])) AS project_id) j ON a.project_id IS NOT NULL
    LEFT JOIN public.selection_observation s ON s.selection_id = a.selection_id
    WHERE a.revoked_at IS NULL AND a.valid_from <= now() AND (a.valid_until IS NULL OR a.valid_until > now())
      AND ((a.grantee_kind = 'person' AND a.grantee = p_sub) OR (a.grantee_kind = 'group' AND a.grantee = ANY (p_groups)))) x
  LEFT JOIN LATERAL unnest(x.roles) AS r(role) ON true;

  SELECT count(*) > 0 AS some,
    embargo.with_partners(coalesce(array_agg(x.project_id) FILTER (WHERE x.project_id IS NOT NULL), '{}')) AS projects,
    coalesce(array_agg(x.collection_id) FILTER (WHERE x.collection_id IS NOT NULL), '{}') AS collections,
    coalesce(array_agg(s.observation_id) FILTER (WHERE s.observation_id IS NOT NULL), '{}') AS observations
  INTO d
  FROM public.denial x LEFT JOIN public.selection_observation s ON s.selection_id = x.selection_id
  WHERE x.sub = p_sub AND x.lifted_at IS NULL;

  PERFORM set_config('app.projects', (v_member || g.projects)::text, true), set_config('app.read_projects', (v_member || g.read_projects)::text, true),
    set_config('app.collections', v_collections::text, true),
    set_config('app.granted_collections', g.collections::text, true), set_config('app.read_collections', g.read_collections::text, true),
    set_config('app.granted', g.observations::text, true), set_config('app.read_granted', g.read_observations::text, true),
    set_config('app.read_roles', g.read_roles::text, true),
    set_config('app.managed', v_managed::text, true), set_config('app.led', embargo.with_partners(v_led)::text, true),
    set_config('app.denied_any', CASE WHEN d.some THEN 'yes' ELSE '' END, true), set_config('app.denied_projects', d.projects::text, true),
    set_config('app.denied_collections', d.collections::text, true), set_config('app.denied', d.observations::text, true);
END $$;

-- Which projects, collections and observations can be the viewer's own. `visible_observation.mine` decides; this tells a
-- search where to look, so that a member's few observations are found among millions by index.
DROP FUNCTION embargo.own_scope();
CREATE FUNCTION embargo.own_scope(OUT projects int[], OUT collections int[], OUT granted_collections int[], OUT granted bigint[])
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT nullif(current_setting('app.projects', true), '')::int[], nullif(current_setting('app.collections', true), '')::int[],
    nullif(current_setting('app.granted_collections', true), '')::int[], nullif(current_setting('app.granted', true), '')::bigint[]
$$;
GRANT EXECUTE ON FUNCTION embargo.own_scope() TO airshower_web, airshower_system;

-- Offices. Does the viewer manage all collections in which the project has observations?
CREATE FUNCTION embargo.manages_project(p_project int) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(bool_and(t.collection_id = ANY (coalesce(nullif(current_setting('app.managed', true), ''), '{}')::int[])), false)
  FROM public.observation_tally t WHERE t.project_id = ANY (embargo.with_partners(ARRAY[p_project]))
$$;
CREATE FUNCTION embargo.leads_project(p_project int) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT p_project = ANY (coalesce(nullif(current_setting('app.led', true), ''), '{}')::int[])
$$;
CREATE FUNCTION embargo.manages_collection(p_collection int) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT p_collection = ANY (coalesce(nullif(current_setting('app.managed', true), ''), '{}')::int[])
$$;
-- Does the viewer manage the collections of all observations of a selection? Or, with p_as_pi, lead or manage all of them?
CREATE FUNCTION embargo.governs_selection(p_selection uuid, p_as_pi boolean) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(bool_and(embargo.manages_collection(o.collection_id) OR (p_as_pi AND o.project_id IS NOT NULL AND embargo.leads_project(o.project_id))), false)
  FROM public.selection_observation s JOIN public.observation o ON o.id = s.observation_id WHERE s.selection_id = p_selection
$$;
-- May the viewer give rights on this: as manager, or on a project as its PI or deputy?
CREATE FUNCTION embargo.governs(p_collection int, p_project int, p_selection uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE
    WHEN p_collection IS NOT NULL THEN embargo.manages_collection(p_collection)
    WHEN p_project IS NOT NULL THEN embargo.leads_project(p_project) OR embargo.manages_project(p_project)
    ELSE embargo.governs_selection(p_selection, true) END
$$;
-- The same as manager only: holds, denials, clocks.
CREATE FUNCTION embargo.manages(p_collection int, p_project int, p_selection uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE
    WHEN p_collection IS NOT NULL THEN embargo.manages_collection(p_collection)
    WHEN p_project IS NOT NULL THEN embargo.manages_project(p_project)
    ELSE embargo.governs_selection(p_selection, false) END
$$;

GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.manages_project(int) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.governs_selection(uuid, boolean) OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.manages_project(int), embargo.governs_selection(uuid, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.manages_project(int), embargo.governs_selection(uuid, boolean) TO airshower_web, airshower_system;
RESET ROLE;
GRANT EXECUTE ON FUNCTION embargo.with_partners(int[]), embargo.leads_project(int), embargo.manages_collection(int), embargo.governs(int, int, uuid), embargo.manages(int, int, uuid)
  TO airshower_web, airshower_system, airshower_embargo;
