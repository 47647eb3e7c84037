-- What is done by an API token says by which: its id, by which its owner finds it at /settings/tokens, and which the portal's
-- chain told when it was made. Not its name, which is the owner's own. One more member of the subject, so that the canonical
-- form, and every entry that is sealed already, stays as it is. A token that is not the viewer's is not told.
CREATE OR REPLACE FUNCTION embargo.audit_by(p_chains text[], p_action text, p_outcome text, p_subject jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_sub text := nullif(current_setting('app.sub', true), '');
  v_token uuid := nullif(current_setting('app.api_token', true), '')::uuid;
BEGIN
  IF v_token IS NOT NULL AND EXISTS (SELECT 1 FROM public.api_token t WHERE t.id = v_token AND t.owner_sub = v_sub) THEN
    p_subject := coalesce(p_subject, '{}') || jsonb_build_object('apiToken', v_token);
  END IF;
  PERFORM embargo.audit_write(p_chains, CASE WHEN v_sub IS NOT NULL THEN 'person' WHEN session_user = 'airshower_web' THEN 'anonymous' ELSE 'system' END,
    embargo.audit_person_of(v_sub), p_action, p_outcome, p_subject);
END $$;

-- As before; an attempt may name the token by which it was made.
CREATE OR REPLACE FUNCTION embargo.audit_attempts(p_attempts jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  a record;
  x record;
  v_known boolean;
  v_unknown jsonb := '{}';
BEGIN
  FOR a IN SELECT * FROM jsonb_to_recordset(p_attempts) AS t(sub text, action text, about jsonb, subject jsonb, "requestId" text, "apiTokenId" text) LOOP
    PERFORM set_config('app.sub', coalesce(a.sub, ''), true), set_config('app.request_id', coalesce(a."requestId", ''), true), set_config('app.api_token', coalesce(a."apiTokenId", ''), true);
    v_known := false;
    FOR x IN SELECT * FROM (SELECT * FROM embargo.audit_about(a.about) UNION ALL SELECT * FROM embargo.audit_about_change(a.about ->> 'change')) n WHERE n.chains IS NOT NULL LOOP
      v_known := true;
      PERFORM embargo.audit_by(x.chains, left(a.action, 100), 'refused', coalesce(a.subject, '{}') || x.about);
    END LOOP;
    IF NOT v_known THEN v_unknown := v_unknown || jsonb_build_object(coalesce(a.sub, ''), coalesce((v_unknown ->> coalesce(a.sub, ''))::int, 0) + 1); END IF;
  END LOOP;
  PERFORM set_config('app.request_id', '', true), set_config('app.api_token', '', true);
  FOR x IN SELECT u.key AS sub, u.value::int AS attempts FROM jsonb_each_text(v_unknown) u LOOP
    PERFORM set_config('app.sub', x.sub, true);
    PERFORM embargo.audit_by(ARRAY['portal'], 'attempt.unknown', 'refused', jsonb_build_object('attempts', x.attempts));
  END LOOP;
  PERFORM set_config('app.sub', '', true);
END $$;
