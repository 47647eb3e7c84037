-- Accesses and attempts, recorded by the web role through functions, and who reads what was recorded.

-- A release whose bytes this viewer was given leave to read, in the transaction that gave it. p_launch: by a session that stages.
CREATE FUNCTION embargo.audit_file(p_release bigint, p_launch uuid, p_range text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r record;
BEGIN
  SELECT x.product_id, c.name || ':r' || x.release || '/' || p.name AS did INTO STRICT r
  FROM public.product_release x JOIN public.product p ON p.id = x.product_id JOIN public.collection c ON c.id = p.collection_id WHERE x.id = p_release;
  PERFORM embargo.audit_by(embargo.product_chains(r.product_id), CASE WHEN p_launch IS NULL THEN 'file.read' ELSE 'file.staged' END, 'ok',
    jsonb_strip_nulls(jsonb_build_object('file', r.did, 'launch', p_launch, 'range', left(p_range, 200))));
END $$;

-- A file that was made for a manifest: an index, a notebook.
CREATE FUNCTION embargo.audit_generated(p_manifest uuid, p_path text, p_launch uuid, p_range text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM embargo.audit_observations((SELECT m.observation_ids FROM public.manifest m WHERE m.id = p_manifest), CASE WHEN p_launch IS NULL THEN 'file.read' ELSE 'file.staged' END, 'ok',
    jsonb_strip_nulls(jsonb_build_object('file', 'manifest:' || p_manifest || '/' || left(p_path, 500), 'launch', p_launch, 'range', left(p_range, 200))), '', false);
END $$;

-- A manifest given out, with the addresses of all its files.
CREATE FUNCTION embargo.audit_manifest(p_manifest uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM embargo.audit_observations((SELECT m.observation_ids FROM public.manifest m WHERE m.id = p_manifest AND m.owner_sub = embargo.me()), 'manifest.exported', 'ok', jsonb_build_object('manifest', p_manifest));
END $$;

-- The chains of what somebody names, whether they may see it or not; no row for what there is not. One of
-- {"project": code}, {"collection": name}, {"observations": [ids]}, {"file": {"scope", "name"}}, {"launch": id},
-- {"grant": id}, {"hold": id}, {"denial": id}, {"request": id}.
CREATE FUNCTION embargo.audit_about(p_about jsonb) RETURNS TABLE (chains text[], about jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_uuid constant text := '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$';
  v_kind text := (SELECT k FROM jsonb_object_keys(p_about) AS k LIMIT 1);
  v_value text := left(p_about ->> v_kind, 2000);
  v_scope text := p_about #>> '{file,scope}';
  v_name text := left(p_about #>> '{file,name}', 2000);
  v_observations bigint[];
BEGIN
  IF v_kind = 'project' THEN
    RETURN QUERY SELECT embargo.project_chains(p.id), '{}'::jsonb FROM public.project p WHERE p.code = v_value;
  ELSIF v_kind = 'collection' THEN
    RETURN QUERY SELECT ARRAY['collection:' || c.id], '{}'::jsonb FROM public.collection c WHERE c.name = v_value;
  ELSIF v_kind = 'observations' AND jsonb_typeof(p_about -> v_kind) = 'array' THEN
    SELECT array_agg(o.id) INTO v_observations FROM (SELECT x AS id FROM jsonb_array_elements_text(p_about -> v_kind) AS x LIMIT 10000) n
    JOIN public.collection c ON c.name = split_part(n.id, ':', 1) JOIN public.observation o ON o.collection_id = c.id AND o.obs_id = CASE WHEN split_part(n.id, ':', 2) ~ '^[0-9]{1,18}$' THEN split_part(n.id, ':', 2)::bigint END;
    RETURN QUERY SELECT ARRAY[x.chain], jsonb_build_object('observations', x.names) FROM embargo.audit_pieces(v_observations) x;
  ELSIF v_kind = 'file' AND v_scope = 'manifest' AND split_part(v_name, '/', 1) ~ v_uuid THEN
    RETURN QUERY SELECT ARRAY[x.chain], jsonb_build_object('file', 'manifest:' || v_name) FROM public.manifest m, embargo.audit_pieces(m.observation_ids) x WHERE m.id = split_part(v_name, '/', 1)::uuid GROUP BY x.chain;
  ELSIF v_kind = 'file' THEN
    RETURN QUERY SELECT embargo.product_chains(p.id), jsonb_build_object('file', v_scope || ':' || v_name) FROM public.collection c JOIN public.product p ON p.collection_id = c.id AND p.name = substring(v_name FROM '^r[0-9]+/(.+)$') WHERE c.name = v_scope;
  ELSIF v_kind = 'launch' AND v_value ~ v_uuid THEN
    RETURN QUERY SELECT ARRAY[x.chain], jsonb_build_object('launch', l.id) FROM public.launch l JOIN public.manifest m ON m.id = l.manifest_id, embargo.audit_pieces(m.observation_ids) x WHERE l.id = v_value::uuid GROUP BY x.chain, l.id;
  ELSIF v_kind IN ('grant', 'hold', 'denial', 'request') AND v_value ~ v_uuid THEN
    RETURN QUERY SELECT coalesce(CASE WHEN s.collection_id IS NOT NULL THEN ARRAY['collection:' || s.collection_id] WHEN s.project_id IS NOT NULL THEN embargo.project_chains(s.project_id, s.suffix) END,
        (SELECT array_agg(DISTINCT x.chain) FROM embargo.audit_pieces((SELECT array_agg(o.observation_id) FROM public.selection_observation o WHERE o.selection_id = s.selection_id), s.suffix) x)), jsonb_build_object(v_kind, s.id)
      FROM (SELECT g.id, g.collection_id, g.project_id, g.selection_id, '' AS suffix FROM public.access_grant g WHERE v_kind = 'grant'
        UNION ALL SELECT h.id, NULL, h.project_id, h.selection_id, '' FROM public.hold h WHERE v_kind = 'hold'
        UNION ALL SELECT d.id, d.collection_id, d.project_id, d.selection_id, ':managers' FROM public.denial d WHERE v_kind = 'denial'
        UNION ALL SELECT r.id, NULL, r.project_id, r.selection_id, '' FROM public.request r WHERE v_kind = 'request') s
      WHERE s.id = v_value::uuid;
  END IF;
END $$;

-- What was refused to this viewer, in a transaction of its own: [{"action", "about", "subject", "requestId"}]. What is asked about and does not exist
-- is told to the portal's chain, as one entry, without the names that somebody made up.
CREATE FUNCTION embargo.audit_attempts(p_attempts jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  a record;
  x record;
  v_known boolean;
  v_unknown int := 0;
BEGIN
  FOR a IN SELECT * FROM jsonb_to_recordset(p_attempts) AS t(action text, about jsonb, subject jsonb, "requestId" text) LOOP
    PERFORM set_config('app.request_id', coalesce(a."requestId", ''), true);
    v_known := false;
    FOR x IN SELECT * FROM embargo.audit_about(a.about) WHERE chains IS NOT NULL LOOP
      v_known := true;
      PERFORM embargo.audit_by(x.chains, left(a.action, 100), 'refused', coalesce(a.subject, '{}') || x.about);
    END LOOP;
    IF NOT v_known THEN v_unknown := v_unknown + 1; END IF;
  END LOOP;
  IF v_unknown > 0 THEN
    PERFORM embargo.audit_by(ARRAY['portal'], 'attempt.unknown', 'refused', jsonb_build_object('count', v_unknown));
  END IF;
END $$;

-- For what has no trigger: an action of the web's own, in its transaction. What triggers record can not be claimed here.
CREATE FUNCTION embargo.audit(p_action text, p_about jsonb, p_subject jsonb DEFAULT '{}') RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  x record;
BEGIN
  IF p_action !~ '^(audit|approval|change|emergency|export|explain|preview|undo)\.[a-z][a-z-]{1,40}$' OR p_action = 'audit.pruned' THEN
    RAISE EXCEPTION 'embargo.audit: % is recorded elsewhere', p_action USING ERRCODE = '42501';
  END IF;
  FOR x IN SELECT * FROM embargo.audit_about(p_about) WHERE chains IS NOT NULL LOOP
    PERFORM embargo.audit_by(x.chains, p_action, 'ok', coalesce(p_subject, '{}') || x.about);
  END LOOP;
END $$;

-- Whose audit the viewer reads: of projects that they lead, and of projects and collections that they manage. Denials are read by managers only.
CREATE FUNCTION embargo.audited_chains() RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_led int[] := coalesce(nullif(current_setting('app.led', true), ''), '{}')::int[];
  v_managed int[] := coalesce(nullif(current_setting('app.managed', true), ''), '{}')::int[];
  v_denied int[] := coalesce(nullif(current_setting('app.denied_projects', true), ''), '{}')::int[];
  v_denied_collections int[] := coalesce(nullif(current_setting('app.denied_collections', true), ''), '{}')::int[];
  v_projects int[] := '{}';
BEGIN
  -- As embargo.manages_project says, for all projects at once.
  IF v_managed <> '{}' THEN
    WITH t AS (SELECT DISTINCT x.project_id, x.collection_id = ANY (v_managed) AS managed FROM public.observation_tally x WHERE x.project_id IS NOT NULL),
    reached AS (SELECT t.project_id, t.managed FROM t UNION ALL SELECT j.partner_id, t.managed FROM t JOIN public.joint_project j ON j.project_id = t.project_id)
    SELECT coalesce(array_agg(m.project_id), '{}') INTO v_projects FROM (SELECT r.project_id FROM reached r GROUP BY r.project_id HAVING bool_and(r.managed)) m;
  END IF;
  RETURN ARRAY(
    SELECT 'project:' || p.id FROM (SELECT unnest(v_led) UNION SELECT unnest(v_projects)) AS p(id) WHERE p.id <> ALL (v_denied)
    UNION ALL SELECT 'project:' || p.id || ':managers' FROM unnest(v_projects) AS p(id) WHERE p.id <> ALL (v_denied)
    UNION ALL SELECT 'collection:' || c.id FROM unnest(v_managed) AS c(id) WHERE c.id <> ALL (v_denied_collections));
END $$;

DO $$
DECLARE
  f regprocedure;
BEGIN
  GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'embargo'::regnamespace
    AND p.proname IN ('audit_file', 'audit_generated', 'audit_manifest', 'audit_about', 'audit_attempts', 'audit', 'audited_chains')
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    IF f::text NOT LIKE 'embargo.audit_about%' THEN EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO airshower_web, airshower_system', f); END IF;
    EXECUTE format('ALTER FUNCTION %s OWNER TO airshower_embargo', f);
  END LOOP;
  REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
END $$;

GRANT SELECT ON audit_entry, audit_seal, audit_head TO airshower_web;
GRANT SELECT (id, username) ON audit_person TO airshower_web;
CREATE POLICY read ON audit_entry FOR SELECT TO airshower_web USING (chain IN (SELECT unnest(embargo.audited_chains())));
CREATE POLICY read ON audit_seal FOR SELECT TO airshower_web USING (chain IN (SELECT unnest(embargo.audited_chains())));
CREATE POLICY read ON audit_head FOR SELECT TO airshower_web USING (chain IN (SELECT unnest(embargo.audited_chains())));
-- Names belong to ids that only entries tell.
CREATE POLICY read ON audit_person FOR SELECT TO airshower_web USING ((SELECT embargo.audited_chains() <> '{}'));
