-- Accesses name the product of the release that was fetched.
GRANT SELECT ON product_release TO airshower_embargo;
CREATE POLICY audit ON product_release FOR SELECT TO airshower_embargo USING (true);

-- What was refused, of several viewers at once: [{"sub", "action", "about", "subject", "requestId"}], each under the name of
-- who tried (sub null: nobody known). One statement, so that writing them down takes as little as it can. What is asked
-- about and does not exist is told to the portal's chain, one entry for each viewer, without the names that somebody made up.
DROP FUNCTION embargo.audit_attempts(jsonb);
-- {"change": id}: the managers' chains of what a change of theirs is about.
CREATE FUNCTION embargo.audit_about_change(p_id text) RETURNS TABLE (chains text[], about jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_id ~ '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$' THEN
    RETURN QUERY SELECT coalesce(
        (SELECT array_agg(DISTINCT k.chain) FROM public.embargo_change_project p, unnest(embargo.project_chains(p.project_id, ':managers')) AS k(chain) WHERE p.change_id = e.id),
        (SELECT array_agg('collection:' || l.id) FROM unnest(e.collection_ids) AS l(id))), jsonb_build_object('change', e.id)
      FROM public.embargo_change e WHERE e.id = p_id::uuid;
  END IF;
END $$;
CREATE FUNCTION embargo.audit_attempts(p_attempts jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  a record;
  x record;
  v_known boolean;
  v_unknown jsonb := '{}';
BEGIN
  FOR a IN SELECT * FROM jsonb_to_recordset(p_attempts) AS t(sub text, action text, about jsonb, subject jsonb, "requestId" text) LOOP
    PERFORM set_config('app.sub', coalesce(a.sub, ''), true), set_config('app.request_id', coalesce(a."requestId", ''), true);
    v_known := false;
    FOR x IN SELECT * FROM (SELECT * FROM embargo.audit_about(a.about) UNION ALL SELECT * FROM embargo.audit_about_change(a.about ->> 'change')) n WHERE n.chains IS NOT NULL LOOP
      v_known := true;
      PERFORM embargo.audit_by(x.chains, left(a.action, 100), 'refused', coalesce(a.subject, '{}') || x.about);
    END LOOP;
    IF NOT v_known THEN v_unknown := v_unknown || jsonb_build_object(coalesce(a.sub, ''), coalesce((v_unknown ->> coalesce(a.sub, ''))::int, 0) + 1); END IF;
  END LOOP;
  PERFORM set_config('app.request_id', '', true);
  FOR x IN SELECT u.key AS sub, u.value::int AS attempts FROM jsonb_each_text(v_unknown) u LOOP
    PERFORM set_config('app.sub', x.sub, true);
    PERFORM embargo.audit_by(ARRAY['portal'], 'attempt.unknown', 'refused', jsonb_build_object('attempts', x.attempts));
  END LOOP;
  PERFORM set_config('app.sub', '', true);
END $$;
REVOKE ALL ON FUNCTION embargo.audit_attempts(jsonb), embargo.audit_about_change(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION embargo.audit_attempts(jsonb) TO airshower_web, airshower_system;
GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.audit_attempts(jsonb) OWNER TO airshower_embargo;
ALTER FUNCTION embargo.audit_about_change(text) OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
