-- What a change of the embargo would do, before anything: its rows as they would be, worked out for all of them at once
-- and judged by the rules that judge every request.

-- Written so that a query takes them in: called for each of a hundred thousand rows they cost more than all the rest.
CREATE OR REPLACE FUNCTION embargo.clock(p_kind text, p_date timestamptz, p_months int, p_observed timestamptz, p_delivered timestamptz, p_last timestamptz)
RETURNS timestamptz LANGUAGE sql STABLE
RETURN CASE p_kind
    WHEN 'fixed' THEN p_date
    WHEN 'observation' THEN p_observed + make_interval(months => p_months)
    WHEN 'delivery' THEN p_delivered + make_interval(months => p_months)
    WHEN 'last-observation' THEN greatest(p_last, p_observed) + make_interval(months => p_months)
  END;
CREATE OR REPLACE FUNCTION embargo.mjd_to_timestamp(p_mjd double precision) RETURNS timestamptz LANGUAGE sql IMMUTABLE
RETURN to_timestamp((p_mjd - 40587) * 86400);

-- The person that a denial or an emergency access is about.
ALTER TABLE "embargo_change" ADD COLUMN "person" TEXT;

-- Somebody tried a change in this transaction to see what it does: it can not be committed any more.
CREATE TABLE "embargo_rehearsal" ("change_id" UUID NOT NULL, CONSTRAINT "embargo_rehearsal_pkey" PRIMARY KEY ("change_id"));
ALTER TABLE embargo_rehearsal ENABLE ROW LEVEL SECURITY;
ALTER TABLE embargo_rehearsal FORCE ROW LEVEL SECURITY;
GRANT INSERT ON embargo_rehearsal TO airshower_embargo;
CREATE POLICY embargo ON embargo_rehearsal TO airshower_embargo USING (true) WITH CHECK (true);
CREATE FUNCTION embargo.refuse_rehearsal() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'What was tried to see what it does must be rolled back';
END $$;
GRANT EXECUTE ON FUNCTION embargo.refuse_rehearsal() TO airshower_web, airshower_system, airshower_embargo;
CREATE CONSTRAINT TRIGGER never_committed AFTER INSERT ON embargo_rehearsal DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION embargo.refuse_rehearsal();

-- A change as it was asked for, with what it is about. Who does not manage all of that hears that it is not there, as
-- for what does not exist (AE404). p_projects: [{code, wanted}]; p_observations: ids, with the dates that they get,
-- one for each of them or one for all.
CREATE FUNCTION embargo.draft_change(p_kind text, p_body jsonb, p_reason text, p_projects jsonb, p_observations text[], p_dates jsonb, p_collection text, p_username text, p_made uuid, p_in_turn boolean)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_id uuid;
  v_person text;
  v_collections int[] := '{}';
  v_count int := 0;
  v_asked int := (SELECT count(DISTINCT x) FROM unnest(p_observations) x);
