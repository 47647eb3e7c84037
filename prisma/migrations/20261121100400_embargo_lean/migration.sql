-- The same rules, leaner. A policy costs what its sub-selects cost to set up, in every query: the fewer the better.
--   A held row has no release date, so that what is public is known from its date alone, at the front of the row.
--   Denials and offices over hidden rows are rare: functions, called only where there are any.
--   Whether a collection or project is visible is asked by a function with plans that its connection keeps; within the
--   policies, their queries on observations came to seven nested copies of the observations' own policy in every search.

CREATE OR REPLACE FUNCTION embargo.set_observation_clocks() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
DECLARE
  p public.project%ROWTYPE;
  v_meta timestamptz;
  v_data timestamptz;
  v_last timestamptz;
  v_observed timestamptz := embargo.mjd_to_timestamp(NEW.end_mjd);
  v_partners int[];
BEGIN
  NEW.hold := 0;
  IF NEW.project_id IS NOT NULL THEN
    SELECT * INTO p FROM public.project x WHERE x.id = NEW.project_id;
    NEW.hold := p.hold;
    IF p.is_joint THEN
      v_partners := embargo.with_partners(ARRAY[p.id]);
      SELECT embargo.mjd_to_timestamp(max(o.end_mjd)) INTO v_last FROM public.observation o WHERE o.project_id = ANY (v_partners) AND o.id <> NEW.id;
      SELECT CASE WHEN count(*) = count(c.meta) THEN max(c.meta) END, CASE WHEN count(*) = count(c.data) THEN max(c.data) END INTO v_meta, v_data
      FROM (SELECT embargo.clock(x.meta_clock, x.meta_clock_date, x.meta_clock_months, v_observed, NEW.delivered_at, v_last) AS meta,
                   embargo.clock(x.data_clock, x.data_clock_date, x.data_clock_months, v_observed, NEW.delivered_at, v_last) AS data
            FROM public.project x WHERE x.id = ANY (v_partners)) c;
    ELSE
      IF p.meta_clock = 'last-observation' OR p.data_clock = 'last-observation' THEN
        SELECT embargo.mjd_to_timestamp(o.end_mjd) INTO v_last FROM public.observation o
        WHERE o.project_id = NEW.project_id AND o.id <> NEW.id ORDER BY o.end_mjd DESC LIMIT 1;
      END IF;
      v_meta := embargo.clock(p.meta_clock, p.meta_clock_date, p.meta_clock_months, v_observed, NEW.delivered_at, v_last);
      v_data := embargo.clock(p.data_clock, p.data_clock_date, p.data_clock_months, v_observed, NEW.delivered_at, v_last);
    END IF;
  END IF;
  -- A new row is in no selection yet.
  IF TG_OP = 'UPDATE' THEN
    NEW.hold := greatest(NEW.hold, (SELECT max(embargo.hold_level(h.closes)) FROM public.selection_observation s
      JOIN public.hold h ON h.selection_id = s.selection_id AND h.lifted_at IS NULL WHERE s.observation_id = NEW.id));
  END IF;
  v_meta := nullif(coalesce(NEW.meta_release_override, v_meta), 'infinity');
  v_data := nullif(coalesce(NEW.data_release_override, v_data), 'infinity');
  NEW.meta_release_at := CASE WHEN NEW.hold < 2 THEN v_meta END;
  NEW.data_release_at := CASE WHEN NEW.hold = 0 AND v_meta IS NOT NULL AND v_data IS NOT NULL THEN greatest(v_meta, v_data) END;
  RETURN NEW;
END $$;

