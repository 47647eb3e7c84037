-- Each look at what a change does writes a row for every observation that it names, and takes them back: checking a
-- hundred thousand of them one by one against their change and observation, both just read, cost more than the look.
-- Changes are never deleted; a row whose observation is gone matches nothing.
ALTER TABLE "embargo_change_observation" DROP CONSTRAINT "embargo_change_observation_change_id_fkey", DROP CONSTRAINT "embargo_change_observation_observation_id_fkey";

DROP FUNCTION embargo.draft_change(text, jsonb, text, jsonb, text[], jsonb, text, text, uuid, boolean);
-- A change as it was asked for, with what it is about. Who does not manage all of that hears that it is not there, as
-- for what does not exist (AE404). p_projects: [{code, wanted}]; p_observations: ids, with the dates that they get,
-- one for each of them or one for all; p_keys: what a search has found, with one for all.
CREATE FUNCTION embargo.draft_change(p_kind text, p_body jsonb, p_reason text, p_projects jsonb, p_observations text[], p_dates jsonb, p_collection text, p_username text, p_made uuid, p_in_turn boolean, p_keys bigint[])
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
  ELSIF p_keys IS NOT NULL THEN
    INSERT INTO public.embargo_change_observation (change_id, observation_id, sets_meta, meta_wanted, sets_data, data_wanted)
    SELECT v_id, k, coalesce(p_dates ? 'meta', false), (p_dates->>'meta')::timestamptz, coalesce(p_dates ? 'data', false), (p_dates->>'data')::timestamptz FROM unnest(p_keys) k;
    GET DIAGNOSTICS v_count = ROW_COUNT;
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

GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.draft_change(text, jsonb, text, jsonb, text[], jsonb, text, text, uuid, boolean, bigint[]) OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.draft_change(text, jsonb, text, jsonb, text[], jsonb, text, text, uuid, boolean, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.draft_change(text, jsonb, text, jsonb, text[], jsonb, text, text, uuid, boolean, bigint[]) TO airshower_web;
RESET ROLE;
