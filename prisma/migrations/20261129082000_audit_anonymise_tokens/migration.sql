-- Entries name the API tokens by which something was done, and `token.made` is an entry of who made one: a token's row, with its
-- owner and the name that the owner gave it, would lead back to a person who was made anonymous. Such tokens end, and their
-- rows keep what is no more than the entries say: id, scopes, times. The same goes for who asked for a load. No entry is touched,
-- so that every chain holds.
GRANT UPDATE (owner_sub, name, hash, hint, revoked_at) ON api_token TO airshower_embargo;
GRANT SELECT (asked_by), UPDATE (asked_by) ON collection_load TO airshower_embargo;
CREATE POLICY embargo ON collection_load TO airshower_embargo USING (true) WITH CHECK (true);

DROP FUNCTION embargo.anonymise_person(text);
CREATE FUNCTION embargo.anonymise_person(p_username text) RETURNS TABLE (people int, tokens int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  -- Whom the audit knows by that name, and who has it now.
  v_subs text[] := ARRAY(SELECT a.sub FROM public.audit_person a WHERE a.username = p_username AND a.sub IS NOT NULL UNION SELECT u.sub FROM public."user" u WHERE u.username = p_username);
  v_ids uuid[];
  v_tokens int;
BEGIN
  WITH named AS (
    UPDATE public.audit_person a SET sub = NULL, username = NULL, anonymised_at = now()
    WHERE a.username = p_username OR a.sub = ANY (v_subs) RETURNING a.id)
  SELECT coalesce(array_agg(n.id), '{}') INTO v_ids FROM named n;
  -- Nobody's: no viewer has the empty subject. The hash is of nothing that anybody holds.
  UPDATE public.api_token t SET owner_sub = '', name = 'of a person made anonymous', hint = '----', last_used_at = NULL, last_used_from = NULL,
    hash = encode(sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')), 'hex'), revoked_at = coalesce(t.revoked_at, now())
  WHERE t.owner_sub = ANY (v_subs);
  GET DIAGNOSTICS v_tokens = ROW_COUNT;
  UPDATE public.collection_load SET asked_by = 'a person made anonymous' WHERE asked_by = ANY (v_subs);
  IF v_ids <> '{}' THEN
    PERFORM embargo.audit_by(ARRAY['portal'], 'person.anonymised', 'ok', jsonb_build_object('people', to_jsonb(v_ids)));
  END IF;
  RETURN QUERY SELECT cardinality(v_ids), v_tokens;
END $$;
GRANT CREATE ON SCHEMA embargo TO airshower_embargo;
ALTER FUNCTION embargo.anonymise_person(text) OWNER TO airshower_embargo;
REVOKE CREATE ON SCHEMA embargo FROM airshower_embargo;
SET ROLE airshower_embargo;
REVOKE ALL ON FUNCTION embargo.anonymise_person(text) FROM PUBLIC;
RESET ROLE;
