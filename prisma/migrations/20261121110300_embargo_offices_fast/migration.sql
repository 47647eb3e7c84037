-- The same answers, sooner: lists are read once per question and not once per observation, the planner is told that these
-- questions cost more than a look into an index, and OFFSET 0 keeps it from reading all observations to find a few.
CREATE OR REPLACE FUNCTION embargo.governs_selection(p_selection uuid, p_as_pi boolean) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp COST 20000 AS $$
  SELECT coalesce(bool_and(o.collection_id = ANY ((SELECT coalesce(nullif(current_setting('app.managed', true), ''), '{}')::int[])::int[])
    OR (p_as_pi AND o.project_id IS NOT NULL AND o.project_id = ANY ((SELECT coalesce(nullif(current_setting('app.led', true), ''), '{}')::int[])::int[]))), false)
  FROM public.selection_observation s CROSS JOIN LATERAL (SELECT x.collection_id, x.project_id FROM public.observation x WHERE x.id = s.observation_id OFFSET 0) o WHERE s.selection_id = p_selection
$$;
CREATE OR REPLACE FUNCTION embargo.leads_selection(p_selection uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp COST 20000 AS $$
  SELECT coalesce(bool_and(o.project_id IS NOT NULL AND o.project_id = ANY ((SELECT coalesce(nullif(current_setting('app.led', true), ''), '{}')::int[])::int[])), false)
  FROM public.selection_observation s CROSS JOIN LATERAL (SELECT x.collection_id, x.project_id FROM public.observation x WHERE x.id = s.observation_id OFFSET 0) o WHERE s.selection_id = p_selection
$$;
CREATE OR REPLACE FUNCTION embargo.manages_project(p_project int) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp COST 5000 AS $$
  SELECT CASE WHEN coalesce(nullif(current_setting('app.managed', true), ''), '{}') = '{}' THEN false ELSE (
    SELECT coalesce(bool_and(t.collection_id = ANY ((SELECT current_setting('app.managed', true)::int[])::int[])), false)
    FROM public.observation_tally t WHERE t.project_id = ANY ((SELECT embargo.with_partners(ARRAY[p_project]))::int[])) END
$$;
ALTER FUNCTION embargo.governs(int, int, uuid) COST 20000;
ALTER FUNCTION embargo.manages(int, int, uuid) COST 20000;
ALTER FUNCTION embargo.may_choose(uuid, bigint) COST 1000;

-- Selections as those may know them who made them, govern them, or hold a grant on them: whether the caller governs them,
-- and the keys of their observations, of which the observations' own policy says which the caller sees. The name is for
-- who made or governs it.
CREATE FUNCTION embargo.selections_shown(p_selections uuid[]) RETURNS TABLE (id uuid, name text, governed boolean, observations bigint[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp ROWS 20 AS $$
  SELECT s.id, CASE WHEN s.made_by = embargo.me() OR g.governed THEN s.name END, g.governed, c.observations
  FROM public.selection s
  CROSS JOIN LATERAL (SELECT embargo.governs_selection(s.id, true) AS governed OFFSET 0) g
  CROSS JOIN LATERAL (SELECT coalesce(array_agg(x.observation_id), '{}') AS observations FROM public.selection_observation x WHERE x.selection_id = s.id) c
  WHERE s.id = ANY (p_selections) AND (g.governed OR s.made_by = embargo.me() OR EXISTS (
    SELECT 1 FROM public.access_grant a WHERE a.selection_id = s.id AND a.revoked_at IS NULL AND (a.valid_until IS NULL OR a.valid_until > now())
      AND ((a.grantee_kind = 'person' AND a.grantee = embargo.me()) OR (a.grantee_kind = 'group' AND a.grantee = ANY (embargo.my_groups())))))
$$;
-- One selection's, by the same rule.
CREATE OR REPLACE FUNCTION embargo.chosen(p_selection uuid) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp ROWS 100 AS $$
  SELECT unnest(s.observations) FROM embargo.selections_shown(ARRAY[p_selection]) s
$$;

CREATE OR REPLACE FUNCTION embargo.grants_on(p_project int, p_collection int) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp ROWS 100 AS $$
DECLARE
  v_projects int[] := embargo.with_partners(ARRAY[p_project]);
BEGIN
  IF p_project IS NOT NULL THEN
    RETURN QUERY SELECT a.id FROM public.access_grant a WHERE a.project_id = ANY (v_projects)
      UNION ALL SELECT a.id FROM public.access_grant a WHERE a.selection_id IN (
        SELECT c.selection_id FROM public.observation o JOIN public.selection_observation c ON c.observation_id = o.id WHERE o.project_id = ANY (v_projects));
  END IF;
  IF p_collection IS NOT NULL THEN
    RETURN QUERY SELECT a.id FROM public.access_grant a WHERE a.collection_id = p_collection
      UNION ALL SELECT a.id FROM public.access_grant a WHERE a.selection_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM public.selection_observation c JOIN public.observation o ON o.id = c.observation_id WHERE c.selection_id = a.selection_id AND o.collection_id = p_collection);
  END IF;
END $$;

GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.selections_shown(uuid[]) OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.selections_shown(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.selections_shown(uuid[]) TO airshower_web, airshower_system;
RESET ROLE;