BEGIN
  IF embargo.me() IS NULL OR NOT embargo.manages_any() THEN RAISE EXCEPTION USING ERRCODE = 'AE404', MESSAGE = 'absent'; END IF;
  -- Changes are made one after the other, so that each is what was looked at.
  IF p_in_turn THEN PERFORM pg_advisory_xact_lock(hashtextextended('embargo change', 0)); END IF;
  IF p_username IS NOT NULL THEN
    SELECT u.sub INTO v_person FROM public."user" u WHERE u.username = p_username;
    IF v_person IS NULL THEN RAISE EXCEPTION USING ERRCODE = 'AE409', MESSAGE = 'unknown-person'; END IF;
    IF p_kind = 'emergency' AND v_person = embargo.me() THEN RAISE EXCEPTION USING ERRCODE = 'AE409', MESSAGE = 'to-oneself'; END IF;
  END IF;

  INSERT INTO public.embargo_change (kind, body, reason, made_by, person, made_id) VALUES (p_kind, p_body, p_reason, embargo.me(), v_person, p_made) RETURNING id INTO v_id;

  IF p_kind = 'lift-hold' THEN
    INSERT INTO public.embargo_change_project (change_id, project_id) SELECT v_id, h.project_id FROM public.hold h WHERE h.id = p_made AND h.project_id IS NOT NULL;
    INSERT INTO public.embargo_change_observation (change_id, observation_id) SELECT v_id, s.observation_id FROM public.hold h JOIN public.selection_observation s ON s.selection_id = h.selection_id WHERE h.id = p_made;
    GET DIAGNOSTICS v_count = ROW_COUNT;
  ELSIF p_kind = 'lift-denial' THEN
    INSERT INTO public.embargo_change_project (change_id, project_id) SELECT v_id, d.project_id FROM public.denial d WHERE d.id = p_made AND d.project_id IS NOT NULL;
    INSERT INTO public.embargo_change_observation (change_id, observation_id) SELECT v_id, s.observation_id FROM public.denial d JOIN public.selection_observation s ON s.selection_id = d.selection_id WHERE d.id = p_made;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    UPDATE public.embargo_change c SET person = d.sub, collection_ids = array_remove(ARRAY[d.collection_id], NULL) FROM public.denial d WHERE d.id = p_made AND c.id = v_id;
  ELSIF p_projects IS NOT NULL THEN
    INSERT INTO public.embargo_change_project (change_id, project_id, wanted)
    SELECT v_id, p.id, nullif(x.wanted, 'null') FROM jsonb_to_recordset(p_projects) AS x(code text, wanted jsonb) JOIN public.project p ON p.code = x.code;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    IF v_count <> jsonb_array_length(p_projects) THEN RAISE EXCEPTION USING ERRCODE = 'AE404', MESSAGE = 'absent'; END IF;
    v_count := 0;
  ELSIF p_observations IS NOT NULL THEN
    INSERT INTO public.embargo_change_observation (change_id, observation_id, sets_meta, meta_wanted, sets_data, data_wanted)
    SELECT DISTINCT ON (o.id) v_id, o.id, d.value ? 'meta', (d.value->>'meta')::timestamptz, d.value ? 'data', (d.value->>'data')::timestamptz
    FROM unnest(p_observations) WITH ORDINALITY AS x(id, place)
    JOIN public.collection c ON c.name = split_part(x.id, ':', 1)
    JOIN public.observation o ON o.collection_id = c.id AND o.obs_id = CASE WHEN split_part(x.id, ':', 2) ~ '^\d{1,18}$' THEN split_part(x.id, ':', 2)::bigint END
    CROSS JOIN LATERAL (SELECT CASE jsonb_typeof(p_dates) WHEN 'array' THEN p_dates->(x.place::int - 1) ELSE coalesce(p_dates, '{}') END AS value) d;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    IF v_count <> v_asked THEN RAISE EXCEPTION USING ERRCODE = 'AE404', MESSAGE = 'absent'; END IF;
  END IF;
  IF p_collection IS NOT NULL THEN
    UPDATE public.embargo_change c SET collection_ids = ARRAY[k.id] FROM public.collection k WHERE k.name = p_collection AND c.id = v_id;
  END IF;
  IF v_count > 0 THEN
    SELECT array_agg(DISTINCT o.collection_id) INTO v_collections FROM public.embargo_change_observation e JOIN public.observation o ON o.id = e.observation_id WHERE e.change_id = v_id;
    UPDATE public.embargo_change SET collection_ids = v_collections, observation_count = v_count WHERE id = v_id;
  END IF;

  IF NOT embargo.manages_change(v_id) THEN RAISE EXCEPTION USING ERRCODE = 'AE404', MESSAGE = 'absent'; END IF;
  IF p_kind = 'lift-hold' AND EXISTS (SELECT 1 FROM public.hold h WHERE h.id = p_made AND h.lifted_at IS NOT NULL)
    OR p_kind = 'lift-denial' AND EXISTS (SELECT 1 FROM public.denial d WHERE d.id = p_made AND d.lifted_at IS NOT NULL) THEN
    RAISE EXCEPTION USING ERRCODE = 'AE409', MESSAGE = 'lifted-already';
  END IF;
  IF p_kind = 'lift-denial' AND EXISTS (SELECT 1 FROM public.denial d WHERE d.id = p_made AND d.sub = embargo.me()) THEN
    RAISE EXCEPTION USING ERRCODE = 'AE409', MESSAGE = 'to-oneself';
  END IF;
  RETURN v_id;