-- As before, with one more list: app.seen_collections, those granted and those managed, for DISCOVER.
CREATE OR REPLACE FUNCTION embargo.begin_viewer(p_sub text, p_groups text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_member int[];
  v_collections int[];
  v_managed int[];
  v_led int[] := '{}';
  g record;
  d record;
BEGIN
  IF p_sub IS NULL THEN
    PERFORM set_config('app.sub', '', true), set_config('app.groups', '{}', true), set_config('app.projects', '{}', true), set_config('app.read_projects', '{}', true),
      set_config('app.collections', '{}', true), set_config('app.granted_collections', '{}', true), set_config('app.read_collections', '{}', true),
      set_config('app.seen_collections', '{}', true), set_config('app.granted', '{}', true), set_config('app.read_granted', '{}', true), set_config('app.read_roles', '{}', true),
      set_config('app.managed', '{}', true), set_config('app.led', '{}', true), set_config('app.denied_any', '', true), set_config('app.denied_projects', '{}', true),
      set_config('app.denied_collections', '{}', true), set_config('app.denied', '{}', true);
    RETURN;
  END IF;

  SELECT coalesce(array_agg(p.id), '{}') INTO v_member FROM public.project p WHERE p.iam_group = ANY (p_groups);
  IF v_member <> '{}' THEN
    -- A PI or deputy who is no member any more leads nothing.
    SELECT coalesce(array_agg(p.id), '{}') INTO v_led FROM public.project p
    WHERE p.id = ANY (v_member) AND (p.pi_username = (SELECT u.username FROM public."user" u WHERE u.sub = p_sub)
      OR EXISTS (SELECT 1 FROM public.project_deputy x WHERE x.project_id = p.id AND x.sub = p_sub));
    v_member := embargo.with_partners(v_member);
    v_led := embargo.with_partners(v_led);
  END IF;
  SELECT coalesce(array_agg(c.id), '{}') INTO v_collections FROM public.collection c WHERE c.iam_group = ANY (p_groups);
  SELECT coalesce(array_agg(DISTINCT m.collection_id), '{}') INTO v_managed FROM public.collection_manager m WHERE m.iam_group = ANY (p_groups);

  SELECT coalesce(array_agg(DISTINCT x.project_id) FILTER (WHERE x.project_id IS NOT NULL), '{}') AS projects,
    coalesce(array_agg(DISTINCT x.project_id) FILTER (WHERE x.project_id IS NOT NULL AND x.reads), '{}') AS read_projects,
    coalesce(array_agg(DISTINCT x.collection_id) FILTER (WHERE x.collection_id IS NOT NULL), '{}') AS collections,
    coalesce(array_agg(DISTINCT x.collection_id) FILTER (WHERE x.collection_id IS NOT NULL AND x.reads), '{}') AS read_collections,
    coalesce(array_agg(DISTINCT x.observation_id) FILTER (WHERE x.observation_id IS NOT NULL), '{}') AS observations,
    coalesce(array_agg(DISTINCT x.observation_id) FILTER (WHERE x.observation_id IS NOT NULL AND x.reads), '{}') AS read_observations,
    coalesce((array_agg(DISTINCT r.role || coalesce(':p' || x.project_id, ':c' || x.collection_id, ':o' || x.observation_id)) FILTER (WHERE r.role IS NOT NULL)), '{}') AS read_roles
  INTO g
  FROM (
    SELECT a.rights = 'read' AND a.roles IS NULL AS reads, a.roles, a.collection_id, j.project_id, s.observation_id
    FROM public.access_grant a
    LEFT JOIN LATERAL (SELECT a.project_id UNION ALL SELECT t.partner_id FROM public.joint_project t WHERE t.project_id = a.project_id) j ON a.project_id IS NOT NULL
    LEFT JOIN public.selection_observation s ON s.selection_id = a.selection_id
    WHERE a.revoked_at IS NULL AND a.valid_from <= now() AND (a.valid_until IS NULL OR a.valid_until > now())
      AND ((a.grantee_kind = 'person' AND a.grantee = p_sub) OR (a.grantee_kind = 'group' AND a.grantee = ANY (p_groups)))) x
  LEFT JOIN LATERAL unnest(x.roles) AS r(role) ON true;

  SELECT count(*) > 0 AS some, coalesce(array_agg(x.project_id) FILTER (WHERE x.project_id IS NOT NULL), '{}') AS projects,
    coalesce(array_agg(x.collection_id) FILTER (WHERE x.collection_id IS NOT NULL), '{}') AS collections,
    coalesce(array_agg(s.observation_id) FILTER (WHERE s.observation_id IS NOT NULL), '{}') AS observations
  INTO d
  FROM public.denial x LEFT JOIN public.selection_observation s ON s.selection_id = x.selection_id
  WHERE x.sub = p_sub AND x.lifted_at IS NULL;
  IF d.projects <> '{}' THEN d.projects := embargo.with_partners(d.projects); END IF;

  PERFORM set_config('app.sub', p_sub, true), set_config('app.groups', p_groups::text, true),
    set_config('app.projects', (v_member || g.projects)::text, true), set_config('app.read_projects', (v_member || g.read_projects)::text, true),
    set_config('app.collections', v_collections::text, true),
    set_config('app.granted_collections', g.collections::text, true), set_config('app.read_collections', g.read_collections::text, true),
    set_config('app.seen_collections', (g.collections || v_managed)::text, true),
    set_config('app.granted', g.observations::text, true), set_config('app.read_granted', g.read_observations::text, true),
    set_config('app.read_roles', g.read_roles::text, true),
    set_config('app.managed', v_managed::text, true), set_config('app.led', v_led::text, true),
    set_config('app.denied_any', CASE WHEN d.some THEN 'yes' ELSE '' END, true), set_config('app.denied_projects', d.projects::text, true),
    set_config('app.denied_collections', d.collections::text, true), set_config('app.denied', d.observations::text, true);
END $$;

-- Is the row of a collection, project, observation denied to the viewer? NULL for what the row has not.
CREATE FUNCTION embargo.is_denied(p_collection int, p_project int, p_observation bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN coalesce(p_collection = ANY (nullif(current_setting('app.denied_collections', true), '')::int[]), false)
    OR coalesce(p_project = ANY (nullif(current_setting('app.denied_projects', true), '')::int[]), false)
    OR coalesce(p_observation = ANY (nullif(current_setting('app.denied', true), '')::bigint[]), false);
END $$;

-- What a hold hides, the managers of its collection see.
CREATE FUNCTION embargo.is_held_and_managed(p_hold smallint, p_collection int) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN p_hold = 2 AND coalesce(p_collection = ANY (nullif(current_setting('app.managed', true), '')::int[]), false);
END $$;

CREATE OR REPLACE FUNCTION embargo.denied_rule(p_id text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN format('(SELECT nullif(current_setting(''app.denied_any'', true), '''') IS NOT NULL) AND embargo.is_denied(collection_id, project_id, %s)', coalesce(p_id, 'NULL'));

CREATE OR REPLACE FUNCTION embargo.managed_rule() RETURNS text LANGUAGE sql IMMUTABLE
RETURN 'hold = 2 AND embargo.is_held_and_managed(hold, collection_id)';

-- What is held, or managed, and not hidden by a hold.
CREATE FUNCTION embargo.seen_rule(p_id text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN format('hold < 2 AND (project_id = ANY (%s) OR (project_id IS NULL AND collection_id = ANY (%s)) OR collection_id = ANY (%s)%s)',
  embargo.list('app.projects', 'int'), embargo.list('app.collections', 'int'), embargo.list('app.seen_collections', 'int'),
  CASE WHEN p_id IS NULL THEN '' ELSE format(' OR %s %s', p_id, embargo.among('app.granted')) END);

-- A denial first; then the clock, which a hold has stopped; then what is held.
CREATE OR REPLACE FUNCTION embargo.discover_rule(p_id text, p_opens text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN format('NOT (%s) AND (%s <= now() OR (%s) OR (%s))', embargo.denied_rule(p_id), p_opens, embargo.seen_rule(p_id), embargo.managed_rule());

-- For rows that are visible, so that denials have been heard.
CREATE OR REPLACE FUNCTION embargo.read_rule(p_id text, p_opens text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN format('%s <= now() OR (hold = 0 AND (project_id = ANY (%s) OR (project_id IS NULL AND collection_id = ANY (%s)) OR collection_id = ANY (%s) OR %s %s))',
  p_opens, embargo.list('app.read_projects', 'int'), embargo.list('app.collections', 'int'), embargo.list('app.read_collections', 'int'), p_id, embargo.among('app.read_granted'));

-- Under the observations' own policy. The first of them in the order of an index is found by it, however many are hidden.
CREATE FUNCTION embargo.sees_collection(p_collection int) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  IF embargo.is_denied(p_collection, NULL, NULL) THEN RETURN false; END IF;
  IF p_collection = ANY (coalesce(nullif(current_setting('app.collections', true), ''), '{}')::int[] || coalesce(nullif(current_setting('app.seen_collections', true), ''), '{}')::int[]) THEN RETURN true; END IF;
  IF (SELECT true FROM public.observation o WHERE o.collection_id = p_collection AND o.meta_release_at <= now() ORDER BY o.meta_release_at LIMIT 1) THEN RETURN true; END IF;
  IF current_setting('app.projects', true) <> '{}' AND EXISTS (SELECT 1 FROM unnest(nullif(current_setting('app.projects', true), '')::int[]) AS own(project_id)
      WHERE (SELECT true FROM public.observation o WHERE o.project_id = own.project_id AND o.collection_id = p_collection ORDER BY o.start_mjd LIMIT 1)) THEN RETURN true; END IF;
  RETURN current_setting('app.granted', true) <> '{}' AND EXISTS (SELECT 1 FROM unnest(nullif(current_setting('app.granted', true), '')::bigint[]) AS own(observation_id)
      JOIN public.observation o ON o.id = own.observation_id WHERE o.collection_id = p_collection);
END $$;

CREATE FUNCTION embargo.sees_project(p_project int, p_is_joint boolean) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  IF embargo.is_denied(NULL, p_project, NULL) THEN RETURN false; END IF;
  IF p_project = ANY (nullif(current_setting('app.projects', true), '')::int[]) THEN RETURN true; END IF;
  IF (SELECT true FROM public.observation o WHERE o.project_id = p_project AND o.meta_release_at <= now() ORDER BY o.meta_release_at LIMIT 1) THEN RETURN true; END IF;
  IF current_setting('app.granted', true) <> '{}' AND EXISTS (SELECT 1 FROM unnest(nullif(current_setting('app.granted', true), '')::bigint[]) AS own(observation_id)
      JOIN public.observation o ON o.id = own.observation_id WHERE o.project_id = p_project) THEN RETURN true; END IF;
  IF current_setting('app.seen_collections', true) <> '{}' AND EXISTS (SELECT 1 FROM unnest(nullif(current_setting('app.seen_collections', true), '')::int[]) AS own(collection_id)
      WHERE (SELECT true FROM public.observation o WHERE o.project_id = p_project AND o.collection_id = own.collection_id ORDER BY o.start_mjd LIMIT 1)) THEN RETURN true; END IF;
  -- A joint project is found under both codes, whichever its observations are kept under.
  RETURN p_is_joint AND EXISTS (SELECT 1 FROM public.joint_project j WHERE j.project_id = p_project
      AND (SELECT true FROM public.observation o WHERE o.project_id = j.partner_id ORDER BY o.start_mjd LIMIT 1));
END $$;

GRANT EXECUTE ON FUNCTION embargo.is_denied(int, int, bigint), embargo.is_held_and_managed(smallint, int), embargo.sees_collection(int), embargo.sees_project(int, boolean)
  TO airshower_web, airshower_system, airshower_embargo;

DO $$
BEGIN
  EXECUTE format('ALTER POLICY discover ON observation USING (%s)', embargo.discover_rule('id', 'meta_release_at'));
  EXECUTE format('ALTER POLICY discover ON observation_tally USING (%s)', embargo.discover_rule(NULL, 'opens_by'));
  EXECUTE format('CREATE OR REPLACE VIEW visible_observation WITH (security_invoker = true) AS
    SELECT o.*, coalesce(%s, false) AS readable, coalesce(%s, false) AS mine, coalesce((%s) OR (%s), false) AS in_own_tally
    FROM observation o', embargo.read_rule('id', 'data_release_at'), embargo.own_rule('id'), embargo.seen_rule(NULL), embargo.managed_rule());
  EXECUTE format('ALTER POLICY discover ON product USING (CASE sharing
    WHEN ''single'' THEN %s
    WHEN ''shared-irf'' THEN meta_release_at <= now() OR EXISTS (SELECT 1 FROM observation_product l WHERE l.product_id = product.id)
    WHEN ''combined'' THEN (SELECT count(*) FROM observation_product l WHERE l.product_id = product.id) = observation_count
    WHEN ''store'' THEN EXISTS (SELECT 1 FROM collection c WHERE c.id = collection_id)
    ELSE false END)', embargo.discover_rule('observation_id', 'meta_release_at'));
  EXECUTE format('ALTER POLICY read ON product_release USING (
    EXISTS (SELECT 1 FROM product p WHERE p.id = product_id AND CASE p.sharing
      WHEN ''single'' THEN (%1$s) OR (%2$s)
      WHEN ''shared-irf'' THEN p.data_release_at <= now()
        OR EXISTS (SELECT 1 FROM observation_product l JOIN visible_observation o ON o.id = l.observation_id WHERE l.product_id = p.id AND (o.readable OR (%3$s)))
      WHEN ''combined'' THEN
        (SELECT count(*) FROM observation_product l JOIN visible_observation o ON o.id = l.observation_id WHERE l.product_id = p.id AND (o.readable OR (%3$s))) = p.observation_count
      WHEN ''store'' THEN true
      ELSE false END))',
    regexp_replace(embargo.read_rule('p.observation_id', 'p.data_release_at'), '\m(hold|project_id|collection_id)\M', 'p.\1', 'g'),
    regexp_replace(embargo.read_role_rule('p.observation_id', 'p.role'), '\m(hold|project_id|collection_id)\M', 'p.\1', 'g'),
    regexp_replace(embargo.read_role_rule('o.id', 'p.role'), '\m(hold|project_id|collection_id)\M', 'o.\1', 'g'));
END $$;

ALTER POLICY discover ON collection USING (embargo.sees_collection(id));
ALTER POLICY discover ON project USING (embargo.sees_project(id, is_joint));

-- Rows held before this have no date from now on.
ALTER TABLE observation NO FORCE ROW LEVEL SECURITY;
ALTER TABLE product NO FORCE ROW LEVEL SECURITY;
ALTER TABLE observation_tally NO FORCE ROW LEVEL SECURITY;
UPDATE observation SET delivered_at = delivered_at WHERE hold > 0;
ALTER TABLE observation FORCE ROW LEVEL SECURITY;
ALTER TABLE product FORCE ROW LEVEL SECURITY;
ALTER TABLE observation_tally FORCE ROW LEVEL SECURITY;
