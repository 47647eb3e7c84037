-- A change's way: made (applied at once, or waiting for a second manager), approved, refused, withdrawn, undone.
-- What stands in the way is told by a word (SQLSTATE AE409; a hint holds the change that is meant).

-- Makes a change true. Only the functions below call it, when all that must agree have.
CREATE FUNCTION embargo.apply_change(p_change uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  c public.embargo_change%ROWTYPE;
  v_project int;
  v_selection uuid;
  v_made uuid;
  v_touched int;
BEGIN
  SELECT * INTO c FROM public.embargo_change e WHERE e.id = p_change;
  IF c.kind IN ('project-clocks', 'observation-dates', 'project-settings', 'import') THEN
    -- What stood in the very columns that it sets.
    UPDATE public.embargo_change_project w SET before = (
      SELECT jsonb_object_agg(k.key, to_jsonb(p)->k.key) FROM jsonb_object_keys(w.wanted) AS k(key))
    FROM public.project p WHERE w.change_id = p_change AND p.id = w.project_id AND w.wanted IS NOT NULL;
    UPDATE public.embargo_change_observation w SET meta_before = o.meta_release_override, data_before = o.data_release_override
    FROM public.observation o WHERE w.change_id = p_change AND o.id = w.observation_id;
    PERFORM embargo.write_values(p_change, false);
  ELSE
    SELECT w.project_id INTO v_project FROM public.embargo_change_project w WHERE w.change_id = p_change;
    IF c.kind IN ('hold', 'denial', 'emergency') AND c.observation_count > 0 THEN
      INSERT INTO public.selection (made_by) VALUES (c.made_by) RETURNING id INTO v_selection;
      INSERT INTO public.selection_observation (selection_id, observation_id) SELECT v_selection, w.observation_id FROM public.embargo_change_observation w WHERE w.change_id = p_change;
    END IF;
    IF c.kind = 'hold' THEN
      INSERT INTO public.hold (project_id, selection_id, closes, reason, placed_by) VALUES (v_project, v_selection, c.body->>'closes', c.reason, c.made_by) RETURNING id INTO v_made;
    ELSIF c.kind = 'denial' THEN
      INSERT INTO public.denial (sub, collection_id, project_id, selection_id, reason, placed_by)
      VALUES (c.person, CASE WHEN v_project IS NULL AND v_selection IS NULL THEN c.collection_ids[1] END, v_project, v_selection, c.reason, c.made_by) RETURNING id INTO v_made;
    ELSIF c.kind = 'emergency' THEN
      INSERT INTO public.access_grant (grantee_kind, grantee, project_id, selection_id, rights, valid_until, emergency, reason, given_by)
      VALUES ('person', c.person, v_project, v_selection, c.body->>'rights', now() + make_interval(hours => (c.body->>'hours')::int), true, c.reason, c.made_by) RETURNING id INTO v_made;
    ELSIF c.kind = 'lift-hold' THEN
      UPDATE public.hold h SET lifted_at = now(), lifted_by = embargo.me(), lift_reason = c.reason WHERE h.id = c.made_id AND h.lifted_at IS NULL;
      GET DIAGNOSTICS v_touched = ROW_COUNT;
      IF v_touched = 0 THEN RAISE EXCEPTION USING ERRCODE = 'AE409', MESSAGE = 'lifted-already'; END IF;
    ELSIF c.kind = 'lift-denial' THEN
      UPDATE public.denial d SET lifted_at = now(), lifted_by = embargo.me(), lift_reason = c.reason WHERE d.id = c.made_id AND d.lifted_at IS NULL AND d.sub <> embargo.me();
      GET DIAGNOSTICS v_touched = ROW_COUNT;
      IF v_touched = 0 THEN RAISE EXCEPTION USING ERRCODE = 'AE409', MESSAGE = 'lifted-already'; END IF;
    END IF;
  END IF;
  UPDATE public.embargo_change SET state = 'applied', applied_at = now(), made_id = coalesce(v_made, made_id) WHERE id = p_change;
END $$;

-- The values that a change sets, or with p_undo those before it, onto projects and observations; the rest follows by
-- their triggers.
CREATE FUNCTION embargo.write_values(p_change uuid, p_undo boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.project p SET
    meta_clock = coalesce(s.set->>'meta_clock', p.meta_clock),
    meta_clock_date = CASE WHEN s.set ? 'meta_clock' THEN (s.set->>'meta_clock_date')::timestamptz ELSE p.meta_clock_date END,
    meta_clock_months = CASE WHEN s.set ? 'meta_clock' THEN (s.set->>'meta_clock_months')::int ELSE p.meta_clock_months END,
    data_clock = coalesce(s.set->>'data_clock', p.data_clock),
    data_clock_date = CASE WHEN s.set ? 'data_clock' THEN (s.set->>'data_clock_date')::timestamptz ELSE p.data_clock_date END,
    data_clock_months = CASE WHEN s.set ? 'data_clock' THEN (s.set->>'data_clock_months')::int ELSE p.data_clock_months END,
    early_release_approval = coalesce((s.set->>'early_release_approval')::boolean, p.early_release_approval),
    when_right_ends = coalesce(s.set->>'when_right_ends', p.when_right_ends)
  FROM (SELECT w.project_id, CASE WHEN p_undo THEN w.before ELSE w.wanted END AS set FROM public.embargo_change_project w WHERE w.change_id = p_change) s
  WHERE p.id = s.project_id AND s.set IS NOT NULL;
  UPDATE public.observation o SET
    meta_release_override = CASE WHEN NOT w.sets_meta THEN o.meta_release_override WHEN p_undo THEN w.meta_before ELSE w.meta_wanted END,
    data_release_override = CASE WHEN NOT w.sets_data THEN o.data_release_override WHEN p_undo THEN w.data_before ELSE w.data_wanted END
  FROM public.embargo_change_observation w WHERE w.change_id = p_change AND o.id = w.observation_id AND (w.sets_meta OR w.sets_data);
END $$;

-- Applies a change of one person's rights, to look at what it does; the transaction can only be rolled back from then on.
CREATE FUNCTION embargo.rehearse_change(p_change uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT embargo.manages_change(p_change) THEN RAISE EXCEPTION USING ERRCODE = 'AE404', MESSAGE = 'absent'; END IF;
  INSERT INTO public.embargo_rehearsal (change_id) VALUES (p_change);
  PERFORM embargo.apply_change(p_change);
END $$;

-- A draft becomes a change: applied, or waiting for a second manager.
CREATE FUNCTION embargo.settle_change(p_change uuid, p_effect jsonb) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  c public.embargo_change%ROWTYPE;
BEGIN
  SELECT * INTO c FROM public.embargo_change e WHERE e.id = p_change AND e.made_by = embargo.me() AND e.state = 'waiting' AND e.effect IS NULL FOR UPDATE;
  IF c.id IS NULL OR NOT embargo.manages_change(p_change) THEN RAISE EXCEPTION USING ERRCODE = 'AE404', MESSAGE = 'absent'; END IF;
  UPDATE public.embargo_change SET effect = p_effect WHERE id = p_change;
  IF embargo.needs_second_manager(p_change, false) THEN RETURN 'waiting'; END IF;
  PERFORM embargo.apply_change(p_change);
  RETURN 'applied';
END $$;

-- p_verdict: approve, refuse, or by who made it withdraw.
CREATE FUNCTION embargo.decide_change(p_change uuid, p_verdict text, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  c public.embargo_change%ROWTYPE;
  v_project int;
BEGIN
  IF NOT embargo.manages_change(p_change) THEN RAISE EXCEPTION USING ERRCODE = 'AE404', MESSAGE = 'absent'; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('embargo change', 0));
  SELECT * INTO c FROM public.embargo_change e WHERE e.id = p_change FOR UPDATE;
  IF c.state <> 'waiting' THEN RAISE EXCEPTION USING ERRCODE = 'AE409', MESSAGE = 'decided-already', HINT = c.state; END IF;
  IF p_verdict = 'withdraw' THEN
    IF c.made_by <> embargo.me() THEN RAISE EXCEPTION USING ERRCODE = 'AE409', MESSAGE = 'not-yours'; END IF;
  ELSE
    -- Two persons, neither of whom it is for.
    IF c.made_by = embargo.me() THEN RAISE EXCEPTION USING ERRCODE = 'AE409', MESSAGE = 'own-change'; END IF;
    IF p_verdict = 'approve' AND c.person = embargo.me() THEN RAISE EXCEPTION USING ERRCODE = 'AE409', MESSAGE = 'to-oneself'; END IF;
  END IF;
  UPDATE public.embargo_change SET decided_by = embargo.me(), decided_at = now(), decision_reason = p_reason,
    state = CASE p_verdict WHEN 'refuse' THEN 'refused' WHEN 'withdraw' THEN 'withdrawn' ELSE state END WHERE id = p_change;
  IF p_verdict <> 'approve' THEN RETURN; END IF;
  PERFORM embargo.apply_change(p_change);
  IF c.kind = 'emergency' THEN
    -- Partners' leaders are told with theirs.
    FOR v_project IN SELECT w.project_id FROM public.embargo_change_project w WHERE w.change_id = p_change
      UNION SELECT o.project_id FROM public.embargo_change_observation w JOIN public.observation o ON o.id = w.observation_id WHERE w.change_id = p_change AND o.project_id IS NOT NULL LOOP
      PERFORM embargo.tell_leaders(v_project, 'emergency', format('Two managers, %s and %s, opened observations of your project to %s for %s hours: %s',
        embargo.account_name(c.made_by), embargo.account_name(embargo.me()), embargo.account_name(c.person), c.body->>'hours', c.reason),
        (SELECT '/projects/' || p.code FROM public.project p WHERE p.id = v_project));
    END LOOP;
  END IF;
END $$;

-- Back to what was before. Not when a newer change stands on it, when a load has set other values since, when something
-- has become public by it (then only a hold closes it again), or when going back opens something early that takes two.
CREATE FUNCTION embargo.undo_change(p_change uuid, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  c public.embargo_change%ROWTYPE;
  v_newer uuid;
  v_touched int := 1;
  v_clocks text[] := ARRAY['project-clocks', 'observation-dates', 'import'];
BEGIN
  IF NOT embargo.manages_change(p_change) THEN RAISE EXCEPTION USING ERRCODE = 'AE404', MESSAGE = 'absent'; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('embargo change', 0));
  SELECT * INTO c FROM public.embargo_change e WHERE e.id = p_change FOR UPDATE;
  IF c.state <> 'applied' THEN RAISE EXCEPTION USING ERRCODE = 'AE409', MESSAGE = 'not-applied', HINT = c.state; END IF;

  IF c.kind = ANY (v_clocks) OR c.kind = 'project-settings' THEN
    SELECT n.id INTO v_newer FROM public.embargo_change n
    WHERE n.state = 'applied' AND n.id <> p_change AND (n.applied_at, n.serial) > (c.applied_at, c.serial)
      AND (n.kind = c.kind OR (n.kind = ANY (v_clocks) AND c.kind = ANY (v_clocks)))
      AND (EXISTS (SELECT 1 FROM public.embargo_change_observation a JOIN public.embargo_change_observation b USING (observation_id) WHERE a.change_id = c.id AND b.change_id = n.id)
        OR EXISTS (SELECT 1 FROM public.embargo_change_project a WHERE a.change_id = c.id AND embargo.with_partners(ARRAY[a.project_id]) && embargo.change_projects(n.id))
        OR EXISTS (SELECT 1 FROM public.embargo_change_project b WHERE b.change_id = n.id AND embargo.with_partners(ARRAY[b.project_id]) && embargo.change_projects(c.id)))
    ORDER BY n.applied_at, n.serial LIMIT 1;
    IF v_newer IS NOT NULL THEN RAISE EXCEPTION USING ERRCODE = 'AE409', MESSAGE = 'newer-change', HINT = v_newer::text; END IF;
    IF EXISTS (SELECT 1 FROM public.embargo_change_project w JOIN public.project p ON p.id = w.project_id, LATERAL jsonb_each_text(w.wanted) AS s(key, value)
        WHERE w.change_id = p_change AND CASE WHEN s.key IN ('meta_clock_date', 'data_clock_date') THEN s.value::timestamptz IS DISTINCT FROM (to_jsonb(p)->>s.key)::timestamptz
          ELSE s.value IS DISTINCT FROM to_jsonb(p)->>s.key END)
      OR EXISTS (SELECT 1 FROM public.embargo_change_observation w JOIN public.observation o ON o.id = w.observation_id
        WHERE w.change_id = p_change AND ((w.sets_meta AND o.meta_release_override IS DISTINCT FROM w.meta_wanted) OR (w.sets_data AND o.data_release_override IS DISTINCT FROM w.data_wanted))) THEN
      RAISE EXCEPTION USING ERRCODE = 'AE409', MESSAGE = 'changed-since';
    END IF;
    IF EXISTS (SELECT 1 FROM embargo.proposed_rows(p_change, true) r
        WHERE (r.meta0 <= now() AND coalesce(r.meta1, 'infinity') > now()) OR (r.data0 <= now() AND coalesce(r.data1, 'infinity') > now())) THEN
      RAISE EXCEPTION USING ERRCODE = 'AE409', MESSAGE = 'public-already';
    END IF;
    IF embargo.needs_second_manager(p_change, true) THEN RAISE EXCEPTION USING ERRCODE = 'AE409', MESSAGE = 'undo-opens-early'; END IF;
    PERFORM embargo.write_values(p_change, true);
  ELSIF c.kind = 'hold' THEN
    UPDATE public.hold h SET lifted_at = now(), lifted_by = embargo.me(), lift_reason = p_reason WHERE h.id = c.made_id AND h.lifted_at IS NULL;
    GET DIAGNOSTICS v_touched = ROW_COUNT;
  ELSIF c.kind = 'lift-hold' THEN
    UPDATE public.hold h SET lifted_at = NULL, lifted_by = NULL, lift_reason = NULL WHERE h.id = c.made_id AND h.lifted_at IS NOT NULL;
    GET DIAGNOSTICS v_touched = ROW_COUNT;
  ELSIF c.kind = 'denial' THEN
    IF c.person = embargo.me() THEN RAISE EXCEPTION USING ERRCODE = 'AE409', MESSAGE = 'to-oneself'; END IF;
    UPDATE public.denial d SET lifted_at = now(), lifted_by = embargo.me(), lift_reason = p_reason WHERE d.id = c.made_id AND d.lifted_at IS NULL;
    GET DIAGNOSTICS v_touched = ROW_COUNT;
  ELSIF c.kind = 'lift-denial' THEN
    UPDATE public.denial d SET lifted_at = NULL, lifted_by = NULL, lift_reason = NULL WHERE d.id = c.made_id AND d.lifted_at IS NOT NULL;
    GET DIAGNOSTICS v_touched = ROW_COUNT;
  ELSIF c.kind = 'emergency' THEN
    UPDATE public.access_grant a SET revoked_at = now(), revoked_by = embargo.me(), revoke_reason = p_reason WHERE a.id = c.made_id AND a.revoked_at IS NULL;
    GET DIAGNOSTICS v_touched = ROW_COUNT;
  END IF;
  IF v_touched = 0 THEN RAISE EXCEPTION USING ERRCODE = 'AE409', MESSAGE = 'changed-since'; END IF;
  UPDATE public.embargo_change SET state = 'undone', undone_by = embargo.me(), undone_at = now(), undo_reason = p_reason WHERE id = p_change;
END $$;

GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.apply_change(uuid) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.write_values(uuid, boolean) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.rehearse_change(uuid) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.settle_change(uuid, jsonb) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.decide_change(uuid, text, text) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.undo_change(uuid, text) OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.apply_change(uuid), embargo.write_values(uuid, boolean), embargo.rehearse_change(uuid), embargo.settle_change(uuid, jsonb),
  embargo.decide_change(uuid, text, text), embargo.undo_change(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.rehearse_change(uuid), embargo.settle_change(uuid, jsonb), embargo.decide_change(uuid, text, text), embargo.undo_change(uuid, text) TO airshower_web;
RESET ROLE;