END $$;

-- The observations that a change touches: as they are (0) and as they would be (1), `meta` and `data` as on the row,
-- `planned_…` as if there were no holds. p_undo: as they would be with the values from before the change. Never for
-- the web's role: it has rows in it that a viewer may not see.
CREATE FUNCTION embargo.proposed_rows(p_change uuid, p_undo boolean)
RETURNS TABLE (id bigint, collection_id int, project_id int, hold0 int, meta0 timestamptz, data0 timestamptz, planned_meta0 timestamptz, planned_data0 timestamptz,
  hold1 int, meta1 timestamptz, data1 timestamptz, planned_meta1 timestamptz, planned_data1 timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  c public.embargo_change%ROWTYPE;
  v_projects int[];
  -- A project's clock of one right, before or after; of a joint project the later of its partners'.
  v_clock text := $t$CASE WHEN q.is_joint THEN
      (SELECT CASE WHEN count(*) = count(x.at) THEN max(x.at) END FROM (
        SELECT embargo.clock(y.%1$s_clock%2$s, y.%1$s_date%2$s, y.%1$s_months%2$s, o.observed, o.delivered_at, l.last) AS at
        FROM team t JOIN policy y ON y.id = t.member_id WHERE t.project_id = o.project_id) x)
    ELSE embargo.clock(q.%1$s_clock%2$s, q.%1$s_date%2$s, q.%1$s_months%2$s, o.observed, o.delivered_at, l.last) END$t$;
  v_source text;
BEGIN
  SELECT * INTO c FROM public.embargo_change e WHERE e.id = p_change;
  SELECT embargo.with_partners(coalesce(array_agg(p.project_id), '{}')) INTO v_projects FROM public.embargo_change_project p
  WHERE p.change_id = p_change AND (p.wanted IS NULL OR p.wanted ? 'meta_clock' OR p.wanted ? 'data_clock');
  v_source := CASE
    WHEN c.kind = 'project-settings' THEN 'false'
    WHEN v_projects <> '{}' THEN 'o.project_id = ANY ($2)'
    WHEN c.observation_count > 0 THEN 'o.id IN (SELECT e.observation_id FROM public.embargo_change_observation e WHERE e.change_id = $1)'
    ELSE 'o.collection_id = ANY ($3)' END;
  RETURN QUERY EXECUTE format($q$
    WITH touched AS MATERIALIZED (
      SELECT o.id, o.collection_id, o.project_id, o.hold::int AS hold, o.meta_release_at, o.data_release_at, o.meta_release_override, o.data_release_override,
        o.delivered_at, embargo.mjd_to_timestamp(o.end_mjd) AS observed FROM public.observation o WHERE %1$s),
    concerned AS MATERIALIZED (SELECT DISTINCT t.project_id AS id FROM touched t WHERE t.project_id IS NOT NULL),
    team AS MATERIALIZED (
      SELECT n.id AS project_id, n.id AS member_id FROM concerned n UNION ALL SELECT j.project_id, j.partner_id FROM concerned n JOIN public.joint_project j ON j.project_id = n.id),
    policy AS MATERIALIZED (
      SELECT p.id, p.is_joint, p.meta_clock AS meta_clock0, p.meta_clock_date AS meta_date0, p.meta_clock_months AS meta_months0,
        p.data_clock AS data_clock0, p.data_clock_date AS data_date0, p.data_clock_months AS data_months0,
        coalesce(w.set->>'meta_clock', p.meta_clock) AS meta_clock1,
        CASE WHEN w.set ? 'meta_clock' THEN (w.set->>'meta_clock_date')::timestamptz(3) ELSE p.meta_clock_date END AS meta_date1,
        CASE WHEN w.set ? 'meta_clock' THEN (w.set->>'meta_clock_months')::int ELSE p.meta_clock_months END AS meta_months1,
        coalesce(w.set->>'data_clock', p.data_clock) AS data_clock1,
        CASE WHEN w.set ? 'data_clock' THEN (w.set->>'data_clock_date')::timestamptz(3) ELSE p.data_clock_date END AS data_date1,
        CASE WHEN w.set ? 'data_clock' THEN (w.set->>'data_clock_months')::int ELSE p.data_clock_months END AS data_months1
      FROM public.project p
      LEFT JOIN (SELECT x.project_id, CASE WHEN $4 THEN x.before ELSE x.wanted END AS set FROM public.embargo_change_project x WHERE x.change_id = $1) w ON w.project_id = p.id
      WHERE p.id IN (SELECT t.member_id FROM team t)),
    lasts AS MATERIALIZED (
      SELECT t.project_id, embargo.mjd_to_timestamp(max(x.end_mjd)) AS last FROM team t
      CROSS JOIN LATERAL (SELECT e.end_mjd FROM public.observation e WHERE e.project_id = t.member_id ORDER BY e.end_mjd DESC LIMIT 1) x GROUP BY 1),
    project_holds AS MATERIALIZED (
      SELECT t.project_id, max(embargo.hold_level(h.closes)) AS level FROM team t JOIN public.hold h ON h.project_id = t.member_id
      WHERE h.lifted_at IS NULL AND h.id IS DISTINCT FROM $5 GROUP BY 1),
    chosen_holds AS MATERIALIZED (
      SELECT s.observation_id, max(embargo.hold_level(h.closes)) AS level FROM public.hold h JOIN public.selection_observation s ON s.selection_id = h.selection_id
      WHERE h.lifted_at IS NULL AND h.id IS DISTINCT FROM $5 AND $6 = 'lift-hold' GROUP BY 1),
    worked AS (
      SELECT o.id, o.collection_id, o.project_id, o.hold AS hold0, o.meta_release_at AS meta0, o.data_release_at AS data0,
        CASE WHEN o.hold = 0 THEN o.meta_release_at ELSE nullif(coalesce(o.meta_release_override, %2$s), 'infinity') END::timestamptz(3) AS own_meta0,
        CASE WHEN o.hold = 0 THEN o.data_release_at ELSE nullif(coalesce(o.data_release_override, %3$s), 'infinity') END::timestamptz(3) AS own_data0,
        CASE $6 WHEN 'hold' THEN greatest(o.hold, embargo.hold_level($7)) WHEN 'lift-hold' THEN greatest(0, ph.level, ch.level) ELSE o.hold END AS hold1,
        nullif(coalesce(CASE WHEN e.sets_meta THEN CASE WHEN $4 THEN e.meta_before ELSE e.meta_wanted END ELSE o.meta_release_override END, %4$s), 'infinity')::timestamptz(3) AS own_meta1,
        nullif(coalesce(CASE WHEN e.sets_data THEN CASE WHEN $4 THEN e.data_before ELSE e.data_wanted END ELSE o.data_release_override END, %5$s), 'infinity')::timestamptz(3) AS own_data1
      FROM touched o LEFT JOIN policy q ON q.id = o.project_id LEFT JOIN lasts l ON l.project_id = o.project_id
      LEFT JOIN project_holds ph ON ph.project_id = o.project_id LEFT JOIN chosen_holds ch ON ch.observation_id = o.id
      LEFT JOIN public.embargo_change_observation e ON e.change_id = $1 AND e.observation_id = o.id),
    planned AS (
      SELECT w.*, CASE WHEN w.own_meta0 IS NOT NULL AND w.own_data0 IS NOT NULL THEN greatest(w.own_meta0, w.own_data0) END AS late_data0,
        CASE WHEN w.own_meta1 IS NOT NULL AND w.own_data1 IS NOT NULL THEN greatest(w.own_meta1, w.own_data1) END AS late_data1 FROM worked w)
    SELECT p.id, p.collection_id, p.project_id, p.hold0, p.meta0, p.data0, p.own_meta0, p.late_data0,
      p.hold1, CASE WHEN p.hold1 < 2 THEN p.own_meta1 END, CASE WHEN p.hold1 = 0 THEN p.late_data1 END, p.own_meta1, p.late_data1
    FROM planned p $q$, v_source, format(v_clock, 'meta', '0'), format(v_clock, 'data', '0'), format(v_clock, 'meta', '1'), format(v_clock, 'data', '1'))
  USING p_change, v_projects, c.collection_ids, p_undo, CASE WHEN c.kind = 'lift-hold' THEN c.made_id END, c.kind, c.body->>'closes';
END $$;

-- Writes what a change would do into observation_proposed, and tells of it. Only rows that change; of changes that
-- concern one person all, since there the person's rights change and not the rows.
CREATE FUNCTION embargo.propose_change(p_change uuid, OUT observation_count int, OUT observation_ids text[], OUT fingerprint text, OUT projects text[], OUT openings jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_personal boolean;
BEGIN
  IF NOT embargo.manages_change(p_change) THEN RAISE EXCEPTION USING ERRCODE = 'AE404', MESSAGE = 'absent'; END IF;
  SELECT c.person IS NOT NULL INTO v_personal FROM public.embargo_change c WHERE c.id = p_change;
  WITH r AS MATERIALIZED (
    SELECT x.* FROM embargo.proposed_rows(p_change, false) x WHERE v_personal OR (x.hold0, x.meta0, x.data0) IS DISTINCT FROM (x.hold1, x.meta1, x.data1)),
  kept AS (
    INSERT INTO public.observation_proposed (id, collection_id, project_id, meta_release_at, data_release_at, hold, phase)
    SELECT r.id, r.collection_id, r.project_id, r.meta0, r.data0, r.hold0, 0 FROM r
    UNION ALL SELECT r.id, r.collection_id, r.project_id, r.meta1, r.data1, r.hold1, 1 FROM r WHERE NOT v_personal),
  moved AS (
    SELECT m.sort, m."right", m.direction, count(*) AS n, min(m.was) AS planned_from, CASE WHEN count(*) = count(m.was) THEN max(m.was) END AS planned_to,
      min(m.becomes) AS opens_from, CASE WHEN count(*) = count(m.becomes) THEN max(m.becomes) END AS opens_to
    FROM (
      SELECT y.*, CASE WHEN coalesce(y.was <= now(), false) THEN CASE WHEN coalesce(y.becomes <= now(), false) THEN NULL ELSE 'closes-now' END
        WHEN y.becomes <= now() THEN 'opens-now' WHEN y.becomes < coalesce(y.was, 'infinity') THEN 'earlier' WHEN y.was < coalesce(y.becomes, 'infinity') THEN 'later' END AS direction
      FROM (SELECT 0 AS sort, 'discover' AS "right", r.meta0 AS was, r.meta1 AS becomes FROM r UNION ALL SELECT 1, 'read', r.data0, r.data1 FROM r) y) m
    WHERE m.direction IS NOT NULL GROUP BY 1, 2, 3)
  SELECT (SELECT count(*)::int FROM r),
    ARRAY(SELECT c.name || ':' || o.obs_id FROM (SELECT r.id FROM r ORDER BY r.collection_id, r.id LIMIT 100) f JOIN public.observation o ON o.id = f.id JOIN public.collection c ON c.id = o.collection_id
      ORDER BY c.name COLLATE "C", o.obs_id),
    -- Of what is, and what would be: the same change of another world has another.
    (SELECT md5(coalesce(sum(hashtextextended(concat_ws('|', r.id, r.project_id, r.hold0, extract(epoch FROM r.meta0), extract(epoch FROM r.data0), r.hold1, extract(epoch FROM r.meta1), extract(epoch FROM r.data1)), 0)), 0)::text) FROM r),
    (SELECT coalesce(array_agg(p.code ORDER BY p.code COLLATE "C"), '{}') FROM public.project p
      WHERE p.id IN (SELECT r.project_id FROM r) OR p.id IN (SELECT x.project_id FROM public.embargo_change_project x WHERE x.change_id = p_change)),
    (SELECT coalesce(jsonb_agg(jsonb_build_object('right', m."right", 'direction', m.direction, 'observationCount', m.n, 'plannedFrom', m.planned_from, 'plannedTo', m.planned_to,
      'opensFrom', m.opens_from, 'opensTo', m.opens_to) ORDER BY m.sort, m.direction), '[]') FROM moved m)
  INTO observation_count, observation_ids, fingerprint, projects, openings;
END $$;

-- Who has a part in the observations of observation_proposed: the public, groups, and persons with grants or denials.
CREATE FUNCTION embargo.change_parties(p_change uuid) RETURNS TABLE (kind text, name text, sub text, groups text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_person text;
  v_projects int[];
  v_collections int[];
  v_selections uuid[];
BEGIN
  IF NOT embargo.manages_change(p_change) THEN RAISE EXCEPTION USING ERRCODE = 'AE404', MESSAGE = 'absent'; END IF;
  SELECT c.person INTO v_person FROM public.embargo_change c WHERE c.id = p_change;
  IF v_person IS NOT NULL THEN
    RETURN QUERY SELECT 'person', embargo.account_name(v_person), v_person, coalesce((SELECT u.groups FROM public."user" u WHERE u.sub = v_person), '{}');
    RETURN;
  END IF;
  SELECT embargo.with_partners(coalesce(array_agg(DISTINCT o.project_id) FILTER (WHERE o.project_id IS NOT NULL), '{}')), coalesce(array_agg(DISTINCT o.collection_id), '{}')
  INTO v_projects, v_collections FROM public.observation_proposed o WHERE o.phase = 0;
  SELECT coalesce(array_agg(x.selection_id), '{}') INTO v_selections FROM (
    SELECT DISTINCT used.selection_id FROM (
      SELECT a.selection_id FROM public.access_grant a WHERE a.revoked_at IS NULL AND a.selection_id IS NOT NULL
      UNION SELECT d.selection_id FROM public.denial d WHERE d.lifted_at IS NULL AND d.selection_id IS NOT NULL) used
    WHERE EXISTS (SELECT 1 FROM public.selection_observation s JOIN public.observation_proposed o ON o.id = s.observation_id AND o.phase = 0 WHERE s.selection_id = used.selection_id)) x;
  RETURN QUERY
    WITH grants AS (
      SELECT a.grantee_kind, a.grantee FROM public.access_grant a
      WHERE a.revoked_at IS NULL AND a.valid_from <= now() AND (a.valid_until IS NULL OR a.valid_until > now())
        AND (a.project_id = ANY (v_projects) OR a.collection_id = ANY (v_collections) OR a.selection_id = ANY (v_selections))),
    named AS (
      SELECT 'group' AS kind, p.iam_group AS who FROM public.project p WHERE p.id = ANY (v_projects)
      UNION SELECT 'group', c.iam_group FROM public.collection c WHERE c.id = ANY (v_collections) AND c.iam_group IS NOT NULL
      UNION SELECT g.grantee_kind, g.grantee FROM grants g
      UNION SELECT 'person', d.sub FROM public.denial d WHERE d.lifted_at IS NULL
        AND (d.project_id = ANY (v_projects) OR d.collection_id = ANY (v_collections) OR d.selection_id = ANY (v_selections)))
    SELECT 'public', NULL::text, NULL::text, '{}'::text[]
    UNION ALL
    (SELECT n.kind, CASE n.kind WHEN 'group' THEN n.who ELSE embargo.account_name(n.who) END, CASE n.kind WHEN 'group' THEN '' ELSE n.who END,
      CASE n.kind WHEN 'group' THEN ARRAY[n.who] ELSE coalesce((SELECT u.groups FROM public."user" u WHERE u.sub = n.who), '{}') END
    FROM named n ORDER BY n.kind, n.who COLLATE "C");
END $$;

-- The projects that a change touches: named, or of the observations named; with their partners.
CREATE FUNCTION embargo.change_projects(p_change uuid) RETURNS int[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT embargo.with_partners(coalesce(array_agg(DISTINCT x.id), '{}')) FROM (
    SELECT w.project_id AS id FROM public.embargo_change_project w WHERE w.change_id = p_change
    UNION SELECT o.project_id FROM public.embargo_change_observation w JOIN public.observation o ON o.id = w.observation_id WHERE w.change_id = p_change AND o.project_id IS NOT NULL) x
$$;

-- Does it need a second manager? An emergency always. Else where a project of the observations, or its partner, asks for
-- one: when something opens earlier than planned, or might with observations still to come (the clock is another kind,
-- or shorter); and when that very demand is to go.
CREATE FUNCTION embargo.needs_second_manager(p_change uuid, p_undo boolean) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_kind text;
BEGIN
  SELECT c.kind INTO v_kind FROM public.embargo_change c WHERE c.id = p_change;
  IF v_kind = 'emergency' THEN RETURN NOT p_undo; END IF;
  IF v_kind = 'project-settings' THEN
    RETURN EXISTS (SELECT 1 FROM public.embargo_change_project w JOIN public.project p ON p.id = w.project_id
      WHERE w.change_id = p_change AND p.early_release_approval AND (CASE WHEN p_undo THEN w.before ELSE w.wanted END->>'early_release_approval')::boolean IS FALSE);
  END IF;
  IF v_kind NOT IN ('project-clocks', 'observation-dates', 'import')
    OR NOT EXISTS (SELECT 1 FROM public.project a WHERE a.early_release_approval AND a.id = ANY (embargo.change_projects(p_change))) THEN RETURN false; END IF;
  RETURN EXISTS (
    SELECT 1 FROM public.embargo_change_project w JOIN public.project p ON p.id = w.project_id
    CROSS JOIN LATERAL (SELECT CASE WHEN p_undo THEN w.before ELSE w.wanted END AS set) s
    CROSS JOIN LATERAL (VALUES
      ('meta_clock', p.meta_clock, p.meta_clock_date, p.meta_clock_months), ('data_clock', p.data_clock, p.data_clock_date, p.data_clock_months)) AS now_is(clock, kind, at, months)
    WHERE w.change_id = p_change AND s.set ? now_is.clock
      AND EXISTS (SELECT 1 FROM public.project a WHERE a.id = ANY (embargo.with_partners(ARRAY[p.id])) AND a.early_release_approval)
      AND NOT CASE WHEN s.set->>now_is.clock = 'fixed' AND s.set->>(now_is.clock || '_date') IS NULL THEN true
        WHEN s.set->>now_is.clock <> now_is.kind THEN false
        WHEN now_is.kind = 'fixed' THEN (s.set->>(now_is.clock || '_date'))::timestamptz >= coalesce(now_is.at, 'infinity')
        ELSE (s.set->>(now_is.clock || '_months'))::int >= now_is.months END)
  OR EXISTS (
    SELECT 1 FROM embargo.proposed_rows(p_change, p_undo) r
    WHERE ((coalesce(r.planned_meta0, 'infinity') > now() AND r.planned_meta1 < coalesce(r.planned_meta0, 'infinity'))
        OR (coalesce(r.planned_data0, 'infinity') > now() AND r.planned_data1 < coalesce(r.planned_data0, 'infinity')))
      AND r.project_id IN (SELECT m.id FROM public.project a CROSS JOIN LATERAL unnest(embargo.with_partners(ARRAY[a.id])) AS m(id) WHERE a.early_release_approval));
END $$;

GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.draft_change(text, jsonb, text, jsonb, text[], jsonb, text, text, uuid, boolean) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.proposed_rows(uuid, boolean) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.propose_change(uuid) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.change_parties(uuid) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.needs_second_manager(uuid, boolean) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.change_projects(uuid) OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.draft_change(text, jsonb, text, jsonb, text[], jsonb, text, text, uuid, boolean), embargo.proposed_rows(uuid, boolean), embargo.propose_change(uuid),
  embargo.change_parties(uuid), embargo.needs_second_manager(uuid, boolean), embargo.change_projects(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.draft_change(text, jsonb, text, jsonb, text[], jsonb, text, text, uuid, boolean), embargo.propose_change(uuid), embargo.change_parties(uuid),
  embargo.needs_second_manager(uuid, boolean) TO airshower_web;
RESET ROLE;
